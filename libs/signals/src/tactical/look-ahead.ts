import type { TacticalParams } from './params.js';
import { waitOfPriority, type PriorityWait } from './priority.js';
import type { Plan } from './near.js';
import type { Scene, SceneSignal } from './scene.js';
import type { Onward } from './short-lanes.js';

/** Windows over which the quick rule weighs what a stage would serve, seconds. */
const WINDOWS_S = [5, 10, 20, 30] as const;

/** Who stands before a near signal on green follows through it: vehicles within `windowS`. */
function followVeh(scene: Scene, work: Workspace, lane: number, windowS: number): number {
  let sum = 0;
  for (const { from, share, signal } of work.fedBy[lane] as readonly FedBy[]) {
    const course = work.courses[signal] as Course;
    if (course.clearingS > 0) continue;
    const rate = (scene.signals[signal] as SceneSignal).rate[course.stage * scene.laneCount + from] as number;
    sum += share * Math.min(work.queue[from] as number, rate * windowS);
  }
  return sum;
}

/** Vehicles that a stage serves within `windowS`, when its green begins at `fromS`; lanes that have green go on. */
function servedVeh(scene: Scene, signal: SceneSignal, work: Workspace, nowS: number, stage: number, switchS: number, windowS: number): number {
  const { laneCount, horizonS, cumulativeVeh } = scene;
  const untilS = Math.min(horizonS, nowS + switchS + windowS);
  let sum = 0;
  for (const i of signal.served[stage] as readonly number[]) {
    const r = signal.rate[stage * laneCount + i] as number;
    const base = i * (horizonS + 1);
    const there = (work.queue[i] as number) + (cumulativeVeh[base + untilS] as number) - (cumulativeVeh[base + nowS] as number) + followVeh(scene, work, i, switchS + windowS);
    sum += Math.min(there, r * windowS);
  }
  return sum;
}

/**
 * The quick rule: stay while the stage serves more vehicles per second than any other would, its switch included
 * (after Laemmer and Helbing 2008).
 */
export function quickChoice(scene: Scene, signal: SceneSignal, work: Workspace, nowS: number, stage: number, params: TacticalParams): number {
  let best = stage;
  let bestRate = servedVeh(scene, signal, work, nowS, stage, 0, 4) / 4;
  for (let p = 0; p < signal.stageCount; p++) {
    if (p === stage) continue;
    const clearance = signal.clearanceS[stage * signal.stageCount + p] as number;
    const lost = clearance === 0 ? 0 : clearance + params.startLossS;
    for (const windowS of WINDOWS_S) {
      const perS = servedVeh(scene, signal, work, nowS, p, lost, windowS) / (lost + windowS + params.switchS);
      if (perS > bestRate + 1e-9) [best, bestRate] = [p, perS];
    }
  }
  return best;
}

interface Course {
  stage: number;
  greenS: number;
  target: number;
  clearingS: number;
  elapsedS: number;
}

/** A lane before a near signal whose vehicles come here. */
interface FedBy {
  readonly from: number;
  readonly share: number;
  readonly signal: number;
}

/** Working memory of the look-ahead, so that thousands of runs make no garbage. */
export interface Workspace {
  readonly queue: Float64Array;
  readonly greenS: Float64Array;
  /** What each lane could discharge in the last second. */
  readonly servedVeh: Float64Array;
  /** Vehicles in short lanes, those that roll included. */
  readonly inside: Float64Array;
  /** Vehicles on their way into short lanes: `[lane * (horizonS + 1) + s]`; empty where there are none. */
  readonly rolling: Float64Array;
  readonly courses: readonly Course[];
  readonly signalOf: readonly number[];
  readonly fedBy: readonly (readonly FedBy[])[];
}

export function workspaceFor(scene: Scene): Workspace {
  const n = scene.laneCount;
  const signalOf = scene.signals.flatMap((s, u) => Array.from({ length: s.end - s.first }, () => u));
  const fedBy: FedBy[][] = Array.from({ length: n }, () => []);
  scene.onward.forEach((links, from) => links.forEach(({ lane, share }) => fedBy[lane]?.push({ from, share, signal: signalOf[from] as number })));
  return {
    queue: new Float64Array(n), greenS: new Float64Array(n), servedVeh: new Float64Array(n), inside: new Float64Array(n), rolling: new Float64Array(scene.signals.length > 1 ? n * (scene.horizonS + 1) : 0),
    courses: scene.signals.map(() => ({ stage: 0, greenS: 0, target: 0, clearingS: 0, elapsedS: 0 })), signalOf, fedBy,
  };
}

function startSwitch(course: Course, signal: SceneSignal, target: number): void {
  const clearance = signal.clearanceS[course.stage * signal.stageCount + target] as number;
  if (clearance === 0) {
    course.stage = target;
    course.greenS = 0;
    return;
  }
  course.target = target;
  course.clearingS = clearance;
  course.elapsedS = 0;
}

/** Discharge of a lane in this second, vehicles. */
function capacity(n: number, signal: SceneSignal, course: Course, lane: number, greenS: Float64Array, params: TacticalParams): number {
  const now = signal.rate[course.stage * n + lane] as number;
  if (now === 0) {
    greenS[lane] = 0;
    return 0;
  }
  const age = greenS[lane] as number;
  const clearing = course.clearingS > 0;
  if (clearing && signal.rate[course.target * n + lane] === 0 && course.elapsedS >= params.amberUsedS) {
    greenS[lane] = 0;
    return 0;
  }
  greenS[lane] = age + 1;
  return age >= params.startLossS ? now : 0;
}

