import type { PlanConfig, PlanState } from '@wegweiser/contracts';
import type { Messages } from '../i18n/de.js';
import { personText, spanText, textOf, timeText, useMessages } from '../i18n/index.js';
import { planTone } from '../state/assess.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { openDialog } from '../state/ui.js';
import { Icon } from '../ui/icon.js';
import { Button, Facts, Section } from '../ui/parts.js';
import { MeasureCard } from './plan-measure.js';

const dateOf = (iso: string): string => iso.split('-').toReversed().join('.');

/** `Mi, Sa 07:30–13:30`, `02.07.2027–04.07.2027 14:00–01:00`. */
function windowText(m: Messages, w: PlanConfig['schedule'][number]): string {
  const days = (w.weekdays ?? []).map((n) => m.weekdays[n - 1]).join(', ');
  const dates = w.dateFrom === undefined && w.dateTo === undefined ? '' : `${w.dateFrom === undefined ? '' : dateOf(w.dateFrom)}–${w.dateTo === undefined ? '' : dateOf(w.dateTo)}`;
  const times = w.from === undefined && w.to === undefined ? '' : `${w.from ?? '00:00'}–${w.to ?? '24:00'}`;
  return [days, dates, times].filter((part) => part !== '').join(' ') || m.always;
}

type When = NonNullable<PlanConfig['when']>;

function facilityText(m: Messages, index: CityIndex, of: NonNullable<When['facility']>): string[] {
  const name = index.facilities.get(of.id)?.name ?? of.id;
  return [
    ...(of.status === undefined ? [] : [`${name}: ${of.status.map((s) => m.statuses[s] ?? s).join(m.or)}`]),
    ...(of.vacantBelow === undefined ? [] : [m.vacantBelow(name, of.vacantBelow)]),
    ...(of.vacantAtLeast === undefined ? [] : [m.vacantAtLeast(name, of.vacantAtLeast)]),
  ];
}

function conditionText(m: Messages, index: CityIndex, { facility, link }: Partial<When>): string {
  const ofLink = link === undefined ? [] : [`${index.links.get(link.id)?.street ?? link.id}: ${link.levels.map((l) => m.level[l]).join(m.or)}`];
  return [...(facility === undefined ? [] : facilityText(m, index, facility)), ...ofLink].join(m.and);
}

export function startText(m: Messages, index: CityIndex, plan: PlanConfig): string {
  if (plan.start === 'operator') return m.planStarts.operator;
  const trigger = [plan.schedule.map((w) => windowText(m, w)).join('; '), conditionText(m, index, plan.when ?? {})].filter((t) => t !== '').join(m.andWhile);
  return `${m.planStarts[plan.start]}: ${trigger}`;
}

/** Within half a day the time alone says when. */
const near = (atMs: number, nowMs: number) => (Math.abs(atMs - nowMs) < 43_200_000 ? 'time' : 'dateTime');

function Run({ run }: { run: NonNullable<PlanState['run']> }) {
  const m = useMessages();
  const nowMs = useNowMs();
  return (
    <Facts facts={[
      [m.planSince, `${timeText(run.startedAtMs, near(run.startedAtMs, nowMs))} (${spanText(nowMs - run.startedAtMs)})`],
      [m.planEnds, `${timeText(run.endsAtMs, near(run.endsAtMs, nowMs))} (${m.lockLeft(spanText(run.endsAtMs - nowMs))})`],
      [m.planStartedBy, run.cause === 'operator' ? personText(run.by) : m.planCauses[run.cause]],
      run.reason === '' ? null : [m.form.reason, run.reason],
    ]} />
  );
}

function Acts({ id, state }: { id: string; state: PlanState }) {
  const m = useMessages();
  const of = { kind: 'plans', id } as const;
  return (
    <div class="actions">
      {state.state === 'running' ? <Button look="primary" icon="stop" onClick={() => openDialog('stopPlan', of)}>{m.act.stopPlan}</Button> : <Button look="primary" icon="play" onClick={() => openDialog('startPlan', of)}>{m.act.startPlan}</Button>}
      {state.state === 'proposed' && <Button icon="close" onClick={() => openDialog('dismissPlan', of)}>{m.act.dismissPlan}</Button>}
    </div>
  );
}

function WhenSection({ plan, state }: { plan: PlanConfig; state: PlanState }) {
  const m = useMessages();
  const index = useCity();
  const { nextChange } = state;
  return (
    <Section title={m.planWhen}>
      <p class="because">{startText(m, index, plan)}</p>
      <Facts facts={[
        [m.priority, String(plan.priority)],
        state.trigger === null ? null : [m.trigger, state.rests ? m.planRests : m.planTriggers[state.trigger]],
        nextChange === null ? null : [nextChange.to === 'begin' ? m.planBegins : m.planWindowEnds, timeText(nextChange.atMs, 'dateTime')],
        [m.planLongest, `${plan.maxHours} h`],
      ]} />
    </Section>
  );
}

export function PlanDetail({ id }: { id: string }) {
  const m = useMessages();
  const plan = useCity().plans.get(id);
  const state = useThing('plans', id);
  if (plan === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  if (state === undefined) return <p class="row-dim">{m.noNews}</p>;
  return (
    <>
      <section class={`section hero tone-${planTone(state)}`}>
        <div class="hero-line"><Icon name={state.state === 'running' ? 'play' : 'plans'} size={30} /><p class="hero-text">{m.planStates[state.state]}<span class="cell-sub">{m.measures(plan.measures.length)}, {m.priorityIs(plan.priority)}</span></p></div>
        {plan.description !== undefined && <p class="because">{textOf(plan.description)}</p>}
        {state.run !== null && <Run run={state.run} />}
        <Acts id={id} state={state} />
      </section>
      <Section title={m.planMeasures}>
        <ul class="measures">{plan.measures.map((measure, n) => <MeasureCard key={n} plan={plan} measure={measure} effect={state.measures[n] ?? { effect: 'waiting', by: null }} />)}</ul>
      </Section>
      <WhenSection plan={plan} state={state} />
    </>
  );
}
