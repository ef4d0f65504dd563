import { rank } from './assess.js';
import type { Assessment, Evidence } from './assess.js';
import type { LadderLevel, SignLimits } from './model.js';
import type { Form, SlotState, Trigger } from './order.js';

/**
 * One row or placeholder over time: the fallback ladder with memory. Down at once; up only after the better rung has held
 * for `recoverSeconds`; numbers with dwell and hysteresis, but never beyond the age limit of what is shown.
 */
export interface SlotDecision {
  slotId: string;
  level: LadderLevel;
  form: Form;
  value: number | null;
  triggers: Trigger[];
  /** From then on it may not be shown; `null`: does not age (arrow, dark). */
  untilMs: number | null;
  state: SlotState;
}

interface Shown {
  form: Form;
  value: number | null;
  measuredAtMs: number | null;
  untilMs: number | null;
}

interface Rung {
  level: LadderLevel;
  betterSinceMs: number | null;
  recovering: boolean;
}

const climb = (before: SlotState | null, judged: Assessment, limits: SignLimits, nowMs: number): Rung => {
  // That it is full is believed at once: an arrow that waits for steady data would lead there meanwhile.
  const waits = judged.own?.form !== 'full';
  const better = waits && before !== null && rank(judged.level) < Math.min(rank(before.level), rank('direction'));
  if (!better) return { level: judged.level, betterSinceMs: null, recovering: false };
  const betterSinceMs = before.betterSinceMs ?? nowMs;
  if (nowMs - betterSinceMs >= limits.recoverSeconds * 1000) return { level: judged.level, betterSinceMs: null, recovering: false };
  return { level: before.level, betterSinceMs, recovering: true };
};

const rounded = (value: number, step: number): number => (value < step ? value : value - (value % step));

const asEstimate = (evidence: Evidence, judged: Assessment, limits: SignLimits): Shown => {
  const { measuredAtMs, untilMs } = evidence;
  if (evidence.form === 'full' || evidence.value === 0) return { form: 'full', value: null, measuredAtMs, untilMs };
  if (limits.estimateMode === 'words' || judged.wordsOnly || evidence.value === null) return { form: 'free', value: null, measuredAtMs, untilMs };
  return { form: 'estimate', value: rounded(evidence.value, limits.estimateRoundTo), measuredAtMs, untilMs };
};

const wantedOn = (level: LadderLevel, judged: Assessment, limits: SignLimits): Shown => {
  const evidence = { live: judged.own, estimate: judged.estimate, direction: null, blank: null }[level];
  if (evidence === null) return { form: level === 'blank' ? 'blank' : 'arrow', value: null, measuredAtMs: null, untilMs: null };
  return level === 'live' ? evidence : asEstimate(evidence, judged, limits);
};

export interface Step {
  slotId: string;
  before: SlotState | null;
  judged: Assessment;
  capacity: number | null;
  limits: SignLimits;
  nowMs: number;
}

/** Whether what is shown stays although there is something newer: only on the live rung, and only while it is young enough. */
const keeps = (before: SlotState, untilMs: number, wanted: Shown, { capacity, limits, nowMs }: Step): boolean => {
  const fits = before.value === null || capacity === null || before.value <= capacity;
  if (nowMs >= untilMs || !fits || wanted.form === 'full' || wanted.form === 'closed') return false;
  if (nowMs - before.sinceMs < limits.dwellSeconds * 1000) return true;
  if (before.form !== 'number' || wanted.form !== 'number') return false;
  return Math.abs(Number(before.value) - Number(wanted.value)) < limits.hysteresisVehicles;
};

const isSame = (before: SlotState, wanted: Shown): boolean => before.form === wanted.form && before.value === wanted.value;

const settle = (step: Step, level: LadderLevel, wanted: Shown): { shown: Shown; sinceMs: number } => {
  const { before, limits, nowMs } = step;
  if (before === null) return { shown: wanted, sinceMs: nowMs };
  if (isSame(before, wanted)) return { shown: wanted, sinceMs: before.sinceMs };
  const { form, value, measuredAtMs } = before;
  // Only trusted evidence has a measurement on the live rung; a closure has none and is never held.
  if (level !== 'live' || before.level !== 'live' || measuredAtMs === null) return { shown: wanted, sinceMs: nowMs };
  const untilMs = measuredAtMs + limits.maxAgeSeconds * 1000;
  if (!keeps(before, untilMs, wanted, step)) return { shown: wanted, sinceMs: nowMs };
  return { shown: { form, value, measuredAtMs, untilMs }, sinceMs: before.sinceMs };
};

const decided = (step: Step, rung: Rung, level: LadderLevel, wanted: Shown, fallenSinceMs: number | null): SlotDecision => {
  const { shown, sinceMs } = settle(step, level, wanted);
  const { form, value, measuredAtMs, untilMs } = shown;
  const triggers = rung.recovering ? [...step.judged.triggers, 'recovering' as const] : step.judged.triggers;
  const state: SlotState = { level, betterSinceMs: rung.betterSinceMs, fallenSinceMs, form, value, measuredAtMs, sinceMs };
  return { slotId: step.slotId, level, form, value, triggers, untilMs, state };
};

/** A closure stands above the ladder: nobody is sent to a closed door, with an arrow or without. */
const closedDecision = (step: Step): SlotDecision | null => {
  const { closed } = step.judged;
  const steady: Rung = { level: 'live', betterSinceMs: null, recovering: false };
  if (closed.state === 'no') return null;
  if (closed.state === 'closed') {
    const shown: Shown = { form: 'closed', value: null, measuredAtMs: null, untilMs: closed.untilMs };
    return decided({ ...step, judged: { ...step.judged, triggers: [] } }, steady, 'live', shown, null);
  }
  const dark: Shown = { form: 'blank', value: null, measuredAtMs: null, untilMs: null };
  const judged: Assessment = { ...step.judged, triggers: ['staleData', ...step.judged.triggers.filter((one) => one !== 'staleData')] };
  return decided({ ...step, judged }, steady, 'blank', dark, step.before?.fallenSinceMs ?? step.nowMs);
};

export const stepSlot = (step: Step): SlotDecision => {
  const { before, judged, limits, nowMs } = step;
  const closed = closedDecision(step);
  if (closed !== null) return closed;
  const rung = climb(before, judged, limits, nowMs);
  const held = rung.level;
  if (rank(held) < rank('direction')) return decided(step, rung, held, wantedOn(held, judged, limits), null);
  const fallenSinceMs = before === null ? judged.sinceMs : (before.fallenSinceMs ?? nowMs);
  const level: LadderLevel = held === 'blank' || nowMs - fallenSinceMs >= limits.blankAfterSeconds * 1000 ? 'blank' : 'direction';
  return decided(step, rung, level, wantedOn(level, judged, limits), fallenSinceMs);
};
