import { publicAudience, type City, type PlanConfig } from '@wegweiser/contracts';
import type { ActionPlan, PlanMeasure, SignContentRule } from '@wegweiser/guidance';
import { conditionOf } from './sign-config.js';

type Facilities = City['facilities'];
/** The city's plan in the words of the guidance rules. */
export const planOf = (p: PlanConfig, facilities: Facilities): ActionPlan => ({
  planId: p.id,
  priority: p.priority,
  start: p.start,
  schedule: p.schedule,
  condition: p.when === undefined ? null : conditionOf(p.when),
  holdSeconds: p.holdMinutes * 60,
  maxSeconds: p.maxHours * 3600,
  measures: p.measures.map((m) => measureOf(m, facilities)),
});

function measureOf(m: PlanConfig['measures'][number], facilities: Facilities): PlanMeasure {
  if ('sign' in m) return { kind: 'sign', signId: m.sign, content: planContent(m.show) };
  if ('close' in m) return { kind: 'close', facilityId: m.close };
  return { kind: 'capacity', facilityId: m.facility, audience: m.audience ?? publicAudience(facilities.find((f) => f.id === m.facility)!).id, capacity: m.capacity };
}

type Show = Extract<PlanConfig['measures'][number], { sign: string }>['show'];
export function planContent(show: Show): SignContentRule {
  if ('blank' in show) return { kind: 'blank' };
  if ('multi' in show) return { kind: 'multi', template: show.multi, lowThreshold: 0, directionMulti: null };
  return { kind: 'rows', rows: show.rows.map((r) => ({ rowId: r.rowId, show: 'text', text: r.text })) };
}
