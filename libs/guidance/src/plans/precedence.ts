import type { ActionPlan, PlanMeasure } from './model.js';

/** What a measure is about: two measures with the same subject cannot both be in force. */
export function subjectOf(measure: PlanMeasure): string {
  switch (measure.kind) {
    case 'sign':
      return `sign/${measure.signId}`;
    case 'close':
      return `opening/${measure.facilityId}`;
    case 'capacity':
      return `capacity/${measure.facilityId}/${measure.audience}`;
  }
}

type Ranked = Pick<ActionPlan, 'planId' | 'priority' | 'measures'>;
export interface InForce {
  planId: string;
  measure: PlanMeasure;
}

/** Of the plans given, in the order of the configuration, what each subject is to be. Of one plan's own the first counts. */
export function measuresInForce(running: readonly Ranked[]): ReadonlyMap<string, InForce> {
  const found = new Map<string, InForce>();
  for (const { planId, measures } of running.toSorted((a, b) => b.priority - a.priority)) {
    for (const measure of measures) {
      const subject = subjectOf(measure);
      if (!found.has(subject)) found.set(subject, { planId, measure });
    }
  }
  return found;
}
