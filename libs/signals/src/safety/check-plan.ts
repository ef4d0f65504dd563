import { requiredGreenS, shortestRedS } from '../model/group-times.js';
import { indexOf } from '../model/index-of.js';
import type { JunctionModel, SignalColour, SignalGroup, SignalPlan } from '../model/junction.js';
import { planTimeline } from '../timing/timeline.js';
import type { PlanViolation } from './violation.js';

const GREEN = 3;

/** One green of a group, cyclic: begin in 0..cycle-1, end = begin + length (may lie beyond the cycle). */
interface Green {
  readonly startS: number;
  readonly endS: number;
}

/** Longer than any cycle; keeps a mad optimiser from filling the memory with lamps. */
const LONGEST_S = 3600;

const isWhole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0 && n <= LONGEST_S;

/** What has to hold before lamps can be looked at. */
function checkForm(model: JunctionModel, plan: SignalPlan): PlanViolation[] {
  const found: PlanViolation[] = [];
  const { stages, groups } = indexOf(model);
  const whole = (field: string, value: number): void => {
    if (!isWhole(value)) found.push({ code: 'notWhole', field, value });
  };
  if (plan.stages.length === 0) found.push({ code: 'empty' });
  whole('cycleS', plan.cycleS);
  whole('offsetS', plan.offsetS);
  for (const { stageId, greenS } of plan.stages) {
    const stage = stages.get(stageId);
    if (stage === undefined) found.push({ code: 'unknownStage', stageId });
    for (const group of stage?.groups ?? []) if (!groups.has(group)) found.push({ code: 'unknownGroup', stageId, group });
    whole(`greenS of stage ${stageId}`, greenS);
  }
  return found;
}

function checkCycle(model: JunctionModel, plan: SignalPlan, sumS: number): PlanViolation[] {
  const found: PlanViolation[] = [];
  const { minCycleS, maxCycleS } = model.limits;
  if (sumS !== plan.cycleS) found.push({ code: 'cycleSum', cycleS: plan.cycleS, sumS });
  if (plan.cycleS < minCycleS || plan.cycleS > maxCycleS) found.push({ code: 'cycleLimits', cycleS: plan.cycleS, minCycleS, maxCycleS });
  if (plan.offsetS >= plan.cycleS) found.push({ code: 'offset', offsetS: plan.offsetS, cycleS: plan.cycleS });
  return found;
}

/** Reads the greens off the lamps, so that no reasoning about stages can hide a fault. Empty when green throughout. */
function greensOf(colours: readonly SignalColour[]): Green[] {
  const n = colours.length;
  const at = (s: number): boolean => colours[s % n] === GREEN;
  const greens: Green[] = [];
  for (let startS = 0; startS < n; startS++) {
    if (!at(startS) || at(startS + n - 1)) continue;
    let endS = startS;
    while (at(endS)) endS++;
    greens.push({ startS, endS });
  }
  return greens;
}

/** Seconds from `fromS` to the next begin of green, cyclic. */
const untilNextS = (greens: readonly Green[], fromS: number, cycleS: number): number =>
  Math.min(...greens.map((g) => (((g.startS - fromS) % cycleS) + cycleS) % cycleS));

function checkGroup(group: SignalGroup, greens: readonly Green[], cycleS: number): PlanViolation[] {
  const found: PlanViolation[] = [];
  for (const { startS, endS } of greens) {
    const greenS = endS - startS;
    const redS = untilNextS(greens, endS, cycleS);
    if (greenS < requiredGreenS(group)) found.push({ code: 'minGreen', group: group.id, greenS, requiredS: requiredGreenS(group) });
    if (group.maxRedS !== undefined && redS > group.maxRedS) found.push({ code: 'maxRed', group: group.id, redS, allowedS: group.maxRedS });
    if (redS < shortestRedS(group)) found.push({ code: 'shortRed', group: group.id, redS, requiredS: shortestRedS(group) });
  }
  return found;
}

/** Every ordered pair in conflict, whichever stages lie between: a long clearance may reach over a short stage. */
function checkPairs(model: JunctionModel, lamps: Readonly<Record<string, readonly SignalColour[]>>, greens: ReadonlyMap<string, readonly Green[]>, cycleS: number): PlanViolation[] {
  const found: PlanViolation[] = [];
  for (const { clearing, entering, intergreenS } of indexOf(model).conflicts) {
    const [a, b] = [lamps[clearing] as readonly SignalColour[], lamps[entering] as readonly SignalColour[]];
    if (a.some((colour, s) => colour === GREEN && b[s] === GREEN)) {
      if (clearing < entering) found.push({ code: 'conflict', a: clearing, b: entering });
      continue;
    }
    if (intergreenS === null) found.push({ code: 'intergreenMissing', clearing, entering });
    const enters = greens.get(entering) as readonly Green[];
    if (intergreenS === null || enters.length === 0) continue;
    for (const { endS } of greens.get(clearing) as readonly Green[]) {
      const gapS = untilNextS(enters, endS, cycleS);
      if (gapS < intergreenS) found.push({ code: 'intergreen', clearing, entering, gapS, requiredS: intergreenS });
    }
  }
  return found;
}

/**
 * Everything that is wrong with a plan at a junction, read off the lamps second by second: conflicts, intergreen times,
 * minimum greens (with what crossings need), maximum reds, groups that are never served, cycle limits and sums. Empty =
 * the plan may leave. Never throws, whatever the optimiser hands over.
 */
export function checkPlan(model: JunctionModel, plan: SignalPlan): PlanViolation[] {
  const form = checkForm(model, plan);
  if (form.length > 0) return form;
  const { cycleS, groups: lamps } = planTimeline(model, plan);
  const greens = new Map(model.signalGroups.map((g) => [g.id, greensOf(lamps[g.id] as readonly SignalColour[])]));
  return [
    ...checkCycle(model, plan, cycleS),
    ...model.signalGroups.filter((g) => !lamps[g.id]?.includes(GREEN)).map((g): PlanViolation => ({ code: 'neverGreen', group: g.id })),
    ...model.signalGroups.flatMap((g) => checkGroup(g, greens.get(g.id) as readonly Green[], cycleS)),
    ...checkPairs(model, lamps, greens, cycleS),
  ];
}
