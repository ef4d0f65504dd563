import { describe, expect, it } from 'vitest';
import { aLoopSecond, aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { estimateLane, type LoopSeconds } from './estimate.js';
import { faultsOf } from './health.js';
import type { ShownStage, TacticalLane } from './layout.js';
import { createTacticalState, type LaneState } from './lane-state.js';
import { DEFAULT_TACTICAL_PARAMS } from './params.js';

const P = DEFAULT_TACTICAL_PARAMS;
const lane = aTacticalLane('n', ['protected', 'red']);
const green: ShownStage = { stage: 0, greenS: 10, nextStage: null };
const red: ShownStage = { stage: 1, greenS: 10, nextStage: null };
const fresh = (l: TacticalLane = lane): LaneState => createTacticalState(aTacticalJunction({ lanes: [l] }), P).lanes[0] as LaneState;
const run = (from: LaneState, seconds: number, loops: (s: number) => LoopSeconds, shown: ShownStage = green, l: TacticalLane = lane): LaneState => {
  let state = from;
  for (let s = 0; s < seconds; s++) state = estimateLane(l, state, loops(s), shown, P);
  return state;
};
const verdict = (state: LaneState, l: TacticalLane = lane) => faultsOf(l, state, state.health, P);
const every = (n: number, loops: LoopSeconds) => (s: number): LoopSeconds => (s % n === 0 ? loops : {});

describe('loops measured by each other', () => {
  it('believes loops that agree', () => {
    const state = run(fresh(), 200, every(5, { 'up-n': passage, 'stop-n': passage }));
    expect(verdict(state)).toEqual({ stop: false, doubted: false, upstream: [false], unseenPart: 0 });
  });

  it('believes everything when told not to judge', () => {
    const trusting = { ...P, judgeLoops: false };
    let state = fresh();
    for (let s = 0; s < 400; s++) state = estimateLane(lane, state, every(5, { 'up-n': passage })(s), green, trusting);
    expect(faultsOf(lane, state, state.health, trusting)).toEqual({ stop: false, doubted: false, upstream: [false], unseenPart: 0 });
  });

  it('finds a dead stop loop, serves what should be there, and believes it again at its first vehicle', () => {
    const dead = run(fresh(), 400, every(5, { 'up-n': passage }));
    expect(verdict(dead).stop).toBe(true);
    expect(dead.queueVeh).toBeLessThan(2);
    expect(dead.discharge[0]).toEqual({ veh: 0, seconds: 0 });
    expect(verdict(estimateLane(lane, dead, { 'stop-n': passage }, green, P)).stop).toBe(false);
  });

  it('does not take a queue on red for a dead stop loop', () => {
    expect(verdict(run(fresh(), 120, every(5, { 'up-n': passage }), red)).stop).toBe(false);
  });

  it('gives a stuck stop loop more time: a blocked lane looks the same', () => {
    const standing = (s: number): LoopSeconds => ({ 'stop-n': covered, ...(s % 5 === 0 ? { 'up-n': passage } : {}) });
    expect(verdict(run(fresh(), 50, standing)).stop).toBe(false);
    expect(verdict(run(fresh(), 100, standing)).stop).toBe(true);
  });

  it('forgets what a stuck stop loop measured, and measures again once it counts', () => {
    const standing = (s: number): LoopSeconds => ({ 'stop-n': covered, ...(s % 5 === 0 ? { 'up-n': passage } : {}) });
    const measured = run({ ...fresh(), greenS: 10, queueVeh: 5, discharging: true }, 60, () => ({ 'stop-n': { ...covered, left: 1 }, 'up-n': passage }));
    const rateVehPerS = (s: LaneState): number => (s.discharge[0]?.veh ?? 0) / (s.discharge[0]?.seconds ?? 1);
    const queued = { ...measured, queueVeh: 5, discharging: true };
    const suspect = run(queued, 59, standing);
    expect(rateVehPerS(suspect)).toBeLessThan(rateVehPerS(measured) / 1.5);
    expect(verdict(suspect).stop).toBe(false);
    const stuck = run(suspect, 2, standing);
    expect(verdict(stuck)).toMatchObject({ stop: true, doubted: true });
    expect(stuck.discharge).toEqual([{ veh: 0, seconds: 0 }, { veh: 0, seconds: 0 }]);
    const again = run({ ...run(stuck, 1, () => ({ 'stop-n': passage }), red), queueVeh: 5 }, 10, () => ({ 'stop-n': { ...covered, left: 1 } }));
    expect(again.discharge[0]?.veh).toBeGreaterThan(2);
  });

  it('does not take a stuck upstream loop for a queue where the stop loop is dead: a queue moves on green', () => {
    const two = aTacticalLane('n', ['protected', 'red'], { upstream: [{ loopId: 'up-n', share: 1, travelS: 4, storageVeh: 7 }, { loopId: 'up-2', share: 1, travelS: 4, storageVeh: 7 }] });
    const stuck = aLoopSecond({ occupancy: 1 });
    const one = (s: number): LoopSeconds => ({ 'up-2': stuck, ...(s % 5 === 0 ? { 'up-n': passage } : {}) });
    const standing = run(fresh(two), P.stuckAfterGreenS - 1, one, green, two);
    expect(verdict(standing, two)).toMatchObject({ doubted: true, upstream: [false, false] });
    expect(standing.queueVeh).toBeGreaterThanOrEqual(7);
    expect(verdict(run(standing, 300, one, red, two), two).upstream).toEqual([false, false]);
    const found = run(standing, 1, one, green, two);
    expect(verdict(found, two).upstream).toEqual([false, true]);
    expect(run(found, 60, one, green, two).queueVeh).toBeLessThan(3);
    expect(verdict(run(found, 1, () => ({ 'up-2': { ...stuck, entered: 1 } }), green, two), two).upstream).toEqual([false, false]);
  });

  it('thinks that somebody waits where it doubts the stop loop, though the count says nobody', () => {
    const dead = run(fresh(), 400, every(5, { 'up-n': passage }));
    const later = run({ ...dead, queueVeh: 0, comingVeh: [] }, 100, () => ({}), red);
    expect(later.queueVeh).toBeCloseTo(100 * P.doubtedVehPerS);
    expect(later.waitS).toBe(100);
    expect(run(later, 1, () => ({})).waitS).toBe(0);
  });

  it.each([['dead', {}], ['stuck', { 'up-n': aLoopSecond({ occupancy: 1 }) }]])('finds a %s upstream loop and takes arrivals from departures', (_, up: LoopSeconds) => {
    const state = run(fresh(), 900, (s) => ({ ...up, ...(s % 10 === 0 ? { 'stop-n': passage } : {}) }));
    expect(verdict(state)).toEqual({ stop: false, doubted: false, upstream: [true], unseenPart: 1 });
    expect(state.arrivalVehPerS).toBeCloseTo(0.1, 1);
    expect(run(state, 30, () => up, red).queueVeh).toBeGreaterThan(2);
  });

  it('thinks more stands there than it knew when green ends before the queue, where no upstream loop shows it', () => {
    const dead = run(fresh(), 300, every(5, { 'stop-n': passage }));
    expect(verdict(dead)).toMatchObject({ stop: false, upstream: [true] });
    const moving = (s: number): LoopSeconds => ({ 'stop-n': s % 2 === 0 ? passage : covered });
    const cutOff = (from: LaneState, greenS = 20) => run(run(from, greenS, moving), 10, () => ({ 'stop-n': covered }), red);
    const once = cutOff(run(dead, 10, () => ({ 'stop-n': covered }), red));
    expect(once.hiddenVeh).toBe(3);
    expect(cutOff(once).hiddenVeh).toBe(6);
    expect(cutOff(once, 4).hiddenVeh).toBe(3);
    let long = once;
    for (let i = 0; i < 20; i++) long = cutOff(long);
    expect(long.hiddenVeh).toBe(30);
    expect(run(long, 10, () => ({})).hiddenVeh).toBe(0);
    expect(cutOff(run(run(once, 4, () => ({})), 5, () => ({ 'stop-n': covered }))).hiddenVeh).toBe(0);
  });

  it('is blind, not empty, when nothing is heard for long: the usual flow is served', () => {
    const usual = run(fresh(), 600, every(10, { 'up-n': passage, 'stop-n': passage }));
    const state = run(usual, P.silentAfterS + 30, () => ({}), red);
    expect(verdict(state)).toEqual({ stop: true, doubted: false, upstream: [true], unseenPart: 1 });
    expect(state.queueVeh).toBeGreaterThan(0.5);
  });

  it('does not serve a lane for long of which nothing was ever heard', () => {
    const state = run(fresh(), P.silentAfterS + 60, () => ({}), red);
    expect(verdict(state).stop).toBe(true);
    expect(state.queueVeh).toBeLessThan(0.5);
    expect(state.queueVeh).toBeGreaterThan(0);
  });

  it('knows a lane without loops to be blind', () => {
    const bare = aTacticalLane('n', ['protected', 'red'], { stopLoop: null, upstream: [] });
    const state = run(fresh(bare), 30, () => ({}), red, bare);
    expect(verdict(state, bare)).toEqual({ stop: true, doubted: false, upstream: [], unseenPart: 1 });
    expect(state.queueVeh).toBeCloseTo(30 * P.noLoopArrivalVehPerS, 1);
  });
});
