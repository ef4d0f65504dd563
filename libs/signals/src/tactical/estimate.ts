import { dischargeVehPerS, learnDischarge } from './discharge.js';
import { faultsOf, stepHealth, stopIsStuck, type LaneFaults } from './health.js';
import { learnShares } from './share.js';
import { openShare, type LoopSecond, type ShownStage, type TacticalLane } from './layout.js';
import type { LaneState } from './lane-state.js';
import type { TacticalParams } from './params.js';

export type LoopSeconds = Readonly<Record<string, LoopSecond>>;

const NOTHING: LoopSecond = { entered: 0, left: 0, occupancy: 0 };
/** Covered for more of the second than a moving car does. */
const COVERED = 0.5;
const STANDING = 0.95;
/** A shorter queue says little about the discharge. */
const QUEUE_WORTH_MEASURING_VEH = 2;
/** Seconds of green within which the first of a queue may be slow over the loop. */
const CREEPS_AFTER_S = 3;
/** On green and with a free upstream loop, what is thought to stand behind it is forgotten by so much a second. */
const HIDDEN_FADE_VEH = 0.25;
const HIDDEN_GONE_S = 8;

interface Seen {
  readonly leftVeh: number;
  readonly waiting: boolean;
  readonly enteredVeh: number;
  readonly coveredS: readonly number[];
  /** Vehicles that stand between an upstream loop and the stop line when the queue stands on all of the loops. */
  readonly standingVeh: number;
  readonly standing: boolean;
}

/** Seconds of the loops of a lane; a stop loop that is not believed counts what should leave. */
interface Believed {
  readonly stop: LoopSecond;
  readonly upstream: readonly LoopSecond[];
}

const secondsOf = (lane: TacticalLane, loops: LoopSeconds): Believed => ({
  stop: lane.stopLoop === null ? NOTHING : (loops[lane.stopLoop] ?? NOTHING), upstream: lane.upstream.map((up) => loops[up.loopId] ?? NOTHING),
});

function believe(stop: LoopSecond, upstream: readonly LoopSecond[], faults: LaneFaults, expectedVeh: number): Believed {
  return { stop: faults.stop ? { entered: 0, left: expectedVeh, occupancy: 0 } : stop, upstream: upstream.map((u, i) => (faults.upstream[i] === true ? NOTHING : u)) };
}

function see(lane: TacticalLane, state: LaneState, { stop, upstream }: Believed, loops: LoopSeconds, params: TacticalParams): Seen {
  const waiting = stop.occupancy > COVERED || lane.waitLoops.some((id) => (loops[id]?.occupancy ?? 0) > STANDING);
  let enteredVeh = 0;
  let standingVeh = 0;
  const coveredS = lane.upstream.map((up, i) => {
    const second = upstream[i] as LoopSecond;
    enteredVeh += second.entered * (state.share[i] as number);
    const covered = second.occupancy > STANDING ? (state.coveredS[i] as number) + 1 : 0;
    if (covered >= params.standingAfterS) standingVeh += up.storageVeh * (state.share[i] as number);
    return covered;
  });
  return { leftVeh: stop.left, waiting, enteredVeh, coveredS, standingVeh, standing: standingVeh > 0 };
}

/** Passages of this second, put where they will reach the stop line; then one second passes. */
function advanceComing(lane: TacticalLane, state: LaneState, { upstream }: Believed): { readonly dueVeh: number; readonly comingVeh: number[] } {
  const comingVeh = [...state.comingVeh];
  lane.upstream.forEach((up, i) => {
    const entered = (upstream[i] as LoopSecond).entered * (state.share[i] as number);
    if (entered === 0) return;
    const at = Math.round(up.travelS);
    while (comingVeh.length <= at) comingVeh.push(0);
    comingVeh[at] = (comingVeh[at] as number) + entered;
  });
  const dueVeh = comingVeh.shift() ?? 0;
  return { dueVeh, comingVeh };
}

/** Takes vehicles that left earlier than expected out of those that are still thought to come. */
function takeEarly(comingVeh: number[], surplusVeh: number): void {
  for (let i = 0; i < comingVeh.length && surplusVeh > 0; i++) {
    const taken = Math.min(comingVeh[i] as number, surplusVeh);
    comingVeh[i] = (comingVeh[i] as number) - taken;
    surplusVeh -= taken;
  }
}

