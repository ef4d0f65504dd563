import type { WhatIfAnswer, WhatIfRequest } from '@wegweiser/contracts';
import { predictDay, QUARTERS, type ExtraArrivals, type PredictedDay, type Shut, type WhatIfScenario } from '@wegweiser/parking';
import { divert, type ClosedLink } from '@wegweiser/traffic';
import { facilitiesCutOff } from './cut-off.js';
import { assumptionsOf } from './what-if-words.js';
import { rankOthers } from './what-if-rank.js';
import { signDay, type DayCourse } from './sign-day.js';
import { publicCapacity, type WhatIfTask } from './what-if-task.js';

const quarterOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Math.floor((hours * 60 + minutes) / 15);
};

/** What a day would be like with something changed: occupancies, links, and what the signs would say by their own rules. An estimate. */
export function whatIf(task: WhatIfTask): Omit<WhatIfAnswer, 'tookMs'> {
  const { city, request, fromMs } = task;
  const closed: ClosedLink[] = request.closedLinks.map((c) => ({ id: c.id, fromQuarter: quarterOf(c.from), toQuarter: quarterOf(c.to) }));
  const shut: Shut[] = [...request.closedFacilities.map((c) => ({ id: c.id, fromQuarter: quarterOf(c.from), toQuarter: quarterOf(c.to) })), ...facilitiesCutOff(city, closed)];
  const typical = city.facilities.map((f) => ({ id: f.id, capacity: publicCapacity(f), occupied: curveOf(task.facilities.filter((q) => q.id === f.id), (q) => q.occupied) }));
  const stayQuarters = Math.max(1, Math.round(request.stayMin / 15));
  const scenario: WhatIfScenario = { stayQuarters, shut, demand: request.demand.map((d) => ({ fromQuarter: quarterOf(d.from), toQuarter: quarterOf(d.to), factor: d.factor, facilities: d.facilities, stayQuarters: d.stayMin === null ? null : Math.round(d.stayMin / 15) })), extra: extraOf(request) };
  const predicted = predictDay(typical, scenario, rankOthers(city, request, fromMs));
  const links = divert(city.links.map((l) => ({ ...l, flowVehPerH: curveOf(task.links.filter((q) => q.id === l.id), (q) => q.flowVehPerH), meanSpeedKmh: curveOf(task.links.filter((q) => q.id === l.id), (q) => q.meanSpeedKmh) })), closed);
  const courses = { base: courseOf(predicted, links, 'base'), predicted: courseOf(predicted, links, 'predicted') };
  const base = signDay(task, courses.base, []);
  const changed = signDay(task, courses.predicted, shut);
  return {
    day: request.day, fromMs, stepS: 900,
    assumptions: assumptionsOf(task, scenario),
    basis: { days: task.days, filledShare: mean(predicted.facilities.map((f) => f.filledShare)) },
    facilities: predicted.facilities.map((f, n) => ({
      id: f.id, capacity: typical[n]!.capacity, base: rounded(f.base), predicted: rounded(f.occupied), baseStatus: base.status.get(f.id) ?? [], status: changed.status.get(f.id) ?? [],
      turnedAway: Math.round(f.turnedAway), takenOver: Math.round(f.takenOver), basisDays: Math.max(0, ...task.facilities.filter((q) => q.id === f.id).map((q) => q.days)),
    })),
    unserved: Math.round(predicted.unserved),
    links: links.filter((l) => l.extraVehPerH > 0 || closed.some((c) => c.id === l.id)).map((l) => ({ ...l, extraVehPerH: Math.round(l.extraVehPerH) })),
    signs: city.signs.map((s) => ({ id: s.id, steps: (base.signs.get(s.id) ?? []).map((text, q) => ({ base: text, predicted: changed.signs.get(s.id)?.[q] ?? '' })) })),
  };
}

function courseOf(predicted: PredictedDay, links: ReturnType<typeof divert>, which: 'base' | 'predicted'): DayCourse {
  return {
    occupied: new Map(predicted.facilities.map((f) => [f.id, which === 'base' ? f.base : f.occupied])),
    levels: new Map(links.map((l) => [l.id, which === 'base' ? l.baseLevel : l.level])),
  };
}

function curveOf<Q extends { quarter: number }>(rows: readonly Q[], valueOf: (row: Q) => number | null): (number | null)[] {
  const curve: (number | null)[] = Array.from({ length: QUARTERS }, () => null);
  for (const row of rows) curve[row.quarter] = valueOf(row);
  return curve;
}

/** Visitors come evenly before an event begins, by car as many as the share says, and leave together. */
function extraOf({ events }: WhatIfRequest): ExtraArrivals[] {
  return events.flatMap((e, n): ExtraArrivals[] => {
    const begins = quarterOf(e.at);
    const over = Math.max(1, Math.round(e.arriveOverMin / 15));
    const quarters = Array.from({ length: over }, (_, i) => begins - over + i).filter((q) => q >= 0);
    const cars = (e.visitors * e.carShare) / e.perCar;
    const leaves = begins + Math.round(e.stayMin / 15);
    return quarters.map((quarter) => ({ quarter, vehicles: cars / quarters.length, towards: String(n), stayQuarters: leaves - quarter }));
  });
}

const rounded = (values: readonly (number | null)[]): (number | null)[] => values.map((v) => (v === null ? null : Math.round(v)));
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length);
