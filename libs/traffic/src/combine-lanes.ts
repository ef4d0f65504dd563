import type { LinkParams } from './link-params.js';
import type { LanePublished } from './published.js';

/** Where the speed of a link comes from: measured, derived from flow and occupancy, or assumed on an empty road. */
export type LinkBasis = 'measured' | 'derived' | 'estimated' | 'unknown';

/** One cross-section of all lanes. */
export interface Combined {
  /** All lanes together, vehicles per hour. */
  readonly flowVehPerH: number | null;
  readonly meanSpeedKmh: number | null;
  readonly occupancyPct: number | null;
  /** Vehicles per kilometre of one lane. */
  readonly densityVehPerKm: number | null;
  readonly basis: LinkBasis;
  /** Nobody was there, and nothing says why: an empty road, or a queue that nobody can see. */
  readonly empty: boolean;
  readonly quality: number;
  /** End of the newest interval used. */
  readonly measuredAtMs: number | null;
}

const NOTHING: Combined = Object.freeze({
  flowVehPerH: null, meanSpeedKmh: null, occupancyPct: null, densityVehPerKm: null,
  basis: 'unknown', empty: false, quality: 0, measuredAtMs: null,
});

interface Sums {
  lanes: number;
  flow: number;
  flowLanes: number;
  speedFlow: number;
  speedWeight: number;
  occupancy: number;
  occupancyLanes: number;
  quality: number;
  newestMs: number;
}

function addLane(sums: Sums, lane: LanePublished): void {
  const { flowVehPerH: flow, meanSpeedKmh: speed, occupancyPct: occupancy } = lane;
  if (flow === null && occupancy === null) return;
  sums.lanes += 1;
  sums.quality += lane.quality;
  sums.newestMs = Math.max(sums.newestMs, lane.endMs);
  if (flow !== null) {
    sums.flow += flow;
    sums.flowLanes += 1;
    if (speed !== null && flow > 0) {
      sums.speedFlow += speed * flow;
      sums.speedWeight += flow;
    }
  }
  if (occupancy !== null) {
    sums.occupancy += occupancy;
    sums.occupancyLanes += 1;
  }
}

/** Density of one lane from how much of the time it is covered: k = b / 100 * 1000 / effective length. */
const densityOf = (occupancyPct: number, params: LinkParams): number => (occupancyPct * 10) / params.effectiveVehicleLengthM;

/**
 * Combines the lanes of a link that are fresh enough. Missing lanes are taken to carry what the others carry; below the
 * least share there is no statement. Speed is the flow-weighted mean.
 */
export function combineLanes(lanes: readonly LanePublished[], nowMs: number, params: LinkParams): Combined {
  const sums: Sums = {
    lanes: 0, flow: 0, flowLanes: 0, speedFlow: 0, speedWeight: 0, occupancy: 0, occupancyLanes: 0, quality: 0, newestMs: -Infinity,
  };
  for (const lane of lanes) if (nowMs - lane.endMs <= params.laneMaxAgeSeconds * 1000) addLane(sums, lane);
  if (sums.lanes === 0 || sums.lanes < params.laneCount * params.minLaneShare) return NOTHING;
  const laneFlow = sums.flowLanes === 0 ? null : sums.flow / sums.flowLanes;
  const occupancyPct = sums.occupancyLanes === 0 ? null : sums.occupancy / sums.occupancyLanes;
  const speed = sums.speedWeight === 0 ? null : sums.speedFlow / sums.speedWeight;
  const { meanSpeedKmh, densityVehPerKm, basis, empty } = speedAndDensity(laneFlow, speed, occupancyPct, params);
  return {
    meanSpeedKmh,
    densityVehPerKm,
    basis,
    empty,
    flowVehPerH: laneFlow === null ? null : laneFlow * params.laneCount,
    occupancyPct,
    quality: sums.quality / Math.max(sums.lanes, params.laneCount),
    measuredAtMs: sums.newestMs,
  };
}

type SpeedAndDensity = Pick<Combined, 'meanSpeedKmh' | 'densityVehPerKm' | 'basis' | 'empty'>;
const NO_STATEMENT: SpeedAndDensity = Object.freeze({ meanSpeedKmh: null, densityVehPerKm: null, basis: 'unknown', empty: false });

function speedAndDensity(laneFlow: number | null, speed: number | null, occupancyPct: number | null, params: LinkParams): SpeedAndDensity {
  if (laneFlow === null) return NO_STATEMENT;
  if (laneFlow === 0) return withoutTraffic(occupancyPct, params);
  if (speed !== null && speed > 0) return { meanSpeedKmh: speed, densityVehPerKm: laneFlow / speed, basis: 'measured', empty: false };
  if (occupancyPct === null || occupancyPct === 0) return NO_STATEMENT;
  const density = densityOf(occupancyPct, params);
  return { meanSpeedKmh: Math.min(params.freeSpeedKmh, laneFlow / density), densityVehPerKm: density, basis: 'derived', empty: false };
}

function withoutTraffic(occupancyPct: number | null, params: LinkParams): SpeedAndDensity {
  if (occupancyPct !== null && occupancyPct >= params.standingOccupancyPct) {
    return { meanSpeedKmh: 0, densityVehPerKm: densityOf(occupancyPct, params), basis: 'derived', empty: false };
  }
  return { meanSpeedKmh: params.freeSpeedKmh, densityVehPerKm: 0, basis: 'estimated', empty: occupancyPct === null };
}
