/** What is wrong with a plan; all seconds are whole. One entry per finding, nothing is left out after the first. */
export type PlanViolation =
  | { readonly code: 'empty' }
  | { readonly code: 'unknownStage'; readonly stageId: string }
  | { readonly code: 'unknownGroup'; readonly stageId: string; readonly group: string }
  | { readonly code: 'notWhole'; readonly field: string; readonly value: number }
  | { readonly code: 'cycleSum'; readonly cycleS: number; readonly sumS: number }
  | { readonly code: 'cycleLimits'; readonly cycleS: number; readonly minCycleS: number; readonly maxCycleS: number }
  | { readonly code: 'offset'; readonly offsetS: number; readonly cycleS: number }
  | { readonly code: 'conflict'; readonly a: string; readonly b: string }
  | { readonly code: 'intergreen'; readonly clearing: string; readonly entering: string; readonly gapS: number; readonly requiredS: number }
  | { readonly code: 'intergreenMissing'; readonly clearing: string; readonly entering: string }
  | { readonly code: 'minGreen'; readonly group: string; readonly greenS: number; readonly requiredS: number }
  | { readonly code: 'maxRed'; readonly group: string; readonly redS: number; readonly allowedS: number }
  | { readonly code: 'shortRed'; readonly group: string; readonly redS: number; readonly requiredS: number }
  | { readonly code: 'neverGreen'; readonly group: string };

type Describe = { readonly [K in PlanViolation['code']]: (v: Extract<PlanViolation, { code: K }>) => string };

const DESCRIBE: Describe = {
  empty: () => 'has no stage',
  unknownStage: (v) => `stage ${v.stageId} is not one of the junction`,
  unknownGroup: (v) => `stage ${v.stageId} has the unknown signal group ${v.group}`,
  notWhole: (v) => `${v.field} is ${v.value}, expected whole seconds, 0-3600`,
  cycleSum: (v) => `greens and interstages make ${v.sumS} s, the cycle is ${v.cycleS} s`,
  cycleLimits: (v) => `cycle ${v.cycleS} s is outside of the controller's ${v.minCycleS}-${v.maxCycleS} s`,
  offset: (v) => `offset ${v.offsetS} s is not below the cycle of ${v.cycleS} s`,
  conflict: (v) => `signal groups ${v.a} and ${v.b} conflict and are green together`,
  intergreen: (v) => `${v.gapS} s from the end of ${v.clearing} to the begin of ${v.entering}, the intergreen time is ${v.requiredS} s`,
  intergreenMissing: (v) => `no intergreen time from ${v.clearing} to ${v.entering}`,
  minGreen: (v) => `signal group ${v.group} is green for ${v.greenS} s, at least ${v.requiredS} s are required`,
  maxRed: (v) => `signal group ${v.group} is red for ${v.redS} s, at most ${v.allowedS} s are allowed`,
  shortRed: (v) => `signal group ${v.group} is green again after ${v.redS} s, amber, red and red-amber take ${v.requiredS} s`,
  neverGreen: (v) => `signal group ${v.group} is never green`,
};

/** One line for operators' logs and for problems of the configuration, in English. */
export const describeViolation = (v: PlanViolation): string => (DESCRIBE[v.code] as (v: PlanViolation) => string)(v);
