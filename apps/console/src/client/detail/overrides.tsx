import type { FacilityConfig, FacilityOverride } from '@wegweiser/contracts';
import { useEffect, useState } from 'preact/hooks';
import { numberText, personText, spanText, timeText, useMessages } from '../i18n/index.js';
import { get, type AuditRecord, type Page } from '../state/api.js';
import { useNowMs } from '../state/clock.js';
import { session } from '../state/session.js';
import { useStore } from '../state/store.js';
import { Section } from '../ui/parts.js';
import { authorIn } from './override-author.js';
import { audienceName } from './audience-name.js';
import { useWhyWords } from './why.js';

/** Acts of people on a garage, for who may read the log; nobody is asked to sign in for it. */
function useActs(id: string, what: string): readonly AuditRecord[] {
  const [acts, setActs] = useState<readonly AuditRecord[]>([]);
  const role = useStore(session, (s) => s.who?.role ?? null);
  useEffect(() => {
    const stop = new AbortController();
    setActs([]);
    if (role !== null) void get<Page<AuditRecord>>(`audit?of=people&kind=facility&id=${encodeURIComponent(id)}&limit=100`, stop.signal).then((answer) => answer.ok && !stop.signal.aborted && setActs(answer.value.items));
    return () => stop.abort();
  }, [id, what, role]);
  return acts;
}

function Override({ of, config, acts }: { of: FacilityOverride; config: FacilityConfig; acts: readonly AuditRecord[] }) {
  const m = useMessages();
  const w = useWhyWords();
  const nowMs = useNowMs();
  const who = authorIn(acts, of) ?? personText(of.by);
  const what = of.kind === 'capacity' ? `${audienceName(m, config, of.audience ?? '')}: ${m.capacityIs(numberText(of.capacity ?? 0))}` : w.overridden[of.kind];
  const later = of.sinceMs !== null && of.sinceMs > nowMs;
  return (
    <li>
      <p><strong>{what}</strong>{of.untilMs !== null && <span class="left"> {later ? w.fromTime(timeText(of.sinceMs ?? nowMs, 'dateTime')) : m.lockLeft(spanText(of.untilMs - nowMs))}</span>}</p>
      <p class="because">{of.reason}</p>
      <p class="row-dim">{w.overrideBy(who, of.sinceMs === null || later ? null : timeText(of.sinceMs, 'dateTime'), of.untilMs === null ? null : timeText(of.untilMs, 'dateTime'))}</p>
    </li>
  );
}

/** What was decided of the garage by hand or by a plan: what, who, why, until when. */
export function Overrides({ id, config, overrides }: { id: string; config: FacilityConfig; overrides: readonly FacilityOverride[] }) {
  const w = useWhyWords();
  const acts = useActs(id, JSON.stringify(overrides));
  return <Section title={w.overrides} tone="warn"><ul class="plain">{overrides.map((o) => <Override key={`${o.kind}/${o.audience ?? ''}/${o.sinceMs ?? ''}`} of={o} config={config} acts={acts} />)}</ul></Section>;
}
