import { requiredGreenS } from '../model/group-times.js';
import { getGroup } from '../model/index-of.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { stageSteps } from '../timing/interstage.js';

/** Consecutive stages in which a group stays green. */
export interface Run {
  /** Positions in the sequence, in order. */
  readonly stages: readonly number[];
  /** Interstages within the run, over which the group stays green, seconds. */
  readonly innerS: number;
  /** Green in every stage: never ends. */
  readonly whole: boolean;
}

/** A stage sequence without its greens: what is fixed while cycle and splits are sought. */
export interface Sequence {
  readonly stageIds: readonly string[];
  readonly interS: readonly number[];
  readonly interSumS: number;
  readonly runs: ReadonlyMap<string, readonly Run[]>;
}

function runsOf(member: readonly boolean[], interS: readonly number[]): Run[] {
  const n = member.length;
  const all = member.map((_, i) => i);
  if (member.every(Boolean)) return [{ stages: all, innerS: interS.reduce((a, b) => a + b, 0), whole: true }];
  const at = (i: number): boolean => member[i % n] as boolean;
  return all
    .filter((i) => at(i) && !at(i + n - 1))
    .map((start) => {
      const stages: number[] = [];
      let innerS = 0;
      for (let k = start; at(k); k++) {
        stages.push(k % n);
        if (at(k + 1)) innerS += interS[k % n] as number;
      }
      return { stages, innerS, whole: false };
    });
}

/** @throws SignalsError `unknownStage`, `unknownGroup` */
export function sequenceOf(model: JunctionModel, plan: Pick<SignalPlan, 'stages'>): Sequence {
  const steps = stageSteps(model, plan);
  const interS = steps.map((s) => s.interS);
  const runs = new Map(model.signalGroups.map((g) => [g.id, runsOf(steps.map((s) => s.stage.groups.includes(g.id)), interS)]));
  return { stageIds: steps.map((s) => s.stage.id), interS, interSumS: interS.reduce((a, b) => a + b, 0), runs };
}

/** Seconds of green in a run. */
export const runGreenS = (run: Run, greens: readonly number[]): number => run.stages.reduce((sum, k) => sum + (greens[k] as number), run.innerS);

/**
 * Effective green of a group per cycle, seconds: every green counts `gainS` more than it is shown, for vehicles still
 * pass in amber (HBS 2015, S4: tA = tF + 1 s).
 */
export function effectiveGreenS(sequence: Sequence, group: string, greens: readonly number[], cycleS: number, gainS: number): number {
  const runs = sequence.runs.get(group) ?? [];
  const sum = runs.reduce((s, run) => s + (run.whole ? cycleS : runGreenS(run, greens) + gainS), 0);
  return Math.min(cycleS, sum);
}

/**
 * The same for a lane of which it was measured what it discharges in each stage: seconds at its best rate. A stage in which it
 * cannot go ends its green; the interstage to one in which it can go on is used.
 */
export function sharedGreenS(sequence: Sequence, stageShare: Readonly<Record<string, number>>, greens: readonly number[], cycleS: number, gainS: number): number {
  const n = greens.length;
  const shares = sequence.stageIds.map((id) => stageShare[id] ?? 0);
  const sum = shares.reduce((s, share, k) => s + share * ((greens[k] as number) + ((shares[(k + 1) % n] as number) > 0 ? (sequence.interS[k] as number) : gainS)), 0);
  return Math.min(cycleS, sum);
}

/** A lower bound on the greens of a run. */
export interface Need {
  readonly run: Run;
  readonly minS: number;
}

/** Bounds from minimum greens, crossings and maximum reds for a cycle, shortest runs first. */
export function needsOf(model: JunctionModel, sequence: Sequence, cycleS: number): Need[] {
  const needs: Need[] = [];
  for (const [id, runs] of sequence.runs) {
    const group = getGroup(model, id);
    // Served once a cycle, a group is red for all the rest of it. Twice or more is left to the safety check.
    const forRedS = runs.length === 1 && group.maxRedS !== undefined ? cycleS - group.maxRedS : 0;
    const minS = Math.max(requiredGreenS(group), forRedS);
    for (const run of runs) if (!run.whole) needs.push({ run, minS });
  }
  return needs.sort((a, b) => a.run.stages.length - b.run.stages.length);
}

export const meetsNeeds = (needs: readonly Need[], greens: readonly number[]): boolean =>
  needs.every(({ run, minS }) => runGreenS(run, greens) >= minS);

/** Shortest green per stage that meets all needs and keeps what is to be kept; what a long run lacks goes to its stage with the largest weight. */
export function minimumGreens(needs: readonly Need[], weights: readonly number[], kept: readonly number[]): number[] {
  const greens = [...kept];
  for (const { run, minS } of needs) {
    const lacking = minS - runGreenS(run, greens);
    if (lacking <= 0) continue;
    const heaviest = run.stages.reduce((best, k) => ((weights[k] as number) > (weights[best] as number) ? k : best));
    greens[heaviest] = (greens[heaviest] as number) + lacking;
  }
  return greens;
}
