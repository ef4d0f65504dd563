import { dischargeVehPerS } from './discharge.js';
import { openShare, type ShownStage, type TacticalJunction, type TacticalLane } from './layout.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';
import { boundedPriority, type Priority, type PriorityRequest } from './priority.js';

/** Everything the look-ahead needs, as numbers by index; lives for one decision only. */
export interface Scene {
  readonly laneCount: number;
  readonly stageCount: number;
  readonly horizonS: number;
  readonly stage: number;
  readonly greenS: number;
  readonly minGreenS: number;
  /** Vehicles at the stop line now, by lane. */
  readonly queueVeh: Float64Array;
  readonly laneGreenS: Float64Array;
  /** Vehicles that arrive before second s: `[lane * (horizonS + 1) + s]`. */
  readonly cumulativeVeh: Float64Array;
  /** Lanes that a stage serves at all, by stage. */
  readonly served: readonly (readonly number[])[];
  /** Vehicles per second: `[stage * laneCount + lane]`. */
  readonly rate: Float64Array;
  /** What a second of waiting counts, by lane: more where the queue stands in the way of others. */
  readonly weight: Float64Array;
  /** Seconds: `[from * stageCount + to]`. */
  readonly clearanceS: Float64Array;
  /** Buses and trams that ask for green. */
  readonly priority: readonly Priority[];
}

function fillArrivals(to: Float64Array, base: number, state: LaneState, platoon: readonly number[], seenS: number, horizonS: number): void {
  let sum = 0;
  for (let s = 0; s < horizonS; s++) {
    to[base + s] = sum;
    const coming = state.comingVeh[s] ?? 0;
    // Until the upstream loop's view ends its count is all; beyond it, what neighbours sent, or the usual flow.
    sum += s < seenS ? coming + state.unseenPart * state.arrivalVehPerS : coming + (platoon[s] ?? state.arrivalVehPerS);
  }
  to[base + horizonS] = sum;
}

/** Vehicles that stand on upstream loops and are bound elsewhere: this lane's queue may be what holds them. */
const obstruction = (lane: TacticalLane, state: LaneState, params: TacticalParams): number =>
  lane.upstream.reduce((sum, _, i) => sum + ((state.coveredS[i] as number) >= params.standingAfterS ? Math.max(0, 1 - (state.share[i] as number)) : 0), 0);

/** Seconds for which the upstream loops show everything that will arrive. */
const viewS = (lane: TacticalLane): number => (lane.upstream.length === 0 ? 0 : Math.round(Math.min(...lane.upstream.map((up) => up.travelS))));

/** @param platoons expected arrivals by lane and second from now on, from the neighbours; missing = usual flow */
export function sceneOf(junction: TacticalJunction, state: TacticalState, shown: ShownStage, params: TacticalParams, platoons: readonly (readonly number[])[] = [], requests: readonly PriorityRequest[] = []): Scene {
  const [n, k, h] = [junction.lanes.length, junction.stageIds.length, params.horizonS];
  const served = junction.stageIds.map((_, p) => junction.lanes.flatMap((lane, i) => (openShare(lane, p) > 0 ? [i] : [])));
  const scene = {
    served, laneCount: n, stageCount: k, horizonS: h, stage: shown.stage, greenS: shown.greenS, minGreenS: junction.minGreenS,
    queueVeh: new Float64Array(n), laneGreenS: new Float64Array(n), cumulativeVeh: new Float64Array(n * (h + 1)),
    rate: new Float64Array(n * k), weight: new Float64Array(n), clearanceS: new Float64Array(k * k),
    priority: boundedPriority(junction, requests, params),
  };
  junction.lanes.forEach((lane, i) => {
    const s = state.lanes[i] as LaneState;
    scene.queueVeh[i] = s.queueVeh + s.hiddenVeh;
    scene.laneGreenS[i] = s.greenS;
    scene.weight[i] = 1 + params.obstructionWeight * obstruction(lane, s, params);
    fillArrivals(scene.cumulativeVeh, i * (h + 1), s, platoons[i] ?? [], viewS(lane), h);
    for (let p = 0; p < k; p++) {
      const blocked = p === shown.stage && s.blockedS >= params.blockedAfterS;
      scene.rate[p * n + i] = blocked ? params.blockedVehPerS : dischargeVehPerS(lane, s, p, params);
    }
  });
  junction.clearanceS.forEach((row, a) => row.forEach((seconds, b) => (scene.clearanceS[a * k + b] = seconds)));
  return scene;
}
