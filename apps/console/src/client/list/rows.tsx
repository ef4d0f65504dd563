import type { AlarmState } from '@wegweiser/contracts';
import type { ComponentChildren } from 'preact';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { personText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import { useCorridorWords } from '../detail/corridor.js';
import { startText } from '../detail/plan.js';
import { Glyph } from '../ui/glyph.js';
import { Icon } from '../ui/icon.js';
import { Age, TrendMark } from '../ui/parts.js';
import { agedFacility, corridorTone, deviceTone, facilityTone, junctionFace, junctionTone, levelTone, escalationOf, planTone, severityOf, severityTone, signFace, signTone, type Tone } from '../state/assess.js';
import { linkEnds, useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { select, useUi } from '../state/ui.js';
import { rowsOnSign } from '../detail/sign-face.js';
import type { CollectionName } from '../state/collections.js';

interface RowProps {
  id: string;
  tabIndex: number;
}
interface ShellProps {
  kind: CollectionName;
  id: string;
  tabIndex: number;
  tone: Tone;
  glyph: ComponentChildren;
  title: string;
  sub: ComponentChildren;
  value?: ComponentChildren;
  meta?: ComponentChildren;
  faded?: boolean;
}

function Row({ kind, id, tabIndex, tone, glyph, title, sub, value, meta, faded = false }: ShellProps) {
  const chosen = useUi((s) => s.selected?.kind === kind && s.selected.id === id);
  return (
    <button type="button" class={`row row-${kind} tone-${tone}${faded ? ' is-faded' : ''}`} tabIndex={tabIndex} aria-current={chosen ? 'true' : undefined} onClick={() => select({ kind, id })}>
      <span class="row-glyph">{glyph}</span>
      <span class="row-main">
        <span class="row-title">{title}</span>
        <span class="row-sub">{sub}</span>
      </span>
      <span class="row-side">
        <span class="row-value">{value}</span>
        <span class="row-meta">{meta}</span>
      </span>
    </button>
  );
}

function FacilityRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const config = useCity().facilities.get(id);
  const state = useThing('facilities', id);
  const nowMs = useNowMs();
  const lang = useUi((s) => s.lang);
  const head = { kind: 'facilities', id, tabIndex, title: config?.name ?? id } as const;
  if (state === undefined) return <Row {...head} tone="mute" glyph={<Glyph of="facility" status="unavailable" />} sub={m.noNews} />;
  const aged = agedFacility(state, config, nowMs);
  const share = aged.vacant === null || state.capacity === 0 ? null : (state.capacity - aged.vacant) / state.capacity;
  return (
    <Row
      {...head}
      tone={facilityTone(aged.status)}
      glyph={<Glyph of="facility" status={aged.status} />}
      faded={aged.freshness !== 'fresh'}
      sub={
        <>
          <span class="row-word">{STATUS_WORDS[lang][aged.status]}</span>
          <Meter share={share} />
          <TrendMark trend={state.trend} />
        </>
      }
      value={aged.vacant === null ? '–' : valueText(aged.vacant)}
      meta={<Age atMs={aged.measuredAtMs} old={aged.freshness === 'old' || aged.freshness === 'stale'} />}
    />
  );
}

const Meter = ({ share }: { share: number | null }) => (
  <svg class="meter" viewBox="0 0 60 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="meter-ground" width="60" height="6" rx="3" />
    {share !== null && <rect class="meter-fill" width={Math.max(1.5, Math.min(1, share) * 60)} height="6" rx="3" />}
  </svg>
);

function LinkRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const index = useCity();
  const config = index.links.get(id);
  const state = useThing('links', id);
  if (config === undefined) return <Row kind="links" id={id} tabIndex={tabIndex} tone="mute" glyph={<Glyph of="link" level="unknown" />} title={id} sub={m.notConfigured} />;
  const ends = linkEnds(index, config);
  const level = state?.level ?? 'unknown';
  const speed = state?.meanSpeedKmh ?? null;
  return (
    <Row
      kind="links"
      id={id}
      tabIndex={tabIndex}
      tone={levelTone(level)}
      glyph={<Glyph of="link" level={level} />}
      title={config.street}
      sub={<><span class="row-word">{m.level[level]}</span><span class="row-dim">{m.fromTo(shortName(ends.from) ?? m.cityEdge, shortName(ends.to) ?? m.cityEdge)}</span></>}
      value={speed === null ? '–' : <>{valueText(speed)}<small> km/h</small></>}
      meta={state === undefined ? '' : <Age atMs={state.measuredAtMs} oldAfterMs={300_000} />}
    />
  );
}
/** `Schloßlände / Roßmühlstraße` reads as its second street on a link that is named after the first. */
const shortName = (name: string | null): string | null => name?.split(' / ').at(-1) ?? null;

function JunctionRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const config = useCity().junctions.get(id);
  const state = useThing('junctions', id);
  const head = { kind: 'junctions', id, tabIndex, title: config?.name ?? id } as const;
  if (state === undefined) return <Row {...head} tone="mute" glyph={<Glyph of="junction" face="offline" />} sub={m.noNews} />;
  const face = junctionFace(state);
  const words = { ok: m.online, offline: m.offline, fault: state.faults.join(', '), recommendation: m.recommendation };
  return (
    <Row
      {...head}
      tone={junctionTone(state)}
      glyph={<Glyph of="junction" face={face} />}
      sub={<><span class="row-word">{words[face]}</span><span class="row-dim">{state.plan === null ? '' : `${m.plan} ${state.plan}`}{state.cycleS === null ? '' : ` · ${state.cycleS} s`}</span></>}
      value={state.saturation === null ? '–' : <>{valueText(state.saturation * 100)}<small> %</small></>}
      meta={<Age atMs={state.measuredAtMs} oldAfterMs={120_000} />}
      faded={!state.online}
    />
  );
}

function SignRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const config = useCity().signs.get(id);
  const state = useThing('signs', id);
  const head = { kind: 'signs', id, tabIndex, title: config?.name ?? id } as const;
  if (state === undefined || config === undefined) return <Row {...head} tone="mute" glyph={<Glyph of="sign" level="blank" face="offline" />} sub={m.noNews} />;
  const face = signFace(state);
  const words = { ok: m.ladder[state.level], locked: m.locked, mismatch: m.mismatches[state.mismatch ?? ''] ?? state.mismatch, offline: m.offline };
  return (
    <Row
      {...head}
      tone={signTone(state)}
      glyph={<Glyph of="sign" level={state.level} face={face} />}
      sub={<><span class="row-word">{words[face]}</span><span class="row-led">{rowsOnSign(state, config).join(' · ')}</span></>}
      value={state.lock === null ? '' : <Glyph of="lock" />}
      meta={state.readback === null ? '' : <Age atMs={state.readback.atMs} oldAfterMs={180_000} />}
      faded={!state.online}
    />
  );
}

export function AlarmRow({ alarm, tabIndex }: { alarm: AlarmState; tabIndex: number }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const severity = severityOf(alarm);
  const code = m.codes[alarm.code] ?? alarm.code;
  return (
    <Row
      kind="alarms"
      id={alarm.id}
      tabIndex={tabIndex}
      tone={severityTone(severity)}
      glyph={<Glyph of="alarm" severity={severity} />}
      title={textOf(alarm.text)}
      sub={<><span class="row-word">{code}</span>{escalationOf(alarm) > 0 && <span class="row-escalated">▲ {m.escalation(escalationOf(alarm) as 1 | 2)}</span>}{(alarm.occurrences ?? 1) > 1 && <span class="row-dim">{m.times(alarm.occurrences ?? 1)}</span>}{alarm.acknowledgedBy !== null && <span class="row-dim">✓ {m.acknowledgedBy(personText(alarm.acknowledgedBy))}</span>}</>}
      value={<span class="row-time">{timeText(alarm.raisedAtMs)}</span>}
      meta={spanText((alarm.clearedAtMs ?? nowMs) - alarm.raisedAtMs)}
      faded={alarm.clearedAtMs !== null || alarm.acknowledgedBy !== null}
    />
  );
}

function DeviceRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const use = useCity().devices.get(id);
  const state = useThing('devices', id);
  const tone = state === undefined ? 'mute' : deviceTone(state);
  const word = state === undefined ? m.neverHeard : state.faults.length > 0 ? state.faults.join(', ') : state.online === true ? m.online : m.offline;
  return (
    <Row
      kind="devices"
      id={id}
      tabIndex={tabIndex}
      tone={tone}
      glyph={<Glyph of="device" tone={tone} />}
      title={id}
      sub={<><span class="row-word">{word}</span><span class="row-dim">{use === undefined ? m.notConfigured : `${m.deviceKinds[use.kind]} · ${use.owner.name}`}</span></>}
      meta={state?.lastSeenMs == null ? '' : <Age atMs={state.lastSeenMs} oldAfterMs={900_000} />}
      faded={tone === 'mute'}
    />
  );
}

function PlanRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const index = useCity();
  const plan = index.plans.get(id);
  const state = useThing('plans', id);
  const nowMs = useNowMs();
  const title = plan === undefined ? id : textOf(plan.name);
  if (plan === undefined || state === undefined) return <Row kind="plans" id={id} tabIndex={tabIndex} tone="mute" glyph={<Icon name="plans" size={22} />} title={title} sub={m.noNews} />;
  const next = state.nextChange;
  return (
    <Row
      kind="plans"
      id={id}
      tabIndex={tabIndex}
      tone={planTone(state)}
      glyph={<Icon name={state.state === 'running' ? 'play' : 'plans'} size={22} />}
      title={title}
      sub={<><span class="row-word">{m.planStates[state.state]}</span><span class="row-dim">{startText(m, index, plan)}</span></>}
      value={<small>{m.priorityIs(plan.priority)}</small>}
      meta={state.run !== null ? m.lockLeft(spanText(state.run.endsAtMs - nowMs)) : next?.to === 'begin' ? m.inTime(spanText(next.atMs - nowMs)) : ''}
    />
  );
}

function CorridorRow({ id, tabIndex }: RowProps) {
  const m = useMessages();
  const w = useCorridorWords();
  const config = useCity().corridors.get(id);
  const state = useThing('corridors', id);
  const head = { kind: 'corridors', id, tabIndex, title: config === undefined ? id : textOf(config.name), glyph: <Icon name="corridors" size={22} /> } as const;
  if (state === undefined) return <Row {...head} tone="mute" sub={m.noNews} />;
  const { now, recommendation: rec } = state;
  const word = rec === null ? w.quiet : rec.state === 'proposed' ? m.recommendation : m.recStates[rec.state];
  return (
    <Row
      {...head}
      tone={corridorTone(state)}
      sub={<><span class="row-word">{word}</span><span class="row-dim">{now === null ? '' : now.cycleS === null ? w.mixed : `${m.cycle} ${w.seconds(now.cycleS)}`}</span></>}
      value={now === null ? '–' : <>{valueText(now.delayS)}<small> {m.perVehicle}</small></>}
      meta={state.atMs === null ? '' : <Age atMs={state.atMs} oldAfterMs={600_000} />}
    />
  );
}

export const ROWS: Readonly<Record<Exclude<CollectionName, 'alarms'>, (props: RowProps) => preact.JSX.Element>> = {
  facilities: FacilityRow,
  links: LinkRow,
  junctions: JunctionRow,
  signs: SignRow,
  devices: DeviceRow,
  plans: PlanRow,
  corridors: CorridorRow,
};
