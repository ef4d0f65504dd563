import { indexOf } from '../model/index-of.js';
import type { Arm, JunctionModel, Lane } from '../model/junction.js';
import type { Run, Sequence } from './sequence.js';

/** A lane whose turners give way to those who come from ahead (bedingt vertraegliche Linksabbieger). */
export interface Opposed {
  /** Part of the lane that turns so, 0..1; every movement of a lane is taken as equally frequent. */
  readonly turnShare: number;
  /** Lanes that have priority, by stage; a stage without any is left out. */
  readonly byStage: Readonly<Record<string, readonly string[]>>;
}

/** Those who wait for a gap: critical gap and follow-up time, seconds (HCM 2000, chapter 16, appendix C). */
const [CRITICAL_GAP_S, FOLLOW_UP_S] = [4.5, 2.5];
/** Arms within so many degrees of straight ahead. */
const AHEAD_DEG = 45;

const turns = (lane: Lane): number => lane.movements.filter((m) => m === 'left' || m === 'uTurn').length / lane.movements.length;
const goesOn = (lane: Lane): boolean => lane.movements.some((m) => m === 'through' || m === 'right');

function isAhead(a: Arm, b: Arm): boolean {
  const apart = Math.abs((((a.bearingDeg - b.bearingDeg) % 360) + 360) % 360 - 180);
  return apart <= AHEAD_DEG;
}

/** Who gives way to whom, from arms, movements and stages: two groups that are green together do not stop each other. */
export function opposedOf(model: JunctionModel, lane: Lane, arm: Arm): Opposed | null {
  const turnShare = turns(lane);
  if (turnShare === 0) return null;
  const ahead = indexOf(model).lanes.filter((o) => o.arm !== arm && isAhead(arm, o.arm) && goesOn(o.lane));
  const byStage = model.stages.flatMap((stage): [string, string[]][] => {
    const prior = stage.groups.includes(lane.signalGroup) ? ahead.filter((o) => stage.groups.includes(o.lane.signalGroup)).map((o) => o.lane.id) : [];
    return prior.length > 0 ? [[stage.id, prior]] : [];
  });
  return byStage.length > 0 ? { turnShare, byStage: Object.fromEntries(byStage) } : null;
}

/** What a lane ahead does to those who wait for its gaps. */
export interface Prior {
  readonly vehPerH: number;
  readonly saturationFlowVehPerH: number;
  readonly signalGroup: string;
  readonly effectiveGreenS: number;
}

/** Turners an hour who find a gap in a flow that does not queue (HCM 2000, equation 17-3). */
function gapFlowVehPerH(priorVehPerH: number): number {
  if (priorVehPerH === 0) return 3600 / FOLLOW_UP_S;
  return (priorVehPerH * Math.exp((-priorVehPerH * CRITICAL_GAP_S) / 3600)) / (1 - Math.exp((-priorVehPerH * FOLLOW_UP_S) / 3600));
}

/** Seconds until the queue of a lane ahead has left, from the begin of its green. */
const clearS = (p: Prior, cycleS: number): number =>
  p.vehPerH >= p.saturationFlowVehPerH ? cycleS : (p.vehPerH * Math.max(0, cycleS - p.effectiveGreenS)) / (p.saturationFlowVehPerH - p.vehPerH);

/** Seconds of green that a group has had when a stage begins. */
function hadGreenS(sequence: Sequence, group: string, k: number, greens: readonly number[]): number {
  const run = (sequence.runs.get(group) as readonly Run[]).find((r) => r.stages.includes(k)) as Run;
  return run.stages.slice(0, run.stages.indexOf(k)).reduce((sum, s) => sum + (greens[s] as number) + (sequence.interS[s] as number), 0);
}

export interface OpposedLane {
  readonly signalGroup: string;
  readonly saturationFlowVehPerH: number;
  readonly opposed: Opposed;
}

/**
 * Effective green of such a lane per cycle, seconds at its full saturation flow: while the queue ahead leaves, those in front of
 * the first turner; then turners by gaps, the others held up by them; at the end of green who stands in the middle.
 */
export function opposedGreenS(lane: OpposedLane, sequence: Sequence, greens: readonly number[], cycleS: number, gainS: number, priorOf: (laneId: string) => Prior): number {
  const { turnShare, byStage } = lane.opposed;
  const perVehS = 3600 / lane.saturationFlowVehPerH;
  const stageS = (run: Run, k: number, at: number): number => {
    const last = at === run.stages.length - 1;
    const greenS = (greens[k] as number) + (last ? 0 : (sequence.interS[k] as number));
    const prior = (byStage[sequence.stageIds[k] as string] ?? []).map(priorOf);
    if (prior.length === 0) return greenS + (last ? gainS : 0);
    const queueS = Math.min(greenS, Math.max(...prior.map((p) => clearS(p, cycleS) - hadGreenS(sequence, p.signalGroup, k, greens)), 0));
    const hold = lane.saturationFlowVehPerH / gapFlowVehPerH(prior.reduce((sum, p) => sum + p.vehPerH, 0));
    const frontS = Math.min(queueS, ((1 - turnShare) / turnShare) * perVehS);
    const gapsS = (greenS - queueS) / (1 + turnShare * Math.max(0, hold - 1));
    // The first turner of those who stand in the middle, and one more where all turn (there: 1 + P).
    const sneakersS = last ? (1 + turnShare) * perVehS : 0;
    return Math.min(greenS + gainS, frontS + gapsS + sneakersS);
  };
  const runs = sequence.runs.get(lane.signalGroup) ?? [];
  return Math.min(cycleS, runs.reduce((sum, run) => sum + (run.whole ? cycleS : run.stages.reduce((s, k, at) => s + stageS(run, k, at), 0)), 0));
}

