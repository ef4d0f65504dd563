import type { JunctionDemand } from '../demand/demand.js';
import { demandDoubt } from '../demand/lane-demand.js';
import type { SignalPlan } from '../model/junction.js';
import { releasePlan, type ReleasedPlan } from '../safety/release.js';
import { assessPlan, loadLanes, type PlanAssessment } from '../strategic/assess.js';
import { designDemands } from '../strategic/design-demand.js';
import type { DetectorView } from '../strategic/detector-plan.js';
import { candidateCycles, optimisePlan, planForCycle, planId } from '../strategic/optimise.js';
import { sequenceOf } from '../strategic/sequence.js';
import { demandsUnder, gainOf, isUsable, reasonOf, type Recommendation } from '../strategic/recommend.js';
import type { Text } from '../strategic/reason.js';
import type { CorridorBands } from './bands.js';
import type { Corridor, Section, Stop } from './corridor.js';
import { formatGroupReason, type GroupReason, type NoGroup } from './group-reason.js';
import type { GroupParams } from './params.js';
import { costOf, type Cost } from './cost.js';
import { coordinate, type Solver } from './program.js';
import { runningTiming, timingOf, type CorridorTiming } from './timing.js';

/** A corridor as its junctions are heard; a plan that is not known is `null`. */
export interface CorridorInput {
  readonly id: string;
  readonly name: Text;
  readonly stops: readonly (Pick<Stop, 'junction' | 'lanes'> & { readonly plan: SignalPlan | null; readonly demand: JunctionDemand; readonly detectors?: DetectorView | undefined })[];
  readonly sections: readonly Section[];
}

/** Plans for all junctions of a corridor, accepted or rejected as one. Plain JSON. */
export interface GroupRecommendation {
  /** `{corridorId}-{issuedAtMs}` */
  readonly id: string;
  readonly corridorId: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** One for each junction, in the order of the corridor. */
  readonly members: readonly Recommendation[];
  readonly now: CorridorTiming;
  readonly after: CorridorTiming;
  readonly reason: GroupReason;
}

export type GroupResult =
  | { readonly kind: 'recommendation'; readonly now: CorridorTiming; readonly recommendation: GroupRecommendation }
  | { readonly kind: 'none'; readonly now: CorridorTiming | null; readonly why: NoGroup };

/** Work in steps, none longer than a program: whoever has a second to keep does one step in each. */
export type Steps<T> = Generator<void, T, void>;

/**
 * Cycles worth a program: the longest that runs now, the one that the most loaded junction wants, and the one between. All
 * within every controller's limits, and long enough for every junction's minimum greens; empty when there is none.
 */
function* commonCycles(corridor: Corridor, params: GroupParams): Steps<number[]> {
  const free = { ...params.recommend, keepCycle: false };
  const wants = [];
  for (const { junction, plan, demands } of corridor.stops) {
    const lanes = loadLanes(junction, demands, params.assess);
    const shortestS = Math.min(...candidateCycles(junction, sequenceOf(junction, plan), lanes, { ...plan, cycleS: 0 }, free));
    wants.push({ junction, shortestS, runsS: plan.cycleS, bestS: optimisePlan(junction, plan, lanes, free)?.plan.cycleS ?? plan.cycleS });
    yield;
  }
  const from = Math.max(...wants.map((w) => w.shortestS));
  const to = Math.min(...wants.map((w) => w.junction.limits.maxCycleS));
  if (from > to) return [];
  const [runs, best] = [Math.max(...wants.map((w) => w.runsS)), Math.max(...wants.map((w) => w.bestS))];
  return [...new Set([runs, best, Math.round((runs + best) / 2)].map((c) => Math.min(to, Math.max(from, c))))];
}

/** Sets of plans with one cycle, before their offsets are sought; the running greens first where they share a cycle. */
function* candidates(corridor: Corridor, params: GroupParams): Steps<SignalPlan[][]> {
  const running = corridor.stops.map((s) => s.plan);
  const asTheyRun = running.every((p) => p.cycleS === running[0]?.cycleS) ? [running] : [];
  const resized = (yield* commonCycles(corridor, params)).map((cycleS) =>
    corridor.stops.flatMap(({ junction, plan, demands }) => planForCycle(junction, plan, loadLanes(junction, demands, params.assess), cycleS, params.recommend) ?? []),
  );
  return [...asTheyRun, ...resized.filter((plans) => plans.length === running.length)];
}

interface Found {
  readonly plans: readonly ReleasedPlan[];
  readonly cost: Cost;
}

/** All of them through the one door, or none. */
function releaseAll(corridor: Corridor, plans: readonly SignalPlan[]): ReleasedPlan[] | null {
  const released = plans.flatMap((plan, i) => {
    const release = releasePlan((corridor.stops[i] as Stop).junction, { ...plan, id: planId(plan.cycleS, plan.offsetS, plan.stages.map((s) => s.greenS)) });
    return release.ok ? [release.plan] : [];
  });
  return released.length === plans.length ? released : null;
}