/** A green that ends before the queue does, where no upstream loop shows what stands there: more than was thought. */
const CUT_OFF_VEH = 3;
const MOST_CUT_OFF_VEH = 30;
/** Shorter greens say nothing. */
const CUT_OFF_AFTER_S = 5;

function unseenNext(state: LaneState, open: boolean, gone: boolean): number {
  if (gone) return 0;
  const cutOff = !open && state.greenS >= CUT_OFF_AFTER_S && state.neverFree;
  return cutOff ? Math.min(MOST_CUT_OFF_VEH, state.hiddenVeh + CUT_OFF_VEH) : state.hiddenVeh;
}

/** Vehicles that queue up out of sight of the upstream loop arrive at the usual rate, and pass it when the queue moves. */
function hiddenNext(state: LaneState, seen: Seen, open: boolean): number {
  if (seen.standing) return state.hiddenVeh + state.arrivalVehPerS;
  const idle = open && seen.enteredVeh === 0 && seen.coveredS.every((s) => s === 0);
  return Math.max(0, state.hiddenVeh - seen.enteredVeh - (idle ? HIDDEN_FADE_VEH : 0));
}

/** What is thought to stand where no believed loop shows it. */
function behindLoops(state: LaneState, seen: Seen, { greenS, freeS }: Pick<LaneState, 'greenS' | 'freeS'>, faults: LaneFaults, open: boolean, gone: boolean): Pick<LaneState, 'hiddenVeh' | 'neverFree'> {
  const neverFree = (greenS === 1 || state.neverFree) && !gone;
  if (!faults.stop && faults.unseenPart === 1) return { hiddenVeh: unseenNext(state, open, gone), neverFree };
  return { hiddenVeh: gone && freeS > HIDDEN_GONE_S ? 0 : hiddenNext(state, seen, open), neverFree };
}

/** Queue of this second; takes early departures out of `comingVeh`. */
function queueNext(state: LaneState, seen: Seen, dueVeh: number, comingVeh: number[], gone: boolean): number {
  const there = state.queueVeh + dueVeh;
  takeEarly(comingVeh, seen.leftVeh - there);
  const counted = Math.max(there - seen.leftVeh, seen.standingVeh);
  // "Gone" means a free stop loop, and "waiting" may come from a loop further back.
  return Math.max(gone ? 0 : counted, seen.waiting ? 1 : 0);
}

function learnedNext(state: LaneState, { upstream }: Believed, seen: Seen, faults: LaneFaults, comingVeh: readonly number[], empty: boolean, params: TacticalParams): Pick<LaneState, 'share' | 'sinceEmpty' | 'arrivalVehPerS'> {
  const since = {
    enteredVeh: upstream.map((u, i) => (state.sinceEmpty.enteredVeh[i] as number) + u.entered),
    leftVeh: state.sinceEmpty.leftVeh + seen.leftVeh,
  };
  const keep = 1 - 1 / params.arrivalMemoryS;
  const broken = faults.unseenPart > 0;
  // What leaves is what came, where the upstream loops do not show it; without any loop the last figure stands.
  const arrivedVeh = !broken ? seen.enteredVeh : faults.stop ? state.arrivalVehPerS : seen.leftVeh;
  const arrivalVehPerS = state.arrivalVehPerS * keep + arrivedVeh * (1 - keep);
  if (!empty || broken) return { share: state.share, sinceEmpty: since, arrivalVehPerS };
  const coming = comingVeh.reduce((a, b) => a + b, 0);
  return { share: learnShares(state.share, since, coming, params), sinceEmpty: { enteredVeh: since.enteredVeh.map(() => 0), leftVeh: 0 }, arrivalVehPerS };
}

/** Seconds of unbroken green, of a free and of a blocked stop loop on green. Who is held up ahead is not blocked here. */
function greenTimes(state: LaneState, seen: Seen, open: boolean, held: boolean): Pick<LaneState, 'greenS' | 'freeS' | 'blockedS'> {
  if (!open) return { greenS: 0, freeS: 0, blockedS: 0 };
  const still = seen.leftVeh === 0;
  return { greenS: state.greenS + 1, freeS: still && !seen.waiting ? state.freeS + 1 : 0, blockedS: still && seen.waiting && !held ? state.blockedS + 1 : 0 };
}

