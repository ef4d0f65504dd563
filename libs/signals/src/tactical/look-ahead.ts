import type { TacticalParams } from './params.js';
import { waitOfPriority, type PriorityWait } from './priority.js';
import type { Scene } from './scene.js';

/** Windows over which the quick rule weighs what a stage would serve, seconds. */
const WINDOWS_S = [5, 10, 20, 30] as const;

/** Vehicles that a stage serves within `windowS`, when its green begins at `fromS`; lanes that have green go on. */
function servedVeh(scene: Scene, queue: Float64Array, nowS: number, stage: number, switchS: number, windowS: number): number {
  const { laneCount, horizonS, cumulativeVeh, rate } = scene;
  const untilS = Math.min(horizonS, nowS + switchS + windowS);
  let sum = 0;
  for (const i of scene.served[stage] as readonly number[]) {
    const r = rate[stage * laneCount + i] as number;
    const base = i * (horizonS + 1);
    const there = (queue[i] as number) + (cumulativeVeh[base + untilS] as number) - (cumulativeVeh[base + nowS] as number);
    sum += Math.min(there, r * windowS);
  }
  return sum;
}

/**
 * The quick rule: stay while the stage serves more vehicles per second than any other would, its switch included
 * (after Laemmer and Helbing 2008).
 */
export function quickChoice(scene: Scene, queue: Float64Array, nowS: number, stage: number, params: TacticalParams): number {
  let best = stage;
  let bestRate = servedVeh(scene, queue, nowS, stage, 0, 4) / 4;
  for (let p = 0; p < scene.stageCount; p++) {
    if (p === stage) continue;
    const clearance = scene.clearanceS[stage * scene.stageCount + p] as number;
    const lost = clearance === 0 ? 0 : clearance + params.startLossS;
    for (const windowS of WINDOWS_S) {
      const perS = servedVeh(scene, queue, nowS, p, lost, windowS) / (lost + windowS + params.switchS);
      if (perS > bestRate + 1e-9) [best, bestRate] = [p, perS];
    }
  }
  return best;
}

/** Working memory of the look-ahead, so that thousands of runs make no garbage. */
export interface Workspace {
  readonly queue: Float64Array;
  readonly greenS: Float64Array;
  /** What each lane could discharge in the last second. */
  readonly servedVeh: Float64Array;
}

export const workspaceFor = (scene: Scene): Workspace => ({ queue: new Float64Array(scene.laneCount), greenS: new Float64Array(scene.laneCount), servedVeh: new Float64Array(scene.laneCount) });

interface Course {
  stage: number;
  greenS: number;
  target: number;
  clearingS: number;
  elapsedS: number;
}

function startSwitch(course: Course, scene: Scene, target: number): void {
  const clearance = scene.clearanceS[course.stage * scene.stageCount + target] as number;
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
function capacity(scene: Scene, course: Course, lane: number, greenS: Float64Array, params: TacticalParams): number {
  const n = scene.laneCount;
  const now = scene.rate[course.stage * n + lane] as number;
  if (now === 0) {
    greenS[lane] = 0;
    return 0;
  }
  const age = greenS[lane] as number;
  const clearing = course.clearingS > 0;
  if (clearing && scene.rate[course.target * n + lane] === 0 && course.elapsedS >= params.amberUsedS) {
    greenS[lane] = 0;
    return 0;
  }
  greenS[lane] = age + 1;
  return age >= params.startLossS ? now : 0;
}

/** One second of all lanes; returns the delay it costs, vehicle seconds with stops. */
function serve(scene: Scene, course: Course, work: Workspace, nowS: number, params: TacticalParams): number {
  let cost = 0;
  const { queue, greenS } = work;
  for (let i = 0; i < scene.laneCount; i++) {
    const base = i * (scene.horizonS + 1) + nowS;
    const arriving = (scene.cumulativeVeh[base + 1] as number) - (scene.cumulativeVeh[base] as number);
    const cap = capacity(scene, course, i, greenS, params);
    work.servedVeh[i] = cap;
    const before = queue[i] as number;
    const after = Math.max(0, before + arriving - cap);
    cost += (scene.weight[i] as number) * after + params.stopS * Math.min(arriving, Math.max(0, after - before + Math.min(before, cap)));
    queue[i] = after;
  }
  return cost;
}

function leftoverCost(scene: Scene, course: Course, work: Workspace, params: TacticalParams): number {
  let cost = 0;
  const stage = course.clearingS > 0 ? course.target : course.stage;
  for (let i = 0; i < scene.laneCount; i++) {
    const q = work.queue[i] as number;
    const served = (scene.rate[stage * scene.laneCount + i] as number) > 0;
    cost += q * (served ? params.leftoverS / 2 : params.leftoverS) + q * q;
  }
  return cost;
}

/** Stage after the hold: first the planned one, later what the quick rule says once the minimum green is over. */
function wantedStage(scene: Scene, course: Course, work: Workspace, planned: number | null, nowS: number, params: TacticalParams): number {
  if (planned !== null) return planned;
  return course.greenS < scene.minGreenS ? course.stage : quickChoice(scene, work.queue, nowS, course.stage, params);
}

/**
 * Delay of everybody until the end of the horizon when the stage is held for `holdS` more seconds, then `next` follows, and
 * then the quick rule decides. Arrivals as predicted, queues as points at the stop line.
 *
 * @param boundS dearer courses are of no interest: the calculation ends as soon as it is passed
 */
export function courseCost(scene: Scene, holdS: number, next: number, params: TacticalParams, work: Workspace, boundS = Infinity): number {
  work.queue.set(scene.queueVeh);
  work.greenS.set(scene.laneGreenS);
  const course: Course = { stage: scene.stage, greenS: scene.greenS, target: scene.stage, clearingS: 0, elapsedS: 0 };
  const waits = scene.priority.map((p): PriorityWait => ({ ...p, aheadVeh: scene.queueVeh[p.lane] as number, passed: false }));
  let cost = 0;
  for (let s = 0; s < scene.horizonS; s++) {
    const target = course.clearingS > 0 || s < holdS ? course.stage : wantedStage(scene, course, work, s === holdS ? next : null, s, params);
    if (target !== course.stage) startSwitch(course, scene, target);
    cost += serve(scene, course, work, s, params);
    if (waits.length > 0) cost += waitOfPriority(waits, work.queue, work.servedVeh, s);
    if (cost > boundS) return cost;
    if (course.clearingS === 0) course.greenS++;
    else if (--course.clearingS === 0) [course.stage, course.greenS] = [course.target, 0];
    course.elapsedS++;
  }
  return cost + leftoverCost(scene, course, work, params);
}
