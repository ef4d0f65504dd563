import type { LaneState } from './lane-state.js';
import type { TacticalParams } from './params.js';

/** More than one vehicle per passage: the loop misses some. */
const MOST = 1.3;

/**
 * Between two moments at which a lane is empty, what left it is what entered: the shares of the upstream loops are moved
 * towards that balance (normalised least mean squares, Widrow and Hoff).
 *
 * @param comingVeh vehicles that have passed an upstream loop and are not at the stop line yet
 */
export function learnShares(share: readonly number[], since: LaneState['sinceEmpty'], comingVeh: number, params: TacticalParams): readonly number[] {
  const power = since.enteredVeh.reduce((sum, veh) => sum + veh * veh, 0);
  const expected = since.enteredVeh.reduce((sum, veh, i) => sum + veh * (share[i] as number), -comingVeh);
  const error = since.leftVeh - expected;
  return share.map((s, i) => Math.min(MOST, Math.max(0, s + (params.shareStep * error * (since.enteredVeh[i] as number)) / (1 + power))));
}
