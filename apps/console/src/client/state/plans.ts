import type { PlanConfig, PlanState } from '@wegweiser/contracts';
import { publicAudience } from '@wegweiser/contracts/public-audience';
import { measuresInForce, subjectOf } from '@wegweiser/guidance/plans';
import type { CityIndex } from './city.js';
import { collection } from './live.js';

export type Measure = PlanConfig['measures'][number];
type RuleMeasure = Parameters<typeof subjectOf>[0];

/** In the words of the rules, as far as they ask what a measure is about. */
function ruleMeasure(m: Measure, facilities: CityIndex['facilities']): RuleMeasure {
  if ('sign' in m) return { kind: 'sign', signId: m.sign, content: { kind: 'blank' } };
  if ('close' in m) return { kind: 'close', facilityId: m.close };
  const facility = facilities.get(m.facility);
  return { kind: 'capacity', facilityId: m.facility, audience: m.audience ?? (facility === undefined ? '' : publicAudience(facility).id), capacity: m.capacity };
}
const rulePlan = (p: PlanConfig, { facilities }: Pick<CityIndex, 'facilities'>) => ({ planId: p.id, priority: p.priority, measures: p.measures.map((m) => ruleMeasure(m, facilities)) });

const isRunning = (id: string): boolean => collection('plans').get(id)?.state === 'running';

/** What each measure would be worth if the plan ran now beside those that do. */
export function effectsIfRunning({ city, ...index }: CityIndex, plan: PlanConfig): PlanState['measures'] {
  const found = measuresInForce(city.plans.filter((p) => p.id === plan.id || isRunning(p.id)).map((p) => rulePlan(p, index)));
  return plan.measures.map((m) => {
    const winner = found.get(subjectOf(ruleMeasure(m, index.facilities)))?.planId ?? plan.id;
    if (winner !== plan.id) return { effect: 'beaten', by: winner };
    const byHand = 'sign' in m ? (collection('signs').get(m.sign)?.lock ?? null) !== null : index.facilities.has('close' in m ? m.close : m.facility) && isClosedByHand('close' in m ? m.close : null);
    return { effect: byHand ? 'overridden' : 'inForce', by: null };
  });
}

function isClosedByHand(facilityId: string | null): boolean {
  const state = facilityId === null ? undefined : collection('facilities').get(facilityId);
  return state !== undefined && state.audiences.some((a) => a.reasons.includes('manual')) && (state.plan ?? null) === null;
}

/** Other plans that want something of the same thing, highest priority first. */
export function rivalsOf({ city, facilities }: Pick<CityIndex, 'city' | 'facilities'>, plan: PlanConfig, measure: Measure): PlanConfig[] {
  const subject = subjectOf(ruleMeasure(measure, facilities));
  return city.plans.filter((p) => p.id !== plan.id && p.measures.some((m) => subjectOf(ruleMeasure(m, facilities)) === subject)).toSorted((a, b) => b.priority - a.priority);
}
