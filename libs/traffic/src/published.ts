/** What a lane shows to links, archive and pages. `null`: nothing may be said. Flows are vehicles per hour. */
export interface LanePublished {
  /** Start and end of the interval the values belong to; for a silent lane the last one. */
  readonly startMs: number;
  readonly endMs: number;
  readonly flowVehPerH: number | null;
  readonly carFlowVehPerH: number | null;
  readonly heavyFlowVehPerH: number | null;
  /** qB, car equivalents per hour. */
  readonly weightedFlowVehPerH: number | null;
  readonly meanSpeedKmh: number | null;
  readonly meanSpeedCarKmh: number | null;
  readonly meanSpeedHeavyKmh: number | null;
  /** 0-100. */
  readonly occupancyPct: number | null;
  /** 0-1, mean over count, speed and occupancy as far as the lane measures them. */
  readonly quality: number;
  /** False when at least one value is a stand-in: such a lane cannot stand in for another. */
  readonly measured: boolean;
}
