import type { ComponentChildren } from 'preact';
import type { CorridorState, FacilityState, JunctionState, PlanState, SignState } from '@wegweiser/contracts';
import { personText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import { acknowledgeAlarm } from '../act/acknowledge.js';
import { compareAlarms, escalationOf, isOpen, isWaiting, severityTone } from '../state/assess.js';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useCollection } from '../state/live.js';
import { openDialog, select, type Selection } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { useCorridorWords } from './corridor.js';
import { startText } from './plan.js';
import { Icon } from '../ui/icon.js';
import { Button, Section } from '../ui/parts.js';

/** More critical alarms than this are the list's business. */
const MOST_ALARMS = 3;

const Task = ({ of, glyph, title, sub, left, children, tone }: { of: Selection; glyph: ComponentChildren; title: string; sub: ComponentChildren; left?: string; children?: ComponentChildren; tone: string }) => (
  <article class={`task tone-${tone}`}>
    <button type="button" class="task-main" onClick={() => select(of)}>
      <span class="row-glyph">{glyph}</span>
      <span class="task-text"><strong>{title}</strong><span>{sub}</span></span>
      {left !== undefined && <span class="left">{left}</span>}
    </button>
    {children !== undefined && <div class="actions">{children}</div>}
  </article>
);

function Recommendation({ junction }: { junction: JunctionState }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const name = useCity().junctions.get(junction.id)?.name ?? junction.id;
  const rec = junction.recommendation;
  if (rec === null) return null;
  const of = { kind: 'junctions', id: junction.id } as const;
  return (
    <Task of={of} tone="info" glyph={<Glyph of="junction" face="recommendation" />} title={name} left={m.expiresIn(spanText(rec.expiresAtMs - nowMs))} sub={<>{m.delay} <b>{valueText(rec.delayNowS)} → {valueText(rec.delayAfterS)} {m.perVehicle}</b>, {m.saturation} <b>{valueText(rec.saturationNow * 100)} → {valueText(rec.saturationAfter * 100)} %</b></>}>
      <Button look="primary" icon="check" onClick={() => openDialog('accept', of)}>{m.act.accept}</Button>
      <Button icon="close" onClick={() => openDialog('reject', of)}>{m.act.reject}</Button>
    </Task>
  );
}

function Wave({ corridor }: { corridor: CorridorState }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const config = useCity().corridors.get(corridor.id);
  const rec = corridor.recommendation;
  if (rec === null || config === undefined) return null;
  const of = { kind: 'corridors', id: corridor.id } as const;
  return (
    <Task of={of} tone="info" glyph={<Icon name="corridors" size={22} />} title={`${m.things.corridors} ${textOf(config.name)}`} left={m.expiresIn(spanText(rec.expiresAtMs - nowMs))} sub={<>{m.delay} <b>{valueText(rec.now.delayS, 1)} → {valueText(rec.after.delayS, 1)} {m.perVehicle}</b></>}>
      <Button look="primary" icon="check" onClick={() => openDialog('accept', of)}>{m.act.accept}</Button>
      <Button icon="close" onClick={() => openDialog('reject', of)}>{m.act.reject}</Button>
    </Task>
  );
}

function Rezero({ facility }: { facility: FacilityState }) {
  const m = useMessages();
  const name = useCity().facilities.get(facility.id)?.name ?? facility.id;
  const proposal = facility.rezeroProposal;
  if (proposal === null) return null;
  const of = { kind: 'facilities', id: facility.id } as const;
  return (
    <Task of={of} tone="info" glyph={<Icon name="facilities" size={22} />} title={name} left={`${valueText(proposal.confidence * 100)} %`} sub={<>{m.rezero}: <b>{valueText(proposal.vacantBefore)} → {valueText(proposal.vacantAfter)}</b> {m.vacant}</>}>
      <Button icon="check" onClick={() => openDialog('rezero', of)}>{m.act.rezero}</Button>
      <Button icon="close" onClick={() => openDialog('declineRezero', of)}>{m.act.declineRezero}</Button>
    </Task>
  );
}

