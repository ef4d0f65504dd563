import type { TacticalJunction } from './layout.js';
import type { TacticalParams } from './params.js';

/** Plain JSON, one per junction: what its neighbours have sent. */
export interface PlatoonState {
  readonly version: 1;
  readonly lanes: readonly {
    /** Expected vehicles at the stop line by second from now on. */
    readonly comingVeh: readonly number[];
    /** Smoothed sum of what came from the feeders, vehicles per second. */
    readonly sentVehPerS: number;
  }[];
}

/** Departures of one second by junction and lane; lanes left out had none. */
export type Departures = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const createPlatoonState = (junction: TacticalJunction): PlatoonState => ({
  version: 1,
  lanes: junction.lanes.map(() => ({ comingVeh: [], sentVehPerS: 0 })),
});

/** One second: departures of the neighbours of this second become arrivals after their travel time. */
export function stepPlatoons(junction: TacticalJunction, state: PlatoonState, departures: Departures, params: TacticalParams): PlatoonState {
  const lanes = junction.lanes.map((lane, i) => {
    const before = state.lanes[i] as PlatoonState['lanes'][number];
    const comingVeh = before.comingVeh.slice(1);
    let sentVeh = 0;
    for (const feeder of lane.feeders) {
      const veh = (departures[feeder.junctionId]?.[feeder.laneId] ?? 0) * feeder.share;
      if (veh === 0) continue;
      sentVeh += veh;
      const at = Math.round(feeder.travelS);
      while (comingVeh.length <= at) comingVeh.push(0);
      comingVeh[at] = (comingVeh[at] as number) + veh;
    }
    const keep = 1 - 1 / params.arrivalMemoryS;
    return { comingVeh, sentVehPerS: before.sentVehPerS * keep + sentVeh * (1 - keep) };
  });
  return { version: 1, lanes };
}

/**
 * Expected arrivals of one lane by second. What the feeders sent is scaled to what really arrives here (turns are not
 * seen), the rest of the usual flow is spread evenly; empty where no feeder is known: then the usual flow is all there is.
 */
export function platoonOf(junction: TacticalJunction, state: PlatoonState, laneIndex: number, arrivalVehPerS: number): readonly number[] {
  const feeders = junction.lanes[laneIndex]?.feeders ?? [];
  const lane = state.lanes[laneIndex] as PlatoonState['lanes'][number];
  if (feeders.length === 0) return [];
  const knownS = Math.round(Math.min(...feeders.map((f) => f.travelS)));
  const scale = lane.sentVehPerS > arrivalVehPerS ? arrivalVehPerS / lane.sentVehPerS : 1;
  const restVehPerS = Math.max(0, arrivalVehPerS - lane.sentVehPerS);
  return Array.from({ length: knownS }, (_, s) => restVehPerS + scale * (lane.comingVeh[s] ?? 0));
}
