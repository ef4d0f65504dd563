import type { Feeder, ShownStage, TacticalJunction, TacticalLane } from './layout.js';
import type { TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';
import { learnShares } from './share.js';

/** What a signal is going to do: hold its stage for so many seconds, then show this one. */
export interface Plan {
  readonly holdS: number;
  readonly next: number;
}

/** Passages towards a short lane since its shares were last measured. Plain JSON. */
interface NearLane {
  /** Part of what leaves each feeder that comes here, in the order of the lane's feeders. */
  readonly shares: readonly number[];
  readonly sentVeh: readonly number[];
  readonly enteredVeh: number;
  readonly seconds: number;
}

/** Plain JSON, one per junction: what the signals near it have to know of it, and what it has learned of the short lanes between. */
export interface NearState {
  readonly shown: ShownStage;
  /** Seconds that it has cleared, 0 = it does not clear. */
  readonly clearedS: number;
  readonly wanted: number;
  readonly plan: Plan | null;
  readonly lanes: readonly NearLane[];
}

/** A signal with room for few vehicles between it and this one: what it lets through stands here at once, or holds it up. */
export interface NearSignal {
  readonly junction: TacticalJunction;
  readonly state: TacticalState;
  readonly stage: number;
  readonly greenS: number;
  /** Seconds until `target` begins; 0 = it does not clear. */
  readonly clearingS: number;
  readonly target: number;
  readonly plan: Plan | null;
  /** Expected arrivals by lane and second, see `platoonOf`. */
  readonly expected: readonly (readonly number[])[];
  /** By lane and feeder, 0..1. */
  readonly shares: readonly (readonly number[])[];
}

/** Passages are balanced over so long, and not while somebody is on the way. */
const BLOCK_S = 30;
/** Fewer of a lane's vehicles than this are bound for a short lane: when that is full, the others find a way. */
export const LEAST_SHARE = 0.2;

/** Everybody who leaves there stands here a moment later. */
export const isNear = (feeder: Feeder, params: TacticalParams): boolean => feeder.travelS <= params.nearS;

/** Junctions that are looked at together with this one: they send into its short lanes, or it sends into theirs. */
export function nearOf(junction: TacticalJunction, others: readonly TacticalJunction[], params: TacticalParams): TacticalJunction[] {
  const sends = (from: TacticalJunction, to: TacticalJunction): boolean => to.lanes.some((lane) => lane.feeders.some((f) => f.junctionId === from.id && isNear(f, params)));
  return others.filter((other) => other.id !== junction.id && (sends(other, junction) || sends(junction, other)));
}

export const createNearState = (junction: TacticalJunction): NearState => ({
  shown: { stage: 0, greenS: 0, nextStage: null }, clearedS: 0, wanted: 0, plan: null,
  lanes: junction.lanes.map(({ feeders }) => ({ shares: feeders.map((f) => f.share), sentVeh: feeders.map(() => 0), enteredVeh: 0, seconds: 0 })),
});

/** What leaves the feeders is what comes, from one quiet moment to the next. */
export function learnNear(before: NearLane, sentVeh: readonly number[], enteredVeh: number, params: TacticalParams): NearLane {
  const sum = before.sentVeh.map((veh, i) => veh + (sentVeh[i] as number));
  const entered = before.enteredVeh + enteredVeh;
  if (before.seconds < BLOCK_S || sentVeh.some((veh) => veh > 0)) return { shares: before.shares, sentVeh: sum, enteredVeh: entered, seconds: before.seconds + 1 };
  const shares = learnShares(before.shares, { enteredVeh: sum, leftVeh: entered }, 0, params).map((s) => Math.min(1, s));
  return { shares, sentVeh: sum.map(() => 0), enteredVeh: 0, seconds: 0 };
}

/** What a junction shows a second later if its controller does what it was asked for. */
function secondLater(junction: TacticalJunction, { shown, clearedS, wanted }: NearState): Pick<NearSignal, 'stage' | 'greenS' | 'clearingS' | 'target'> {
  const target = shown.nextStage ?? wanted;
  if (target === shown.stage) return { stage: target, greenS: shown.greenS + 1, clearingS: 0, target };
  const clearingS = (junction.clearanceS[shown.stage]?.[target] as number) - clearedS - 1;
  return clearingS > 0 ? { stage: shown.stage, greenS: shown.greenS, clearingS, target } : { stage: target, greenS: 0, clearingS: 0, target };
}

/** A junction as those near it see it in the second after `near`. */
export function nearSignal(junction: TacticalJunction, state: TacticalState, near: NearState, expected: NearSignal['expected']): NearSignal {
  const now = secondLater(junction, near);
  const plan = near.plan === null || now.stage !== near.shown.stage || now.clearingS > 0 ? null : { holdS: near.plan.holdS - 1, next: near.plan.next };
  return { junction, state, ...now, plan, expected, shares: near.lanes.map((l) => l.shares) };
}

/** Part of what leaves a lane of another junction that is bound for this short lane; `null` = it is not near. */
export function nearShare(lane: TacticalLane, shares: readonly number[], junctionId: string, laneId: string, params: TacticalParams): number | null {
  const k = lane.feeders.findIndex((f) => f.junctionId === junctionId && f.laneId === laneId && isNear(f, params));
  return k < 0 ? null : (shares[k] as number);
}