function* search(corridor: Corridor, options: readonly SignalPlan[][], solve: Solver, params: GroupParams): Steps<Found | null> {
  let best: Found | null = null;
  for (const option of options) {
    yield;
    const wanted = coordinate(corridor, option, solve, params);
    const plans = wanted === null ? null : releaseAll(corridor, wanted);
    if (plans === null) continue;
    const cost = costOf(corridor, plans, params);
    // Of equals the earlier: fewer changes on the street.
    if (best === null || cost.vehHPerH < best.cost.vehHPerH * (1 - 1e-9)) best = { plans, cost };
  }
  return best;
}

/** The corridor under the plans that run; or why it cannot be reckoned. */
function heard(input: CorridorInput, nowMs: number, { recommend }: GroupParams): Corridor | NoGroup {
  const stops = input.stops.flatMap(({ junction, lanes, plan, demand, detectors }): Stop[] =>
    plan === null || !isUsable(junction, plan) ? [] : [{ junction, lanes, plan, demands: demandsUnder(junction, demand, plan, nowMs, recommend, detectors) }]);
  const unknown = input.stops.filter(({ junction }) => !stops.some((s) => s.junction.id === junction.id)).map((s) => s.junction.id);
  if (unknown.length > 0) return { code: 'junctionUnknown', junctions: unknown };
  const doubtful = stops.filter((s) => demandDoubt(s.demands, recommend.trust) !== null).map((s) => s.junction.id);
  return doubtful.length > 0 ? { code: 'demandDoubtful', junctions: doubtful } : { id: input.id, stops, sections: input.sections };
}

/** `groupSteps` in one go. */
export function recommendGroup(input: CorridorInput, solve: Solver, nowMs: number, params: GroupParams): GroupResult {
  const steps = groupSteps(input, solve, nowMs, params);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/**
 * A common cycle and offsets for a corridor, both ways, when they clearly save waiting and stops against what runs. The plans
 * have passed the safety layer. Everything is heard before the first step ends. Deterministic if the solver is.
 */
export function* groupSteps(input: CorridorInput, solve: Solver, nowMs: number, params: GroupParams): Steps<GroupResult> {
  const corridor = heard(input, nowMs, params);
  if ('code' in corridor) return { kind: 'none', now: null, why: corridor };
  const now = runningTiming(corridor, params);
  const none = (why: NoGroup): GroupResult => ({ kind: 'none', now, why });
  // Laid out and compared for what may come, told by what is.
  const designed: Corridor = { ...corridor, stops: corridor.stops.map((s) => ({ ...s, demands: designDemands(s.demands, params.recommend.design) })) };
  const options = yield* candidates(designed, params);
  if (options.length === 0) return none({ code: 'noCommonCycle' });
  const best = yield* search(designed, options, solve, params);
  if (best === null) return none({ code: 'noSolution' });
  const after = timingOf(corridor, best.plans, costOf(corridor, best.plans, params));
  const enough = isGain(now.cost, after.cost, params) && isGain(runningTiming(designed, params).cost, best.cost, params);
  return enough ? { kind: 'recommendation', now, recommendation: made(input, corridor, now, after, best.plans, nowMs, params) } : none({ code: 'gainTooSmall', now: now.cost, best: after.cost });
}

const isGain = (now: Cost, then: Cost, { minGainVehHPerH, minGainPct }: GroupParams): boolean =>
  now.vehHPerH - then.vehHPerH >= minGainVehHPerH && (now.vehHPerH - then.vehHPerH) * 100 >= minGainPct * now.vehHPerH;

function made(input: CorridorInput, corridor: Corridor, now: CorridorTiming, after: CorridorTiming, plans: readonly ReleasedPlan[], nowMs: number, params: GroupParams): GroupRecommendation {
  const reason: GroupReason = { name: input.name, cycleNowS: now.cycleS, cycleAfterS: after.cycleS as number, now: now.cost, after: after.cost, bandsAfter: after.bands as CorridorBands };
  const head = { issuedAtMs: nowMs, expiresAtMs: nowMs + params.proposalTtlS * 1000 };
  const members = corridor.stops.map((stop, i) => memberOf(input.id, stop, plans[i] as ReleasedPlan, reason, head, params));
  return { ...head, id: `${input.id}-${nowMs}`, corridorId: input.id, members, now, after, reason };
}

/** One junction's part, as its own lifecycle and its controller know recommendations. */
function memberOf(corridorId: string, { junction, plan: running, demands }: Stop, plan: ReleasedPlan, reason: GroupReason, head: Pick<Recommendation, 'issuedAtMs' | 'expiresAtMs'>, params: GroupParams): Recommendation {
  const [now, after] = [running, plan].map((p) => assessPlan(junction, p, demands, params.assess)) as [PlanAssessment, PlanAssessment];
  return {
    ...head,
    id: `${junction.id}-${corridorId}-${head.issuedAtMs}`,
    junctionId: junction.id,
    plan,
    runningPlanId: running.id,
    now,
    after,
    gain: gainOf(now, after),
    reason: { ...reasonOf(running, plan, now, after, demands), code: 'wave', group: formatGroupReason(reason) },
    inputs: demands,
  };
}
