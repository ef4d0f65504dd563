import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanMeasure } from './model.js';
import { measuresInForce, subjectOf } from './precedence.js';

const close = (facilityId: string): PlanMeasure => ({ kind: 'close', facilityId });
const text = (signId: string, template: string): PlanMeasure => ({ kind: 'sign', signId, content: { kind: 'multi', template, lowThreshold: 0, directionMulti: null } });
const plan = (planId: string, priority: number, ...measures: PlanMeasure[]) => ({ planId, priority, measures });

describe('measures in force', () => {
  it('are told apart by what they are about', () => {
    expect([close('nord'), text('s1', 'A'), { kind: 'capacity', facilityId: 'nord', audience: 'disabled', capacity: 3 } as const].map(subjectOf)).toEqual(['opening/nord', 'sign/s1', 'capacity/nord/disabled']);
  });
  it('the higher priority wins where two plans want the same sign; the rest of the lower goes on', () => {
    const found = measuresInForce([plan('market', 40, text('s1', 'Markt'), close('nord')), plan('fest', 60, text('s1', 'Fest'))]);
    expect([...found].map(([subject, { planId }]) => [subject, planId])).toEqual([['sign/s1', 'fest'], ['opening/nord', 'market']]);
  });
  it('among equals the first listed wins, and of one plan its first measure', () => {
    expect(measuresInForce([plan('a', 50, text('s1', '1'), text('s1', '2')), plan('b', 50, text('s1', 'B'))]).get('sign/s1')).toMatchObject({ planId: 'a', measure: { content: { template: '1' } } });
  });
  it('every subject has exactly one, of a plan that no other one with that subject outranks', () => {
    const anyPlan = fc.record({ planId: fc.string(), priority: fc.integer({ min: 0, max: 3 }), measures: fc.array(fc.constantFrom('a', 'b', 'c').map(close), { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(anyPlan, { maxLength: 5 }), (plans) => {
        const found = measuresInForce(plans);
        const wanted = new Set(plans.flatMap((p) => p.measures.map(subjectOf)));
        expect(new Set(found.keys())).toEqual(wanted);
        for (const [subject, { planId }] of found) {
          const rivals = plans.filter((p) => p.measures.some((m) => subjectOf(m) === subject));
          const top = Math.max(...rivals.map((p) => p.priority));
          expect(rivals.find((p) => p.priority === top)?.planId).toBe(planId);
        }
      }),
    );
  });
});