function ProposedPlan({ plan }: { plan: PlanState }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const index = useCity();
  const config = index.plans.get(plan.id);
  const of = { kind: 'plans', id: plan.id } as const;
  if (config === undefined) return null;
  return (
    <Task of={of} tone="info" glyph={<Icon name="plans" size={22} />} title={textOf(config.name)} sub={startText(m, index, config)} left={spanText(nowMs - (plan.proposedAtMs ?? nowMs))}>
      <Button look="primary" icon="play" onClick={() => openDialog('startPlan', of)}>{m.act.startPlan}</Button>
      <Button icon="close" onClick={() => openDialog('dismissPlan', of)}>{m.act.dismissPlan}</Button>
    </Task>
  );
}

function RunningPlan({ plan }: { plan: PlanState }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const config = useCity().plans.get(plan.id);
  const of = { kind: 'plans', id: plan.id } as const;
  const count = (effect: PlanState['measures'][number]['effect']) => plan.measures.filter((x) => x.effect === effect).length;
  if (config === undefined || plan.run === null) return null;
  const rest = [[count('beaten'), m.effectsOf.beaten], [count('overridden'), m.effectsOf.overridden]].filter(([n]) => n !== 0).map(([n, word]) => `, ${n} ${word}`).join('');
  return (
    <Task of={of} tone="warn" glyph={<Icon name="play" size={22} />} title={`${m.things.plans} ${textOf(config.name)}`} left={spanText(plan.run.endsAtMs - nowMs)} sub={<>{m.priorityIs(config.priority)}: <b>{count('inForce')} {m.of} {m.measures(plan.measures.length)}</b>{rest}</>}>
      <Button icon="stop" onClick={() => openDialog('stopPlan', of)}>{m.act.stopPlan}</Button>
    </Task>
  );
}

function Todo() {
  const m = useMessages();
  const nowMs = useNowMs();
  const critical = [...useCollection('alarms').values()].filter((a) => isWaiting(a) && (a.severity === 'critical' || escalationOf(a) === 2)).sort(compareAlarms);
  const proposed = [...useCollection('plans').values()].filter((p) => p.state === 'proposed');
  const junctions = [...useCollection('junctions').values()].filter((j) => isOpen(j) && (j.recommendation?.expiresAtMs ?? 0) > nowMs).sort((a, b) => (a.recommendation?.expiresAtMs ?? 0) - (b.recommendation?.expiresAtMs ?? 0));
  const waves = [...useCollection('corridors').values()].filter((c) => isOpen(c) && (c.recommendation?.expiresAtMs ?? 0) > nowMs);
  const facilities = [...useCollection('facilities').values()].filter((f) => f.rezeroProposal !== null);
  const total = critical.length + proposed.length + waves.length + junctions.length + facilities.length;
  return (
    <Section title={m.todo} aside={<span class="count">{total}</span>}>
      {total === 0 && <p class="calm"><Icon name="cleared" size={22} />{m.todoNothing}</p>}
      {critical.slice(0, MOST_ALARMS).map((alarm) => (
        <Task key={alarm.id} of={{ kind: 'alarms', id: alarm.id }} tone={severityTone(alarm.severity)} glyph={<Glyph of="alarm" severity={alarm.severity} />} title={textOf(alarm.text)} sub={<>{m.codes[alarm.code] ?? alarm.code}{escalationOf(alarm) > 0 && <b> ▲ {m.escalation(escalationOf(alarm) as 1 | 2)}</b>}</>} left={spanText(nowMs - alarm.raisedAtMs)}>
          <Button icon="check" onClick={() => void acknowledgeAlarm(alarm)}>{m.act.acknowledge}</Button>
        </Task>
      ))}
      {proposed.map((plan) => <ProposedPlan key={plan.id} plan={plan} />)}
      {waves.map((corridor) => <Wave key={corridor.id} corridor={corridor} />)}
      {junctions.map((junction) => <Recommendation key={junction.id} junction={junction} />)}
      {facilities.map((facility) => <Rezero key={facility.id} facility={facility} />)}
    </Section>
  );
}

const IN_FORCE: ReadonlySet<string> = new Set(['accepted', 'commanded', 'confirmed', 'failed']);
const inForce = (rec: { state: string } | null): boolean => rec !== null && IN_FORCE.has(rec.state);

