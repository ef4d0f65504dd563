import type { PlanConfig } from '@wegweiser/contracts';
import { useState } from 'preact/hooks';
import { textOf, timeText, useMessages } from '../i18n/index.js';
import { actOnPlan } from '../state/api.js';
import { useCity } from '../state/city.js';
import { serviceNowMs, useCollection } from '../state/live.js';
import { effectsIfRunning } from '../state/plans.js';
import { MeasureCard } from '../detail/plan-measure.js';
import { ActForm } from './form.js';
import { inMinutes } from './expiry.js';

function hoursUpTo(maxHours: number): number[] {
  const offered = [0.5, 1, 2, 4, 8, 12, 24].filter((h) => h < maxHours);
  return [...offered, maxHours];
}

function Preview({ plan }: { plan: PlanConfig }) {
  const m = useMessages();
  const index = useCity();
  // Whatever runs or is locked meanwhile changes what the plan would be worth.
  useCollection('plans');
  const effects = effectsIfRunning(index, plan);
  return (
    <section aria-label={m.planPreview}>
      <h3>{m.planPreview}</h3>
      <ul class="measures is-grid">{plan.measures.map((measure, n) => <MeasureCard key={n} plan={plan} measure={measure} effect={effects[n] ?? { effect: 'inForce', by: null }} />)}</ul>
    </section>
  );
}

export function StartPlanForm({ id }: { id: string }) {
  const plan = useCity().plans.get(id);
  return plan === undefined ? null : <StartForm plan={plan} />;
}

function StartForm({ plan }: { plan: PlanConfig }) {
  const m = useMessages();
  const [hours, setHours] = useState(plan.maxHours);
  // The longest run is counted by the service: the page's clock may be a moment ahead of it.
  const until = hours === plan.maxHours ? {} : { until: inMinutes(hours * 60) };
  return (
    <ActForm wide title={m.dialogs.startPlan} subject={textOf(plan.name)} suggestions={m.reasonsPlan} done={m.done.planStarted} effect={m.effects.startPlan(timeText(serviceNowMs() + hours * 3_600_000))} of={{ kind: 'plans', id: plan.id }} act={(reason, seen) => actOnPlan(plan.id, { action: 'start', reason, ...until }, seen)}>
      <Preview plan={plan} />
      <fieldset class="choices">
        <legend>{m.form.for}</legend>
        {hoursUpTo(plan.maxHours).map((h) => <label key={h} class="choice"><input type="radio" name="hours" checked={hours === h} onChange={() => setHours(h)} /><span>{m.form.minutes(h * 60)}</span></label>)}
      </fieldset>
    </ActForm>
  );
}

export function StopPlanForm({ id }: { id: string }) {
  const m = useMessages();
  const plan = useCity().plans.get(id);
  return <ActForm title={m.dialogs.stopPlan} subject={plan === undefined ? id : textOf(plan.name)} suggestions={m.reasonsPlanStop} done={m.done.planStopped} effect={m.effects.stopPlan} of={{ kind: 'plans', id }} act={(reason, seen) => actOnPlan(id, { action: 'stop', reason }, seen)} />;
}

export function DismissPlanForm({ id }: { id: string }) {
  const m = useMessages();
  const plan = useCity().plans.get(id);
  return <ActForm title={m.dialogs.dismissPlan} subject={plan === undefined ? id : textOf(plan.name)} suggestions={m.reasonsReject} done={m.done.planDismissed} effect={m.effects.dismissPlan} of={{ kind: 'plans', id }} act={(reason, seen) => actOnPlan(id, { action: 'dismiss', reason }, seen)} />;
}
