import type { LaneDemand } from './lane-demand.js';

/** A lane whose controller tells every second what its detectors saw. */
export interface MeasuredLane {
  /** What came, by departures and the growth of the queue, and what stands now. */
  readonly vehPerH: number;
  /** Vehicles per hour of green, by stage. */
  readonly dischargeVehPerH: Readonly<Record<string, number>>;
  /** Every green of the last cycle was used up to its end: more may wait where no loop is. */
  readonly queueing: boolean;
}

/** By lane. */
export type MeasuredLanes = Readonly<Record<string, MeasuredLane>>;

/** Puts what was measured second by second in place of what intervals of a loop before the stop line say. */
export const withMeasured = (demands: readonly LaneDemand[], lanes: MeasuredLanes): LaneDemand[] =>
  demands.map((d) => {
    const measured = lanes[d.laneId];
    return measured === undefined ? d : { ...d, ...measured, ageMs: 0, completeness: 1, basis: 'measured' };
  });