/** How the last vehicle left: whoever stood on the loop when green began is slow anyway, so the first seconds do not count. */
function leaving(state: LaneState, stop: LoopSecond, greenS: number, params: TacticalParams): Pick<LaneState, 'coverS' | 'crept'> {
  const coverS = state.coverS + stop.occupancy;
  if (stop.left === 0) return { coverS: stop.occupancy > 0 ? coverS : 0, crept: state.crept && greenS > 0 };
  return { coverS: 0, crept: greenS > CREEPS_AFTER_S && coverS / stop.left >= params.creepS };
}

interface Measurable {
  readonly broken: boolean;
  readonly held: boolean;
  readonly stuckNow: boolean;
}

/** A queue that stood at the begin of green is measured until the stop loop stays free; not while the loop is broken or the way ahead is full. */
function dischargeNext(state: LaneState, seen: Seen, greenS: number, gone: boolean, stage: number, params: TacticalParams, { broken, held, stuckNow }: Measurable): Pick<LaneState, 'discharging' | 'discharge'> {
  // Until it was found out, a stuck loop measured a lane from which nobody leaves.
  if (stuckNow) return { discharging: false, discharge: state.discharge.map(() => ({ veh: 0, seconds: 0 })) };
  if (broken || held) return { discharging: !broken && greenS > 0 && state.discharging, discharge: state.discharge };
  const begins = greenS === 1 && state.queueVeh >= QUEUE_WORTH_MEASURING_VEH;
  const discharging = greenS > 0 && !gone && (begins || state.discharging);
  if (!discharging || greenS <= params.startLossS) return { discharging, discharge: state.discharge };
  return { discharging, discharge: state.discharge.map((d, k) => (k === stage ? learnDischarge(d, seen.leftVeh, params) : d)) };
}

/**
 * One second of a lane: vehicles in by upstream loops, out by the stop loop; both drift, so a stop loop that stays free on
 * green empties the queue, a covered one holds at least one vehicle, a covered upstream loop at least the storage before it.
 *
 * @param held somebody stands in a short lane ahead: what leaves says nothing about the discharge
 */
export function estimateLane(lane: TacticalLane, state: LaneState, loops: LoopSeconds, shown: ShownStage, params: TacticalParams, held = false): LaneState {
  const share = shown.nextStage === null ? openShare(lane, shown.stage) : 0;
  const open = share > 0;
  const { stop, upstream } = secondsOf(lane, loops);
  const health = stepHealth(lane, state, stop, upstream, open);
  const faults = faultsOf(lane, state, health, params);
  const expectedVeh = state.greenS >= params.startLossS ? Math.min(state.queueVeh, dischargeVehPerS(lane, state, shown.stage, params)) : 0;
  const believed = believe(stop, upstream, faults, expectedVeh);
  const seen = see(lane, state, believed, loops, params);
  const { dueVeh, comingVeh } = advanceComing(lane, state, believed);
  const times = greenTimes(state, seen, open, held);
  const gone = lane.stopLoop !== null && !faults.stop && times.freeS >= params.emptyAfterS;
  const unseenVeh = faults.unseenPart * state.arrivalVehPerS + (faults.doubted ? params.doubtedVehPerS : 0);
  const queueVeh = queueNext(state, seen, dueVeh + unseenVeh, comingVeh, gone);
  return {
    queueVeh, comingVeh, ...times, ...leaving(state, believed.stop, times.greenS, params), coveredS: seen.coveredS, health, unseenPart: faults.unseenPart,
    ...dischargeNext(state, seen, times.greenS, gone, shown.stage, params, { broken: faults.stop, held, stuckNow: stopIsStuck(health, params) && !stopIsStuck(state.health, params) }),
    ...behindLoops(state, seen, times, faults, open, gone),
    waitS: (queueVeh < 0.5 && !faults.doubted) || share === 1 ? 0 : state.waitS + 1,
    ...learnedNext(state, believed, seen, faults, comingVeh, gone && times.freeS === params.emptyAfterS, params),
  };
}
