import type { LanePublished } from './published.js';

/** MARZ aggregation intervals, minutes. */
export const AGGREGATION_MINUTES = [1, 5, 15, 30, 60] as const;
export type AggregationMinutes = (typeof AGGREGATION_MINUTES)[number];

/** Plain state of one running period, mutated by `addToAggregate`. Weighted sums in milliseconds (times value). */
export interface AggregateState {
  readonly minutes: AggregationMinutes;
  /** `null` before the first interval. */
  startMs: number | null;
  flowMs: number;
  flow: number;
  heavyMs: number;
  heavy: number;
  occupancyMs: number;
  occupancy: number;
  speedVehicles: number;
  speed: number;
  quality: number;
  /** End of the last interval added. */
  lastEndMs: number | null;
}

/** One closed period. Values are `null` where less than the asked share of the period was covered. */
export interface Aggregate {
  readonly startMs: number;
  readonly endMs: number;
  readonly flowVehPerH: number | null;
  readonly heavyFlowVehPerH: number | null;
  /** Weighted by vehicles; `null` also when nobody passed. */
  readonly meanSpeedKmh: number | null;
  readonly occupancyPct: number | null;
  /** Share 0-1 of the period with a flow. */
  readonly coverage: number;
  /** 0-1, uncovered time counts as 0. */
  readonly quality: number;
}

export function createAggregate(minutes: AggregationMinutes): AggregateState {
  return {
    minutes, startMs: null, flowMs: 0, flow: 0, heavyMs: 0, heavy: 0, occupancyMs: 0, occupancy: 0,
    speedVehicles: 0, speed: 0, quality: 0, lastEndMs: null,
  };
}

const periodMs = (state: AggregateState): number => state.minutes * 60_000;

function start(state: AggregateState, startMs: number): void {
  Object.assign(state, createAggregate(state.minutes), { startMs, lastEndMs: state.lastEndMs });
}

/** Adds the part of an interval that lies in the running period. */
function accumulate(state: AggregateState, lane: LanePublished, ms: number): void {
  const { flowVehPerH: flow, heavyFlowVehPerH: heavy, occupancyPct: occupancy, meanSpeedKmh: speed } = lane;
  state.quality += lane.quality * ms;
  if (flow !== null) {
    state.flow += flow * ms;
    state.flowMs += ms;
    if (speed !== null) {
      state.speed += speed * flow * ms;
      state.speedVehicles += flow * ms;
    }
  }
  if (heavy !== null) {
    state.heavy += heavy * ms;
    state.heavyMs += ms;
  }
  if (occupancy !== null) {
    state.occupancy += occupancy * ms;
    state.occupancyMs += ms;
  }
}

function close(state: AggregateState, startMs: number, minCoverage: number): Aggregate {
  const length = periodMs(state);
  const mean = (sum: number, ms: number): number | null => (ms > 0 && ms >= minCoverage * length ? sum / ms : null);
  const flow = mean(state.flow, state.flowMs);
  return {
    startMs,
    endMs: startMs + length,
    flowVehPerH: flow,
    heavyFlowVehPerH: mean(state.heavy, state.heavyMs),
    meanSpeedKmh: flow === null || state.speedVehicles === 0 ? null : state.speed / state.speedVehicles,
    occupancyPct: mean(state.occupancy, state.occupancyMs),
    coverage: state.flowMs / length,
    quality: state.quality / length,
  };
}

/**
 * Adds one published interval to the running period, aligned to the clock (UTC). Returns the periods that this closed,
 * oldest first; periods in which nothing arrived are left out. An interval across a border counts by its parts; what was
 * added before is never added twice (late intervals add nothing). Mutates `state`.
 *
 * @param minCoverage least share 0-1 of the period that must be covered for a value
 */
export function addToAggregate(state: AggregateState, lane: LanePublished, minCoverage = 0.5): Aggregate[] {
  const closed: Aggregate[] = [];
  const length = periodMs(state);
  let fromMs = Math.max(lane.startMs, state.lastEndMs ?? -Infinity);
  while (fromMs < lane.endMs) {
    const startMs = Math.floor(fromMs / length) * length;
    if (state.startMs !== startMs) {
      if (state.startMs !== null) closed.push(close(state, state.startMs, minCoverage));
      start(state, startMs);
    }
    const toMs = Math.min(lane.endMs, startMs + length);
    accumulate(state, lane, toMs - fromMs);
    fromMs = toMs;
    state.lastEndMs = toMs;
  }
  return closed;
}

/** Closes the running period once it is over for at least `graceMs`; `null` while it runs or when there is none. */
export function closeAggregate(state: AggregateState, nowMs: number, graceMs = 0, minCoverage = 0.5): Aggregate | null {
  if (state.startMs === null || nowMs < state.startMs + periodMs(state) + graceMs) return null;
  const closed = close(state, state.startMs, minCoverage);
  const { lastEndMs } = state;
  Object.assign(state, createAggregate(state.minutes), { lastEndMs: Math.max(lastEndMs as number, closed.endMs) });
  return closed;
}
