/** What a stage shows to a stream: nothing, green that must give way, green with priority. */
export type StreamGreen = 'red' | 'permitted' | 'protected';

/** One movement of a lane. A lane has several when they are not always signalled together. */
export interface TacticalStream {
  /** By stage index. */
  readonly green: readonly StreamGreen[];
}

/** Loop before the stop line; `share` is the part of its passages that are bound for this lane (0..1). */
export interface UpstreamLoop {
  readonly loopId: string;
  readonly share: number;
  /** Free-flow travel to the stop line, seconds. */
  readonly travelS: number;
  /** Standing vehicles between loop and stop line. */
  readonly storageVeh: number;
}

/** A lane upstream whose departures arrive here `travelS` later; `share` is the configured first guess (0..1). */
export interface Feeder {
  readonly junctionId: string;
  readonly laneId: string;
  readonly share: number;
  readonly travelS: number;
}

export interface TacticalLane {
  readonly id: string;
  readonly streams: readonly TacticalStream[];
  /** Loop just before the stop line, `null` when there is none. */
  readonly stopLoop: string | null;
  /** Loops that tell a waiting vehicle where the stop loop cannot (very short lanes). */
  readonly waitLoops: readonly string[];
  readonly upstream: readonly UpstreamLoop[];
  readonly feeders: readonly Feeder[];
}

/** Junction as the tactical level sees it: lanes, stages by index, and the seconds between them. */
export interface TacticalJunction {
  readonly id: string;
  readonly stageIds: readonly string[];
  readonly lanes: readonly TacticalLane[];
  /** Seconds without green for the starting lanes, from stage to stage; 0 where nothing has to be cleared. */
  readonly clearanceS: readonly (readonly number[])[];
  readonly minGreenS: number;
}

/** One second of a loop. */
export interface LoopSecond {
  /** Vehicles whose front arrived. */
  readonly entered: number;
  /** Vehicles whose rear left. */
  readonly left: number;
  /** Share of the second that it was covered, 0..1. */
  readonly occupancy: number;
}

/** What the controller shows: `nextStage` is set while it clears for another stage. */
export interface ShownStage {
  readonly stage: number;
  readonly greenS: number;
  readonly nextStage: number | null;
}

/** Share of a lane's streams that a stage serves, 0..1. */
export const openShare = (lane: TacticalLane, stage: number): number =>
  lane.streams.filter((s) => s.green[stage] !== 'red').length / lane.streams.length;
