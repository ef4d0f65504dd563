/** Measured demand of a junction's lanes: plain JSON, one small entry a lane that ever spoke. */
export interface JunctionDemand {
  readonly version: 1;
  readonly lanes: Readonly<Record<string, LaneFlowState>>;
}

export interface LaneFlowState {
  /** Smoothed flow, vehicles per hour; `null` until the first value that could be trusted. */
  readonly vehPerH: number | null;
  /** Smoothed share of heavy vehicles 0..1; `null` when never measured. */
  readonly heavyShare: number | null;
  /** Smoothed occupancy of the loop, 0-100 %; `null` when never measured. */
  readonly occupancyPct: number | null;
  /** Completeness 0..1: quality-weighted share of the recent time that was measured; starts at 0 and warms up. */
  readonly completeness: number;
  /** End of the last interval, with or without a value. */
  readonly endMs: number;
  /** End of the last interval with a value; `null` = never. */
  readonly measuredMs: number | null;
}

/** Flow of one lane over one interval, after plausibility and substitution. */
export interface LaneFlow {
  readonly laneId: string;
  /** `null`: not determined in this interval. Negative or not finite counts as `null`. */
  readonly vehPerH: number | null;
  /** 0..1 */
  readonly heavyShare: number | null;
  /** 0-100 */
  readonly occupancyPct: number | null;
  /** Interval, epoch milliseconds; without a start it is taken to be one interval of `intervalS` at most. */
  readonly startMs?: number | undefined;
  readonly endMs: number;
  /** 0 (nothing) to 1 (measured and untouched). */
  readonly quality: number;
}

export interface DemandParams {
  /** Time constant of the smoothing, seconds. */
  readonly smoothingS: number;
  /** Time constant of the completeness, seconds. */
  readonly completenessS: number;
  /** Usual length of an interval, seconds. */
  readonly intervalS: number;
}

/** 5 min: long enough to average over several cycles, short enough for a recommendation every few minutes. */
export const DEFAULT_DEMAND_PARAMS: DemandParams = { smoothingS: 300, completenessS: 300, intervalS: 60 };

export const createJunctionDemand = (): JunctionDemand => ({ version: 1, lanes: {} });

const usable = (n: number | null): n is number => n !== null && Number.isFinite(n) && n >= 0;
const clamp01 = (n: number): number => (n > 0 ? Math.min(1, n) : 0);
const blend = (old: number | null, value: number | null, weight: number): number | null => {
  if (!usable(value)) return old;
  return old === null ? value : old + weight * (value - old);
};

/** Weight of an exponential window for `ms` of time. */
const weightOf = (ms: number, constantS: number): number => 1 - Math.exp(-ms / (constantS * 1000));

/**
 * Adds one interval. Time-aware exponential smoothing, so that 15 s and 5 min intervals may mix; time without a value
 * lowers the completeness. An interval that ends no later than the last one is late or a repetition: no change.
 */
export function applyLaneFlow(state: JunctionDemand, flow: LaneFlow, params: DemandParams = DEFAULT_DEMAND_PARAMS): JunctionDemand {
  const before = state.lanes[flow.laneId];
  if (before !== undefined && flow.endMs <= before.endMs) return state;
  return { version: 1, lanes: { ...state.lanes, [flow.laneId]: nextLane(before, flow, params) } };
}

function nextLane(before: LaneFlowState | undefined, flow: LaneFlow, params: DemandParams): LaneFlowState {
  const ownMs = flow.startMs === undefined ? params.intervalS * 1000 : Math.max(0, flow.endMs - flow.startMs);
  const sinceMs = before === undefined ? ownMs : flow.endMs - before.endMs;
  const measuredMs = Math.min(ownMs, sinceMs);
  const quality = usable(flow.vehPerH) ? clamp01(flow.quality) : 0;
  const old = before ?? { vehPerH: null, heavyShare: null, occupancyPct: null, completeness: 0, endMs: 0, measuredMs: null };
  const decayed = old.completeness * (1 - weightOf(sinceMs - measuredMs, params.completenessS));
  const completeness = decayed + weightOf(measuredMs, params.completenessS) * (quality - decayed);
  if (quality === 0) return { ...old, completeness, endMs: flow.endMs };
  const weight = weightOf(sinceMs, params.smoothingS) * quality;
  return {
    vehPerH: blend(old.vehPerH, flow.vehPerH, weight),
    heavyShare: blend(old.heavyShare, flow.heavyShare === null ? null : Math.min(1, flow.heavyShare), weight),
    occupancyPct: blend(old.occupancyPct, flow.occupancyPct === null ? null : Math.min(100, flow.occupancyPct), weight),
    completeness,
    endMs: flow.endMs,
    measuredMs: flow.endMs,
  };
}
