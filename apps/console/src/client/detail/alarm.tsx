import type { AlarmState } from '@wegweiser/contracts';
import { personText, spanText, textOf, timeText, useMessages } from '../i18n/index.js';
import { acknowledgeAlarm } from '../act/acknowledge.js';
import type { Messages } from '../i18n/de.js';
import { severityOf, severityTone } from '../state/assess.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import type { Selection } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Button, Facts } from '../ui/parts.js';
import type { CollectionName } from '../state/collections.js';

const DAY_MS = 86_400_000;

const COLLECTION_OF: Readonly<Record<string, CollectionName>> = { facility: 'facilities', link: 'links', junction: 'junctions', sign: 'signs', device: 'devices', plan: 'plans' };

/** The thing that an alarm is about, if the console knows it. */
export function subjectOf({ city: _city, ...index }: CityIndex, alarm: AlarmState): (Selection & { name: string }) | null {
  const kind = COLLECTION_OF[alarm.about.kind];
  // Devices that raise alarms themselves are loops.
  const id = kind === 'devices' ? index.deviceIdOf('loop', alarm.about.id) : alarm.about.id;
  if (kind === undefined || kind === 'alarms') return null;
  const config = kind === 'devices' ? undefined : index[kind].get(id);
  const name = config === undefined ? id : 'street' in config ? config.street : typeof config.name === 'string' ? config.name : textOf(config.name);
  return { kind, id, name };
}

/** How it was escalated, and how often it came back. */
function historyFacts(m: Messages, { escalation, occurrences = 1 }: AlarmState): readonly (readonly [string, string] | null)[] {
  return [
    escalation == null ? null : [m.escalated, `${m.escalation(escalation.level)} (${m.since} ${timeText(escalation.sinceMs)})`],
    occurrences > 1 ? [m.occurred, m.times(occurrences)] : null,
  ];
}

export function AlarmDetail({ id }: { id: string }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const index = useCity();
  const alarm = useThing('alarms', id);
  if (alarm === undefined) return <p class="row-dim">{m.statusTexts[404]}</p>;
  const severity = severityOf(alarm);
  const subject = subjectOf(index, alarm);
  return (
    <>
      <section class={`section hero tone-${severityTone(severity)}`}>
        <div class="hero-line">
          <Glyph of="alarm" severity={severity} size={34} />
          <p class="hero-text">{m.codes[alarm.code] ?? alarm.code}<span class="cell-sub">{m.severity[severity]}</span></p>
        </div>
        <Facts facts={[
          [m.raised, `${timeText(alarm.raisedAtMs, nowMs - alarm.raisedAtMs < DAY_MS ? 'timeWithSeconds' : 'dateTime')} (${spanText(nowMs - alarm.raisedAtMs)})`],
          [m.cleared, alarm.clearedAtMs === null ? '–' : timeText(alarm.clearedAtMs, 'timeWithSeconds')],
          [m.acknowledged, alarm.acknowledgedBy === null ? m.notAcknowledged : personText(alarm.acknowledgedBy)],
          ...historyFacts(m, alarm),
          [m.rule, <code key="rule">{alarm.code}</code>],
          subject === null ? [m.about, `${alarm.about.kind} ${alarm.about.id}`] : null,
        ]} />
        {alarm.acknowledgedBy === null && <div class="actions"><Button look="primary" icon="check" onClick={() => void acknowledgeAlarm(alarm)}>{m.act.acknowledge}</Button></div>}
      </section>
    </>
  );
}
