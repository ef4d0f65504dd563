import { shownAmberS, shownRedAmberS } from '../model/group-times.js';
import type { JunctionModel, SignalColour, SignalGroup, SignalPlan } from '../model/junction.js';
import { stageSteps, type StageStep } from './interstage.js';

/** Signal-time diagram (Signalzeitenplan): the colour of every group at each second of the cycle. */
export interface PlanTimeline {
  /** Sum of greens and interstages; `plan.cycleS` when the plan is consistent. */
  readonly cycleS: number;
  readonly groups: Readonly<Record<string, readonly SignalColour[]>>;
}

const RED = 1;
const AMBER = 2;
const GREEN = 3;
const RED_AMBER = 4;

function fill(colours: SignalColour[], fromS: number, lengthS: number, colour: SignalColour): void {
  const n = colours.length;
  for (let s = fromS; s < fromS + Math.min(lengthS, n); s++) colours[((s % n) + n) % n] = colour;
}

/** Green last, so that no amber or red-amber hides it: what is too short shows as a gap that `checkPlan` finds. */
function paint(group: SignalGroup, steps: readonly StageStep[], cycleS: number): SignalColour[] {
  const colours = Array.from({ length: cycleS }, (): SignalColour => RED);
  const has = (i: number): boolean => (steps[(i + steps.length) % steps.length] as StageStep).stage.groups.includes(group.id);
  steps.forEach((step, i) => {
    const endS = step.startS + step.greenS;
    if (has(i) && !has(i + 1)) fill(colours, endS, shownAmberS(group), AMBER);
    if (has(i) && !has(i - 1)) fill(colours, step.startS - shownRedAmberS(group), shownRedAmberS(group), RED_AMBER);
  });
  steps.forEach((step, i) => {
    if (has(i)) fill(colours, step.startS, step.greenS + (has(i + 1) ? step.interS : 0), GREEN);
  });
  return colours;
}

/**
 * Colours of every group over one cycle; second 0 is the begin of green of the plan's first stage.
 *
 * @throws SignalsError `unknownStage`, `unknownGroup`
 */
export function planTimeline(model: JunctionModel, plan: Pick<SignalPlan, 'stages'>): PlanTimeline {
  const steps = stageSteps(model, plan);
  const cycleS = steps.reduce((sum, s) => sum + s.greenS + s.interS, 0);
  return { cycleS, groups: Object.fromEntries(model.signalGroups.map((g) => [g.id, paint(g, steps, cycleS)])) };
}

/** Colour of every group at one second of the cycle; any whole number, taken modulo the cycle. */
export function signalStatesAt(model: JunctionModel, plan: Pick<SignalPlan, 'stages'>, cycleSecond: number): Record<string, SignalColour> {
  const { cycleS, groups } = planTimeline(model, plan);
  const s = ((Math.floor(cycleSecond) % cycleS) + cycleS) % cycleS;
  return Object.fromEntries(Object.entries(groups).map(([id, colours]) => [id, colours[s] as SignalColour]));
}

/** Second of the coordinated cycle at an instant (epoch milliseconds): UTC seconds less the offset, modulo the cycle. */
export function cycleSecondAt(plan: Pick<SignalPlan, 'cycleS' | 'offsetS'>, timeMs: number): number {
  const s = (Math.floor(timeMs / 1000) - plan.offsetS) % plan.cycleS;
  return s < 0 ? s + plan.cycleS : s;
}

/** The stage whose green, or whose following interstage, a cycle second lies in. */
export function stageAt(model: JunctionModel, plan: Pick<SignalPlan, 'stages'>, cycleSecond: number): { stageId: string; phase: 'green' | 'interstage'; remainingS: number } {
  const steps = stageSteps(model, plan);
  const last = steps[steps.length - 1] as StageStep;
  const cycleS = last.startS + last.greenS + last.interS;
  const s = ((Math.floor(cycleSecond) % cycleS) + cycleS) % cycleS;
  const step = steps.findLast((candidate) => candidate.startS <= s) as StageStep;
  const greenEndS = step.startS + step.greenS;
  const stageId = step.stage.id;
  return s < greenEndS ? { stageId, phase: 'green', remainingS: greenEndS - s } : { stageId, phase: 'interstage', remainingS: greenEndS + step.interS - s };
}
