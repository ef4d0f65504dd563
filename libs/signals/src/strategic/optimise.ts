import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { assessGreens, type LoadedLane, type PlanAssessment } from './assess.js';
import type { RecommendParams } from './params.js';
import { effectiveGreenS, meetsNeeds, minimumGreens, needsOf, sequenceOf, type Need, type Run, type Sequence } from './sequence.js';
import { capacityCycleS, websterCycleS, websterSplits } from './webster.js';

export interface Proposal {
  readonly cycleS: number;
  readonly greens: readonly number[];
  readonly assessment: PlanAssessment;
}

const better = (a: Proposal, b: Proposal): Proposal => (b.assessment.delayVehHPerH < a.assessment.delayVehHPerH * (1 - 1e-9) ? b : a);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Critical flow ratio of every stage: the largest q/s among lanes that are green in it alone; a lane with several stages
 * adds what they lack together, in proportion to what they have.
 */
export function stageFlowRatios(sequence: Sequence, lanes: readonly LoadedLane[]): number[] {
  const ratios = sequence.stageIds.map(() => 0);
  const wanted = lanes.flatMap((lane) => {
    const runs = (sequence.runs.get(lane.signalGroup) as readonly Run[]).filter((r) => !r.whole);
    return runs.map((run) => ({ run, ratio: lane.vehPerH / lane.saturationFlowVehPerH / runs.length }));
  });
  wanted.sort((a, b) => a.run.stages.length - b.run.stages.length);
  for (const { run, ratio } of wanted) {
    const has = sum(run.stages.map((k) => ratios[k] as number));
    if (has >= ratio) continue;
    for (const k of run.stages) ratios[k] = has > 0 ? ((ratios[k] as number) * ratio) / has : ratio / run.stages.length;
  }
  return ratios;
}

/**
 * The same, with what lanes pass under the running plan in place of what their movement alone would let them: Webster's formula
 * knows nothing of turners who give way, or of stages in which a lane passes less.
 */
function heldFlowRatios(sequence: Sequence, lanes: readonly LoadedLane[], running: SignalPlan, params: RecommendParams): number[] {
  const greens = running.stages.map((s) => s.greenS);
  const { lanes: assessed } = assessGreens(lanes, sequence, greens, running.cycleS, params);
  const held = assessed.map((lane) => {
    const freeS = effectiveGreenS(sequence, lane.signalGroup, greens, running.cycleS, params.greenGainS);
    return { ...lane, saturationFlowVehPerH: freeS > 0 ? (lane.saturationFlowVehPerH * lane.effectiveGreenS) / freeS : lane.saturationFlowVehPerH };
  });
  return stageFlowRatios(sequence, held);
}

/** Lost time per cycle, seconds: interstages less the part of them that vehicles still use. */
export const lostTimeS = (sequence: Sequence, gainS: number): number => Math.max(0, sequence.interSumS - gainS * sequence.stageIds.length);

/** Greens that a new plan keeps of the running one and of the configured one, more of the latter where turners give way, by stage, seconds. */
function keptGreens(model: JunctionModel, running: SignalPlan, lanes: readonly LoadedLane[], { keepPart, keepConfiguredPart, minStageS }: RecommendParams): number[] {
  const part = lanes.some((lane) => lane.opposed !== null) ? keepConfiguredPart : keepPart;
  const configured = model.plans.find((p) => p.stages.length === running.stages.length && p.stages.every((s, k) => s.stageId === running.stages[k]?.stageId)) ?? running;
  const keptS = (greenS: number, k: number): number => Math.min(greenS, Math.floor(part * (configured.stages[k] as SignalPlan['stages'][number]).greenS));
  return running.stages.map(({ greenS }, k) => Math.max(1, Math.floor(keepPart * greenS), keptS(greenS, k), Math.min(minStageS, greenS)));
}

/** Moves single seconds between stages as long as the junction's delay falls: Webster's splits look at critical lanes only. */
function improve(start: readonly number[], needs: readonly Need[], kept: readonly number[], delayOfGreens: (greens: readonly number[]) => number): number[] {
  let greens = [...start];
  let delay = delayOfGreens(greens);
  for (;;) {
    let best: { greens: number[]; delay: number } | null = null;
    for (let from = 0; from < greens.length; from++) {
      for (let to = 0; to < greens.length; to++) {
        const moved = from === to || (greens[from] as number) <= (kept[from] as number) ? null : moveSecond(greens, from, to);
        if (moved === null || !meetsNeeds(needs, moved)) continue;
        const d = delayOfGreens(moved);
        // Relative, so that rounding noise cannot send the search round in circles.
        if (d < (best?.delay ?? delay) * (1 - 1e-9)) best = { greens: moved, delay: d };
      }
    }
    if (best === null) return greens;
    ({ greens, delay } = best);
  }
}

