import { dischargeVehPerS } from './discharge.js';
import { openShare, type ShownStage, type TacticalJunction, type TacticalLane } from './layout.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { NearSignal } from './near.js';
import type { TacticalParams } from './params.js';
import { boundedPriority, type Priority, type PriorityRequest } from './priority.js';
import { onwardOf, roomVeh, type Onward } from './short-lanes.js';

/** What comes to a junction from outside its loops, and the signals that are looked at together with it. */
export interface Surroundings {
  /** Expected arrivals by lane and second from now on, from the neighbours; missing = usual flow. */
  readonly platoons?: readonly (readonly number[])[];
  /** Buses and trams that ask for green now; they have to ask every second. */
  readonly requests?: readonly PriorityRequest[];
  readonly near?: readonly NearSignal[];
  /** Part of what leaves each feeder that comes here, by lane and feeder, where signals are near. */
  readonly shares?: NearSignal['shares'];
}

/** A signal in the picture: the one that decides, or one near it. */
export interface SceneSignal extends Pick<NearSignal, 'stage' | 'greenS' | 'clearingS' | 'target' | 'plan'> {
  /** Its lanes are those from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
  readonly stageCount: number;
  readonly minGreenS: number;
  /** Lanes that a stage serves at all, by stage. */
  readonly served: readonly (readonly number[])[];
  /** Vehicles per second: `[stage * laneCount + lane]`. */
  readonly rate: Float64Array;
  /** Seconds: `[from * stageCount + to]`. */
  readonly clearanceS: Float64Array;
}

/** Everything the look-ahead needs, as numbers by index; lives for one decision only. */
export interface Scene {
  readonly laneCount: number;
  readonly horizonS: number;
  /** The one that decides first, then those near it. */
  readonly signals: readonly SceneSignal[];
  /** Vehicles at the stop line now, by lane. */
  readonly queueVeh: Float64Array;
  readonly laneGreenS: Float64Array;
  /** Vehicles that arrive before second s: `[lane * (horizonS + 1) + s]`. */
  readonly cumulativeVeh: Float64Array;
  /** What a second of waiting counts, by lane: more where the queue stands in the way of others. */
  readonly weight: Float64Array;
  /** Short lanes ahead that take what leaves a lane, by lane. */
  readonly onward: readonly (readonly Onward[])[];
  /** Vehicles that a lane takes in; without bound but for short lanes between near signals. */
  readonly roomVeh: Float64Array;
  /** Buses and trams that ask for green. */
  readonly priority: readonly Priority[];
}

function fillArrivals(to: Float64Array, base: number, state: LaneState, platoon: readonly number[], seenS: number, horizonS: number, usualVehPerS: number): void {
  let sum = 0;
  for (let s = 0; s < horizonS; s++) {
    to[base + s] = sum;
    const coming = state.comingVeh[s] ?? 0;
    // Until the upstream loop's view ends its count is all; beyond it, what neighbours sent, or the usual flow.
    sum += s < seenS ? coming + state.unseenPart * state.arrivalVehPerS : coming + (platoon[s] ?? usualVehPerS);
  }
  to[base + horizonS] = sum;
}

/** Vehicles that stand on upstream loops and are bound elsewhere: this lane's queue may be what holds them. */
const obstruction = (lane: TacticalLane, state: LaneState, params: TacticalParams): number =>
  lane.upstream.reduce((sum, _, i) => sum + ((state.coveredS[i] as number) >= params.standingAfterS ? Math.max(0, 1 - (state.share[i] as number)) : 0), 0);

/** Seconds for which the upstream loops show everything that will arrive. */
const viewS = (lane: TacticalLane): number => (lane.upstream.length === 0 ? 0 : Math.round(Math.min(...lane.upstream.map((up) => up.travelS))));

function signalOf(signal: NearSignal, first: number, laneCount: number, params: TacticalParams): SceneSignal {
  const { junction, state, stage, greenS, clearingS, target, plan } = signal;
  const k = junction.stageIds.length;
  const [rate, clearanceS] = [new Float64Array(k * laneCount), new Float64Array(k * k)];
  junction.lanes.forEach((lane, i) => {
    const s = state.lanes[i] as LaneState;
    for (let p = 0; p < k; p++) {
      const blocked = p === stage && s.blockedS >= params.blockedAfterS;
      rate[p * laneCount + first + i] = blocked ? params.blockedVehPerS : dischargeVehPerS(lane, s, p, params);
    }
  });
  junction.clearanceS.forEach((row, a) => row.forEach((seconds, b) => (clearanceS[a * k + b] = seconds)));
  return {
    first, end: first + junction.lanes.length, stageCount: k, minGreenS: junction.minGreenS, stage, greenS, clearingS, target, plan, rate, clearanceS,
    served: junction.stageIds.map((_, p) => junction.lanes.flatMap((lane, i) => (openShare(lane, p) > 0 ? [first + i] : []))),
  };
}

/** Lanes of one signal. What comes into a short lane comes from the lanes before it in the picture, not as a usual flow. */
function fillLanes(scene: Scene, signal: NearSignal, first: number, params: TacticalParams): void {
  const h = scene.horizonS;
  signal.junction.lanes.forEach((lane, i) => {
    const s = signal.state.lanes[i] as LaneState;
    const at = first + i;
    const short = scene.onward.some((links) => links.some((link) => link.lane === at));
    scene.roomVeh[at] = short ? roomVeh(lane) : Infinity;
    scene.queueVeh[at] = s.queueVeh + s.hiddenVeh;
    scene.laneGreenS[at] = s.greenS;
    scene.weight[at] = 1 + params.obstructionWeight * obstruction(lane, s, params);
    fillArrivals(scene.cumulativeVeh, at * (h + 1), s, signal.expected[i] ?? [], viewS(lane), h, short ? 0 : s.arrivalVehPerS);
  });
}

export function sceneOf(junction: TacticalJunction, state: TacticalState, shown: ShownStage, params: TacticalParams, { platoons = [], requests = [], near = [], shares = [] }: Surroundings = {}): Scene {
  const { stage, greenS } = shown;
  const all: readonly NearSignal[] = [{ junction, state, stage, greenS, clearingS: 0, target: stage, plan: null, expected: platoons, shares }, ...near];
  const [n, h] = [all.reduce((sum, s) => sum + s.junction.lanes.length, 0), params.horizonS];
  const signals: SceneSignal[] = [];
  const scene: Scene = {
    laneCount: n, horizonS: h, signals, onward: onwardOf(near.length === 0 ? [] : all, params), queueVeh: new Float64Array(n), laneGreenS: new Float64Array(n),
    cumulativeVeh: new Float64Array(n * (h + 1)), weight: new Float64Array(n), roomVeh: new Float64Array(n), priority: boundedPriority(junction, requests, params),
  };
  for (const signal of all) {
    const first = signals.at(-1)?.end ?? 0;
    fillLanes(scene, signal, first, params);
    signals.push(signalOf(signal, first, n, params));
  }
  return scene;
}