function WaveInForce({ corridor: { id, recommendation: rec } }: { corridor: CorridorState }) {
  const m = useMessages();
  const w = useCorridorWords();
  const config = useCity().corridors.get(id);
  if (rec === null || config === undefined) return null;
  const state = rec.state === 'failed' ? m.recStates.failed : w.confirmed(rec.confirmed.length, config.stops.length);
  return <Task of={{ kind: 'corridors', id }} tone={rec.state === 'failed' ? 'bad' : 'ok'} glyph={<Icon name="corridors" size={22} />} title={`${m.things.corridors} ${textOf(config.name)}`} sub={`${state}${rec.decidedBy === null ? '' : ` – ${personText(rec.decidedBy)}`}`} />;
}

function InForce() {
  const m = useMessages();
  const nowMs = useNowMs();
  const index = useCity();
  const locked = [...useCollection('signs').values()].filter((s): s is SignState & { lock: NonNullable<SignState['lock']> } => s.lock !== null);
  const running = [...useCollection('plans').values()].filter((p) => p.state === 'running').sort((a, b) => (index.plans.get(b.id)?.priority ?? 0) - (index.plans.get(a.id)?.priority ?? 0));
  const manual = [...useCollection('facilities').values()].filter((f) => (f.plan ?? null) === null && f.audiences.some((a) => a.reasons.includes('manual') || a.reasons.includes('temporaryCapacity')));
  const waves = [...useCollection('corridors').values()].filter((c) => inForce(c.recommendation));
  // A wave stands for its junctions.
  const inWave = new Set(waves.flatMap((c) => index.corridors.get(c.id)?.stops.map((s) => s.junctionId) ?? []));
  const active = [...useCollection('junctions').values()].filter((j) => !inWave.has(j.id) && inForce(j.recommendation));
  const count = running.length + locked.length + manual.length + waves.length + active.length;
  return (
    <Section title={m.inForce} aside={<span class="count">{count}</span>}>
      {count === 0 && <p class="row-dim">{m.inForceNothing}</p>}
      {running.map((plan) => <RunningPlan key={plan.id} plan={plan} />)}
      {locked.map((sign) => <Task key={sign.id} of={{ kind: 'signs', id: sign.id }} tone="warn" glyph={<Glyph of="lock" />} title={index.signs.get(sign.id)?.name ?? sign.id} sub={`${sign.lock.reason} – ${m.lockBy(personText(sign.lock.by), timeText(sign.lock.expiresAtMs))}`} left={spanText(sign.lock.expiresAtMs - nowMs)} />)}
      {manual.map((f) => <Task key={f.id} of={{ kind: 'facilities', id: f.id }} tone="warn" glyph={<Icon name="facilities" size={22} />} title={index.facilities.get(f.id)?.name ?? f.id} sub={[...new Set(f.audiences.flatMap((a) => a.reasons))].map((r) => m.parkingReasons[r] ?? r).join(', ')} />)}
      {waves.map((c) => <WaveInForce key={c.id} corridor={c} />)}
      {active.map((j) => <Task key={j.id} of={{ kind: 'junctions', id: j.id }} tone={j.recommendation?.state === 'failed' ? 'bad' : 'ok'} glyph={<Glyph of="junction" face={j.recommendation?.state === 'failed' ? 'fault' : 'ok'} />} title={index.junctions.get(j.id)?.name ?? j.id} sub={j.recommendation === null ? '' : `${m.recStates[j.recommendation.state]}${j.recommendation.decidedBy === null ? '' : ` – ${personText(j.recommendation.decidedBy)}`}`} />)}
    </Section>
  );
}

/** Nothing is selected: what waits for a person, and what people have set. */
export function Overview() {
  const m = useMessages();
  return (
    <>
      <header class="detail-head">
        <span class="detail-kind"><Icon name="bolt" size={20} /></span>
        <div>
          <p class="detail-what">{m.title}</p>
          <h2>{m.overview}</h2>
        </div>
      </header>
      <div class="detail-body" tabIndex={0} role="group" aria-label={m.overview}>
        <Todo />
        <InForce />
        <p class="hint">{m.selectHint}</p>
      </div>
    </>
  );
}