/** The first who finds no room ahead holds up all behind. */
function withRoom(scene: Scene, work: Workspace, lane: number, cap: number): number {
  let least = cap;
  for (const { lane: to, share } of scene.onward[lane] as readonly Onward[]) least = Math.min(least, Math.max(0, (scene.roomVeh[to] as number) - (work.inside[to] as number)) / share);
  return least;
}

function passOn(scene: Scene, work: Workspace, lane: number, nowS: number, veh: number): void {
  if (scene.roomVeh[lane] !== Infinity) work.inside[lane] = Math.max(0, (work.inside[lane] as number) - veh);
  for (const { lane: to, share, travelS } of scene.onward[lane] as readonly Onward[]) {
    const at = to * (scene.horizonS + 1) + Math.min(scene.horizonS, nowS + travelS);
    work.rolling[at] = (work.rolling[at] as number) + veh * share;
    work.inside[to] = (work.inside[to] as number) + veh * share;
  }
}

/** One second of a signal's lanes; returns the delay it costs, vehicle seconds with stops. */
function serve(scene: Scene, signal: SceneSignal, course: Course, work: Workspace, nowS: number, params: TacticalParams): number {
  let cost = 0;
  const { queue, greenS } = work;
  const together = scene.signals.length > 1;
  for (let i = signal.first; i < signal.end; i++) {
    const base = i * (scene.horizonS + 1) + nowS;
    const arriving = (scene.cumulativeVeh[base + 1] as number) - (scene.cumulativeVeh[base] as number) + (together ? (work.rolling[base] as number) : 0);
    const could = capacity(scene.laneCount, signal, course, i, greenS, params);
    const cap = together && could > 0 ? withRoom(scene, work, i, could) : could;
    work.servedVeh[i] = cap;
    const before = queue[i] as number;
    const after = Math.max(0, before + arriving - cap);
    if (together) passOn(scene, work, i, nowS, before + arriving - after);
    cost += (scene.weight[i] as number) * after + params.stopS * Math.min(arriving, Math.max(0, after - before + Math.min(before, cap)));
    queue[i] = after;
  }
  return cost;
}

function leftoverCost(scene: Scene, work: Workspace, params: TacticalParams): number {
  let cost = 0;
  scene.signals.forEach((signal, u) => {
    const course = work.courses[u] as Course;
    const stage = course.clearingS > 0 ? course.target : course.stage;
    for (let i = signal.first; i < signal.end; i++) {
      const q = work.queue[i] as number;
      const served = (signal.rate[stage * scene.laneCount + i] as number) > 0;
      cost += q * (served ? params.leftoverS / 2 : params.leftoverS) + q * q;
    }
  });
  return cost;
}

/** Stage in this second: first as planned, later what the quick rule says once the minimum green is over. */
function wantedStage(scene: Scene, signal: SceneSignal, course: Course, work: Workspace, plan: Plan | null, nowS: number, params: TacticalParams): number {
  if (course.clearingS > 0 || (plan !== null && nowS < plan.holdS)) return course.stage;
  if (plan !== null && nowS === plan.holdS) return plan.next;
  return course.greenS < signal.minGreenS ? course.stage : quickChoice(scene, signal, work, nowS, course.stage, params);
}

function begin(scene: Scene, work: Workspace, params: TacticalParams): void {
  work.queue.set(scene.queueVeh);
  work.greenS.set(scene.laneGreenS);
  scene.signals.forEach(({ stage, greenS, target, clearingS }, u) => Object.assign(work.courses[u] as Course, { stage, greenS, target, clearingS, elapsedS: clearingS === 0 ? 0 : params.amberUsedS }));
  if (scene.signals.length === 1) return;
  work.rolling.fill(0);
  work.inside.set(scene.queueVeh);
}

function secondOf(scene: Scene, work: Workspace, u: number, plan: Plan | null, nowS: number, params: TacticalParams): number {
  const [signal, course] = [scene.signals[u] as SceneSignal, work.courses[u] as Course];
  const target = wantedStage(scene, signal, course, work, plan, nowS, params);
  if (target !== course.stage) startSwitch(course, signal, target);
  return serve(scene, signal, course, work, nowS, params);
}

function passSecond(course: Course): void {
  if (course.clearingS === 0) course.greenS++;
  else if (--course.clearingS === 0) [course.stage, course.greenS] = [course.target, 0];
  course.elapsedS++;
}

/**
 * Delay of everybody until the end of the horizon when the stage is held for `holdS` more seconds, then `next` follows, and
 * then the quick rule decides. Arrivals as predicted, queues as points at the stop line. Signals near by do what they had planned.
 *
 * @param boundS dearer courses are of no interest: the calculation ends as soon as it is passed
 */
export function courseCost(scene: Scene, holdS: number, next: number, params: TacticalParams, work: Workspace, boundS = Infinity): number {
  begin(scene, work, params);
  const own: Plan = { holdS, next };
  const waits = scene.priority.map((p): PriorityWait => ({ ...p, aheadVeh: scene.queueVeh[p.lane] as number, passed: false }));
  let cost = 0;
  for (let s = 0; s < scene.horizonS; s++) {
    for (let u = 0; u < scene.signals.length; u++) cost += secondOf(scene, work, u, u === 0 ? own : (scene.signals[u] as SceneSignal).plan, s, params);
    if (waits.length > 0) cost += waitOfPriority(waits, work.queue, work.servedVeh, s);
    if (cost > boundS) return cost;
    for (const course of work.courses) passSecond(course);
  }
  return cost + leftoverCost(scene, work, params);
}
