import type { LaneHealth } from './lane-health.js';
import type { LoopSecond, TacticalLane } from './layout.js';
import type { LaneState } from './lane-state.js';
import type { TacticalParams } from './params.js';

/** Loops not to be believed now. */
export interface LaneFaults {
  readonly stop: boolean;
  /** Others speak against the stop loop: somebody may stand there unseen, and is served as if he did. */
  readonly doubted: boolean;
  readonly upstream: readonly boolean[];
  /** Part of the lane's arrivals that the upstream loops fail to show, 0..1. */
  readonly unseenPart: number;
}

/** One second: each loop is measured by the others, whether it is dead or stuck makes no difference. */
export function stepHealth(lane: TacticalLane, state: LaneState, stop: LoopSecond, upstream: readonly LoopSecond[], open: boolean): LaneHealth {
  const { health } = state;
  const enteredVeh = upstream.reduce((sum, u, i) => sum + u.entered * (state.share[i] as number), 0);
  const counted = stop.left > 0;
  return {
    stopMissVeh: counted ? 0 : health.stopMissVeh + enteredVeh,
    stopGreenS: counted ? 0 : health.stopGreenS + (open ? 1 : 0),
    stopCoveredS: counted ? 0 : health.stopCoveredS + (open && stop.occupancy > 0 ? 1 : 0),
    upMissVeh: lane.upstream.map((_, i) => ((upstream[i] as LoopSecond).entered > 0 ? 0 : (health.upMissVeh[i] as number) + stop.left * (state.share[i] as number))),
    upStillS: upstream.map((u, i) => (u.entered > 0 || u.occupancy < 1 ? 0 : (health.upStillS[i] as number) + (open ? 1 : 0))),
    silentS: counted || enteredVeh > 0 ? 0 : health.silentS + 1,
  };
}

const trusted = (lane: TacticalLane): LaneFaults => ({ stop: false, doubted: false, upstream: lane.upstream.map(() => false), unseenPart: 0 });

/** Vehicles come and green passes, and all that time the stop loop is covered: what it "measured" meanwhile was itself. */
export const stopIsStuck = ({ stopMissVeh, stopCoveredS }: LaneHealth, params: TacticalParams): boolean =>
  params.judgeLoops && stopMissVeh >= params.faultAfterVeh && stopCoveredS >= params.stuckAfterGreenS;

/** Verdict on the loops of a lane. A lane of which nothing is heard for long is blind, not empty. */
export function faultsOf(lane: TacticalLane, state: LaneState, health: LaneHealth, params: TacticalParams): LaneFaults {
  if (!params.judgeLoops) return trusted(lane);
  const blind = health.silentS >= params.silentAfterS;
  const missed = health.stopMissVeh >= params.faultAfterVeh && health.stopGreenS - health.stopCoveredS >= params.faultAfterGreenS;
  const doubted = missed || stopIsStuck(health, params);
  // A queue that stands on the loop would have moved in so much green; where the stop loop is believed, what leaves tells.
  const upstream = health.upMissVeh.map((veh, i) => blind || veh >= params.faultAfterVeh || (doubted && (health.upStillS[i] as number) >= params.stuckAfterGreenS));
  const sum = state.share.reduce((a, b) => a + b, 0);
  const lost = state.share.reduce((a, b, i) => a + (upstream[i] === true ? b : 0), 0);
  return { stop: lane.stopLoop === null || blind || doubted, doubted, upstream, unseenPart: sum > 0 ? lost / sum : 1 };
}
