import type { TacticalLane } from './layout.js';

/** What speaks against the loops of a lane, plain JSON. A loop that counts a vehicle is believed again at once. */
export interface LaneHealth {
  /** Vehicles that passed the upstream loops, and seconds of green, since the stop loop last counted one. */
  readonly stopMissVeh: number;
  readonly stopGreenS: number;
  /** Seconds of that green in which the stop loop was covered: a blocked lane looks like this as well. */
  readonly stopCoveredS: number;
  /** Departures that by its share each upstream loop should have counted since it last counted one. */
  readonly upMissVeh: readonly number[];
  /** Seconds of green for which each upstream loop has been covered without a vehicle over it. */
  readonly upStillS: readonly number[];
  /** Seconds since any loop of the lane counted a vehicle. */
  readonly silentS: number;
}

export const createLaneHealth = (lane: TacticalLane): LaneHealth => ({ stopMissVeh: 0, stopGreenS: 0, stopCoveredS: 0, upMissVeh: lane.upstream.map(() => 0), upStillS: lane.upstream.map(() => 0), silentS: 0 });