const moveSecond = (greens: readonly number[], from: number, to: number): number[] => greens.map((g, k) => (k === from ? g - 1 : k === to ? g + 1 : g));

/**
 * Best splits for one cycle, `null` when its minimum greens do not fit. Searches from Webster's splits and, for the running
 * cycle, from the running greens too, so that the result is never worse than what runs.
 */
function splitsFor(model: JunctionModel, sequence: Sequence, lanes: readonly LoadedLane[], cycleS: number, running: SignalPlan, params: RecommendParams): Proposal | null {
  const flowRatios = heldFlowRatios(sequence, lanes, running, params);
  const needs = needsOf(model, sequence, cycleS);
  const kept = keptGreens(model, running, lanes, params);
  const minGreensS = minimumGreens(needs, flowRatios, kept);
  const start = websterSplits({ cycleS, interSumS: sequence.interSumS, flowRatios, minGreensS, gainS: params.greenGainS });
  if (start === null) return null;
  const assess = (g: readonly number[]): PlanAssessment => assessGreens(lanes, sequence, g, cycleS, params);
  const runs = running.stages.map((s) => s.greenS);
  const starts = cycleS === running.cycleS && meetsNeeds(needs, runs) ? [start, runs] : [start];
  const found: Proposal[] = starts.map((from) => improve(from, needs, kept, (g) => assess(g).delayVehHPerH)).map((greens) => ({ cycleS, greens, assessment: assess(greens) }));
  return found.reduce(better);
}

/** Cycles worth a look: Webster's, the shortest with enough capacity, the running one, the shortest that fits at all. */
export function candidateCycles(model: JunctionModel, sequence: Sequence, lanes: readonly LoadedLane[], running: SignalPlan, params: RecommendParams): number[] {
  if (params.keepCycle) return [running.cycleS];
  const { minCycleS, maxCycleS } = model.limits;
  const flowRatios = heldFlowRatios(sequence, lanes, running, params);
  const lost = lostTimeS(sequence, params.greenGainS);
  const total = sum(flowRatios);
  const shortest = sequence.interSumS + sum(minimumGreens(needsOf(model, sequence, 0), flowRatios, keptGreens(model, running, lanes, params)));
  const wanted = [running.cycleS, websterCycleS(lost, total) ?? maxCycleS, capacityCycleS(lost, total, params.practicalSaturation) ?? maxCycleS, shortest];
  const fits = wanted.map((c) => Math.min(maxCycleS, Math.max(minCycleS, shortest, Math.ceil(c - 1e-9))));
  return [...new Set(fits)];
}

/**
 * The plan of least expected delay with the running plan's stage sequence and offset; `null` when no cycle within the
 * controller's limits holds the minimum greens. Of equal delays the earlier candidate wins, the running cycle first.
 */
export function optimisePlan(model: JunctionModel, running: SignalPlan, lanes: readonly LoadedLane[], params: RecommendParams): { plan: SignalPlan; assessment: PlanAssessment } | null {
  const sequence = sequenceOf(model, running);
  let best: Proposal | null = null;
  for (const cycleS of candidateCycles(model, sequence, lanes, running, params)) {
    const proposal = splitsFor(model, sequence, lanes, cycleS, running, params);
    if (proposal !== null) best = best === null ? proposal : better(best, proposal);
  }
  if (best === null) return null;
  return { plan: planOf(sequence, best, running), assessment: best.assessment };
}

function planOf(sequence: Sequence, { cycleS, greens }: Proposal, running: SignalPlan): SignalPlan {
  const offsetS = running.offsetS % cycleS;
  const stages = greens.map((greenS, k) => ({ stageId: sequence.stageIds[k] as string, greenS }));
  return { id: planId(cycleS, offsetS, greens), cycleS, offsetS, stages };
}

/** The plan of least expected delay with a cycle that is given, as for a group of junctions; `null` when it does not fit. */
export function planForCycle(model: JunctionModel, running: SignalPlan, lanes: readonly LoadedLane[], cycleS: number, params: RecommendParams): SignalPlan | null {
  const sequence = sequenceOf(model, running);
  const proposal = splitsFor(model, sequence, lanes, cycleS, running, params);
  return proposal === null ? null : planOf(sequence, proposal, running);
}

/** Says what is in the plan, so that a read-back can be compared: `R72o15-24.16.12`. */
export const planId = (cycleS: number, offsetS: number, greens: readonly number[]): string => `R${cycleS}o${offsetS}-${greens.join('.')}`.slice(0, 64);
