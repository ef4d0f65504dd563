import type { StreetZoneConfig, StreetZoneState } from '@wegweiser/contracts';
import { textOf } from '../i18n/index.js';
import { useThing } from '../state/live.js';
import { useUi } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age } from '../ui/parts.js';
import { STREET_WORDS } from './street-catalogue.js';
import type { VirtualItem } from './virtual-list.js';

const [HEAD_PX, ROW_PX] = [34, 96];

type Shown = Pick<StreetZoneState, 'basis' | 'seen' | 'freePct' | 'lowPct' | 'highPct' | 'measuredAtMs' | 'reasons'>;
/** Before the first word of the service. */
const NOTHING: Shown = { basis: 'none', seen: 0, freePct: null, lowPct: null, highPct: null, measuredAtMs: null, reasons: [] };

const useStreetWords = () => STREET_WORDS[useUi((s) => s.lang)];

function Head({ count }: { count: number }) {
  const w = useStreetWords();
  return <p class="list-head tone-mute" title={w.hint}>{w.title}<span class="count">{count}</span></p>;
}

/** Read, not chosen: nothing about a zone can be decided here. */
function StreetRow({ zone }: { zone: StreetZoneConfig }) {
  const w = useStreetWords();
  const { basis, seen, freePct, lowPct, highPct, measuredAtMs, reasons } = useThing('streetZones', zone.id) ?? NOTHING;
  const words = [freePct === null ? w.none : w.free(freePct), lowPct === null || highPct === null ? [] : w.range(lowPct, highPct), w.basis[basis](seen), reasons.map((r) => w.reasons[r])].flat();
  return (
    <div class="row row-street tone-mute">
      <span class="row-glyph"><Glyph of="facility" status={freePct === null ? 'unavailable' : 'unknown'} /></span>
      <span class="row-main">
        <span class="row-title">{textOf(zone.name)}</span>
        <span class="row-sub">{words.join(' · ')}</span>
      </span>
      <span class="row-side">
        <span class="row-value">{freePct === null ? '–' : <>≈ {freePct}<small> %</small></>}</span>
        <span class="row-meta">{measuredAtMs === null ? '' : <Age atMs={measuredAtMs} oldAfterMs={1_800_000} />}</span>
      </span>
    </div>
  );
}

/** Zones below what is counted, so that nobody takes an estimate for a count. */
export function streetItems(zones: readonly StreetZoneConfig[]): VirtualItem[] {
  if (zones.length === 0) return [];
  const rows = zones.map((zone): VirtualItem => ({ key: `street ${zone.id}`, heightPx: ROW_PX, heading: true, render: () => <StreetRow zone={zone} /> }));
  return [{ key: 'head streets', heightPx: HEAD_PX, heading: true, render: () => <Head count={zones.length} /> }, ...rows];
}
