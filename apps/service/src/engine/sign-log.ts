import type { SignOrderMessage } from '@wegweiser/contracts';
import { OPERATOR, type NewRow } from './outputs.js';

/** What a sign showed and by which rule, as the audit log keeps it. */
export interface Shown {
  /** Rule of the city's configuration, `lock` (an operator's) or `plan:<id>`. */
  ruleId: string;
  /** Rung of the fallback ladder. */
  level: string;
  /** Rows joined by ` | `, or the MULTI text; at most `MOST_TEXT` characters. */
  shows: string;
}
/** A change that only counts: second of the hour, what was shown from then on, and the rule where it is another one than before. */
type Counted = [second: number, shows: string, ruleId?: string];

/** Memory of one sign's log. Plain JSON. */
export interface SignLogState {
  /** Hours since 1970 that the numbers below belong to. */
  hour: number;
  shown: Shown | null;
  /** Records of their own that were written in this hour. */
  single: number;
  /** What was shown before the first of `counted`. */
  from: Shown | null;
  counted: Counted[];
  leftOut: number;
}

const HOUR_MS = 3_600_000;
/** A sign that flaps fills no log: from then on its changes stand in the record of the hour. */
export const MOST_SINGLE = 12;
/** With a dwell of 30 s no sign changes more often. */
export const MOST_COUNTED = 120;
const MOST_TEXT = 300;
const MOST_INPUTS = 8;

export const NEW_SIGN_LOG: SignLogState = { hour: 0, shown: null, single: 0, from: null, counted: [], leftOut: 0 };

const textOf = ({ content }: SignOrderMessage): string => (content.type === 'counter' ? content.rows.map((row) => row.text).join(' | ') : content.multi).slice(0, MOST_TEXT);
const ruleOf = ({ why }: SignOrderMessage): string => (why.lock === null ? why.ruleId : why.lock.by === OPERATOR ? 'lock' : why.lock.by);
/** The same for `37 | VOLL` and `36 | VOLL`, another one for `VOLL | VOLL` or an arrow. */
const meaningOf = ({ ruleId, level, shows }: Shown): string => `${ruleId} ${level} ${shows.replaceAll(/\d+/g, '#')}`;

/**
 * Every change of a sign, for the audit log: who (`rule:<id>`), what, before, after, why. A change of meaning (another rule,
 * another rung, a word instead of a number) is a record of its own; changed numbers stand together in one record an hour. So
 * a sign writes at most 13 records an hour, whatever the field does.
 */
export function logChange(state: SignLogState, order: SignOrderMessage, level: string, lockId: string | null, nowMs: number): { state: SignLogState; rows: NewRow[] } {
  const { state: now, rows } = logHour(state, order.signId, nowMs);
  const after: Shown = { ruleId: ruleOf(order), level, shows: textOf(order) };
  const before = now.shown;
  const isSingle = (before === null || meaningOf(before) !== meaningOf(after)) && now.single < MOST_SINGLE;
  if (isSingle) return { state: { ...now, shown: after, single: now.single + 1 }, rows: [...rows, singleRow(order, before, after, lockId, nowMs)] };
  const from = now.counted.length === 0 && now.leftOut === 0 ? before : now.from;
  if (now.counted.length >= MOST_COUNTED) return { state: { ...now, shown: after, leftOut: now.leftOut + 1 }, rows };
  return { state: { ...now, shown: after, from, counted: [...now.counted, countedOf(before, after, nowMs)] }, rows };
}

function countedOf(before: Shown | null, after: Shown, nowMs: number): Counted {
  const second = Math.floor((nowMs % HOUR_MS) / 1000);
  return before?.ruleId === after.ruleId ? [second, after.shows] : [second, after.shows, after.ruleId];
}

/** Closes an hour that is over: what was only counted in it becomes one record. */
export function logHour(state: SignLogState, signId: string, nowMs: number): { state: SignLogState; rows: NewRow[] } {
  const hour = Math.floor(nowMs / HOUR_MS);
  if (hour === state.hour) return { state, rows: [] };
  const { counted, leftOut, from, shown } = state;
  const rows: NewRow[] = counted.length === 0 ? [] : [{
    table: 'audit', atMs: nowMs,
    value: entry('signNumbers', signId, shown?.ruleId ?? 'none', `${signId}:${nowMs}`, { fromMs: state.hour * HOUR_MS, before: from, after: shown, changes: counted, leftOut }),
  }];
  return { state: { ...state, hour, single: 0, from: null, counted: [], leftOut: 0 }, rows };
}

function singleRow(order: SignOrderMessage, before: Shown | null, after: Shown, lockId: string | null, atMs: number): NewRow {
  const { why, orderId, signId } = order;
  const inputs = why.inputs.slice(0, MOST_INPUTS).map(({ id, value, status, ageMs, quality }) => ({ id, value, status, ageMs, quality }));
  const detail = { orderId, before, after, reason: why.text.de, reasonEn: why.text.en, trigger: why.trigger, inputs, ...(lockId === null ? {} : { lockId }) };
  return { table: 'audit', atMs, value: entry('signChanged', signId, after.ruleId, orderId, detail) };
}

const entry = (action: string, id: string, ruleId: string, run: string, detail: Record<string, unknown>) =>
  ({ commandId: `rule:${run}`, by: `rule:${ruleId}`, action, about: { kind: 'sign', id }, outcome: 'ok', detail }) as const;
