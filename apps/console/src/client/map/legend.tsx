import type { FacilityStatus, LevelOfService } from '@wegweiser/contracts';
import { useState } from 'preact/hooks';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { useMessages } from '../i18n/index.js';
import { useUi } from '../state/ui.js';
import { facilityTone } from '../state/assess.js';
import { Glyph, LEVEL_LINES } from '../ui/glyph.js';
import { Icon } from '../ui/icon.js';
import { MAPPED, type Mapped } from './features.js';
import { setLayer } from './layers.js';

const LEVELS: readonly LevelOfService[] = ['free', 'dense', 'slow', 'jam', 'unknown'];
const STATUSES: readonly FacilityStatus[] = ['spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable'];

const Sample = ({ level }: { level: LevelOfService }) => {
  const { width, dash } = LEVEL_LINES[level];
  return (
    <svg class="sample" viewBox="0 0 36 10" width="36" height="10" aria-hidden="true">
      <path class={`g-line lvl-${level}`} d="M1 5h34" stroke-width={width} stroke-dasharray={dash} />
      {level === 'jam' && <path class="g-hatch" d="M1 5h34" stroke-width={width} stroke-dasharray="1.6 3" />}
    </svg>
  );
};

function Layers() {
  const m = useMessages();
  const [off, setOff] = useState<ReadonlySet<Mapped>>(new Set());
  const flip = (kind: Mapped) => {
    const next = new Set(off);
    if (!next.delete(kind)) next.add(kind);
    setOff(next);
    setLayer(kind, !next.has(kind));
  };
  return (
    <fieldset class="layers">
      <legend>{m.layers}</legend>
      {MAPPED.map((kind) => (
        <label key={kind}>
          <input type="checkbox" checked={!off.has(kind)} onChange={() => flip(kind)} />
          {m.tabs[kind]}
        </label>
      ))}
    </fieldset>
  );
}

export function Legend() {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  const [open, setOpen] = useState(false);
  return (
    <div class="legend">
      <div class="legend-strip">
        <button type="button" class="legend-button" aria-expanded={open} aria-controls="legend-body" onClick={() => setOpen(!open)}>
          <Icon name="layers" size={15} />
          {m.legend}
        </button>
        <span class="legend-levels" hidden={open}>{LEVELS.map((level) => <span key={level}><Sample level={level} />{m.level[level]}</span>)}</span>
      </div>
      <div id="legend-body" class="legend-body" hidden={!open}>
        <Layers />
        <ul class="legend-list">
          {LEVELS.map((level) => <li key={level}><Sample level={level} />{m.level[level]}</li>)}
        </ul>
        <ul class="legend-list">
          {STATUSES.map((status) => <li key={status} class={`tone-${facilityTone(status)}`}><Glyph of="facility" status={status} size={16} /><span>{STATUS_WORDS[lang][status]}</span></li>)}
        </ul>
        <ul class="legend-list">
          {(['live', 'estimate', 'direction', 'blank'] as const).map((level) => <li key={level}><Glyph of="sign" level={level} face="ok" size={18} />{m.ladder[level]}</li>)}
          <li class="tone-bad"><Glyph of="sign" level="live" face="mismatch" size={18} /><span>{m.codes['signMismatch']}</span></li>
        </ul>
        <ul class="legend-list">
          <li><Glyph of="junction" face="ok" size={18} />{m.online}</li>
          <li class="tone-info"><Glyph of="junction" face="recommendation" size={18} /><span>{m.recommendation}</span></li>
          <li class="tone-bad"><Glyph of="junction" face="fault" size={18} /><span>{m.faults}</span></li>
          <li class="tone-mute"><Glyph of="junction" face="offline" size={18} /><span>{m.offline}</span></li>
        </ul>
        <ul class="legend-list">
          {(['ok', 'warn', 'mute'] as const).map((tone) => <li key={tone} class={`tone-${tone}`}><Glyph of="device" tone={tone} size={16} /><span>{m.tabs.devices}: {{ ok: m.online, warn: m.faults, mute: m.offline }[tone]}</span></li>)}
        </ul>
      </div>
    </div>
  );
}
