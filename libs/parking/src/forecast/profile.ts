import { weekSlot } from '../hours/zone.js';

/** Quarter hours of a week, Monday 00:00 local first. */
export const SLOTS = 672;
const SLOTS_PER_DAY = 96;
const NOT_LEARNED = -1;
const PER_MILLE = 1000;

/**
 * Learns the typical week: exponential average per quarter hour of the week, in per mille of capacity (672 small
 * whole numbers, some 2.5 kB as JSON). Changes the array in place. Call once per slot.
 */
export function learn(profile: number[] | null, slot: number, occupied: number, capacity: number, rate: number): number[] {
  const weekly = profile ?? Array.from({ length: SLOTS }, () => NOT_LEARNED);
  const value = Math.round((occupied * PER_MILLE) / capacity);
  const last = weekly[slot] ?? NOT_LEARNED;
  weekly[slot] = last < 0 ? value : Math.round(last + rate * (value - last));
  return weekly;
}

/** Per mille at a slot; while the weekday is not learned, the mean of the days of its kind (Mon-Fri, Sat-Sun). */
export function typical(profile: readonly number[], slot: number): number | null {
  const exact = profile[slot] ?? NOT_LEARNED;
  if (exact >= 0) return exact;
  const day = Math.floor(slot / SLOTS_PER_DAY);
  const days = day < 5 ? [0, 1, 2, 3, 4] : [5, 6];
  const known = days.map((d) => profile[d * SLOTS_PER_DAY + (slot % SLOTS_PER_DAY)] ?? NOT_LEARNED).filter((v) => v >= 0);
  return known.length === 0 ? null : known.reduce((sum, v) => sum + v, 0) / known.length;
}

export interface StaleInput {
  readonly profile: readonly number[] | null;
  readonly last: { readonly occupied: number; readonly atMs: number };
  readonly nowMs: number;
  readonly capacity: number;
  readonly timeZone: string;
}

/** The seam for a better forecast: the last count and the past in, vehicles now out; null = cannot say. */
export type StaleEstimator = (input: StaleInput) => number | null;

/**
 * Last count plus what a typical week does between then and now (SIESPACE falls back to historical occupancy, Osprey
 * smooths its daily profile): never the last value held on to as if it were live.
 */
export const estimateFromProfile: StaleEstimator = ({ profile, last, nowMs, capacity, timeZone }) => {
  if (profile === null) return null;
  const then = typical(profile, weekSlot(last.atMs, timeZone));
  const now = typical(profile, weekSlot(nowMs, timeZone));
  if (then === null || now === null) return null;
  return Math.round(last.occupied + ((now - then) * capacity) / PER_MILLE);
};
