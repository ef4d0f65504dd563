import { keepPublished } from './lane-published.js';
import { AT, createLaneState, NONE_YET, type LaneState } from './lane-state.js';
import type { LanePublished } from './published.js';
import type { SlidingShare } from './sliding-share.js';
import type { SmoothingState } from './smoothing.js';

/** A lane's state as it was stored until November 2026, what it showed beside it. */
export interface LaneStateVersion1 {
  readonly version: 1;
  sinceMs: number | null;
  lastEndMs: number | null;
  previous: number[];
  runs: number[];
  good: number[];
  goodEndMs: number[];
  repeats: number[];
  faultMs: number[];
  faultClearMs: number[];
  trust: SlidingShare;
  outage: SlidingShare;
  alarms: number;
  flow: SmoothingState | null;
  speed: SmoothingState | null;
}

/** The same lane as it is stored now. */
export function fromVersion1(old: LaneStateVersion1, published: LanePublished | null): LaneState {
  const state: LaneState = { ...createLaneState(), trust: old.trust, outage: old.outage };
  const put = (at: number, values: readonly number[]): void => values.forEach((value, i) => (state.numbers[at + i] = value));
  put(AT.sinceMs, [old.sinceMs ?? NONE_YET, old.lastEndMs ?? NONE_YET, old.alarms]);
  for (const key of ['runs', 'good', 'goodEndMs', 'repeats', 'faultMs', 'faultClearMs', 'previous'] as const) put(AT[key], old[key]);
  for (const key of ['flow', 'speed'] as const) {
    const series = old[key];
    if (series !== null) put(AT[key], [series.smoothed, series.trend, series.forecast]);
  }
  if (published !== null) keepPublished(state, published);
  return state;
}
