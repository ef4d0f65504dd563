import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aLoopSecond, aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { dischargeVehPerS, guessedVehPerS } from './discharge.js';
import { estimateLane, type LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalLane } from './layout.js';
import { createTacticalState, type LaneState } from './lane-state.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { learnShares } from './share.js';

const lane = aTacticalLane('n', ['protected', 'red']);
const green: ShownStage = { stage: 0, greenS: 10, nextStage: null };
const red: ShownStage = { stage: 1, greenS: 10, nextStage: null };
const fresh = (over: Partial<LaneState> = {}, l: TacticalLane = lane): LaneState => ({ ...(createTacticalState(aTacticalJunction({ lanes: [l] }), P).lanes[0] as LaneState), ...over });
const run = (state: LaneState, seconds: readonly LoopSeconds[], shown: ShownStage, l: TacticalLane = lane): LaneState => seconds.reduce((s, loops) => estimateLane(l, s, loops, shown, P), state);
const times = (n: number, loops: LoopSeconds): LoopSeconds[] => Array.from({ length: n }, () => loops);

describe('queue of a lane', () => {
  it('counts a vehicle that passed the upstream loop when it is due at the stop line', () => {
    const after = run(fresh(), [{ 'up-n': passage }], red);
    expect([after.queueVeh, after.comingVeh]).toEqual([0, [0, 0, 0, 1]]);
    expect(run(after, times(3, {}), red).queueVeh).toBe(0);
    expect(run(after, times(4, {}), red).queueVeh).toBe(1);
  });

  it('takes out who leaves, also when earlier than expected', () => {
    expect(run(fresh({ queueVeh: 3 }), [{ 'stop-n': passage }], green).queueVeh).toBe(2);
    const early = run(fresh({ queueVeh: 0.5, comingVeh: [0, 0.25, 1] }), [{ 'stop-n': passage }], green);
    expect([early.queueVeh, early.comingVeh]).toEqual([0, [0, 0.75]]);
  });

  it('holds at least one vehicle under a covered stop loop, or under a wait loop of a very short lane', () => {
    expect(run(fresh(), [{ 'stop-n': covered }], red).queueVeh).toBe(1);
    const short = aTacticalLane('n', ['protected', 'red'], { stopLoop: null, waitLoops: ['w', 'v'] });
    expect(run(fresh({}, short), [{ v: covered }], red, short).queueVeh).toBe(1);
    expect(run(fresh({}, short), [{ w: aLoopSecond({ occupancy: 0.6 }) }], red, short).queueVeh).toBe(0);
  });

  it('forgets the queue when the stop loop stays free on green, and never on red', () => {
    expect(run(fresh({ queueVeh: 4, hiddenVeh: 2 }), times(P.emptyAfterS - 1, {}), green).queueVeh).toBe(4);
    const gone = run(fresh({ queueVeh: 4, hiddenVeh: 9 }), times(P.emptyAfterS, {}), green);
    expect([gone.queueVeh, gone.hiddenVeh]).toEqual([0, 9 - 0.25 * P.emptyAfterS]);
    expect(run(fresh({ queueVeh: 4, hiddenVeh: 9 }), times(9, {}), green).hiddenVeh).toBe(0);
    expect(run(fresh({ queueVeh: 4 }), times(20, {}), red).queueVeh).toBe(4);
    expect(run(fresh({ queueVeh: 4 }), times(20, {}), { stage: 0, greenS: 0, nextStage: 1 }).queueVeh).toBe(4);
  });

  it('fills the storage and goes on behind it while the queue stands on the upstream loop', () => {
    const standing = run(fresh({ arrivalVehPerS: 0.2 }), times(4, { 'up-n': covered }), red);
    expect(standing.queueVeh).toBe(7);
    expect(standing.hiddenVeh).toBeCloseTo(0.4, 2);
    // It passes the loop when the queue moves.
    expect(run({ ...standing, hiddenVeh: 2 }, [{ 'up-n': passage }], green).hiddenVeh).toBe(1);
    expect(run({ ...standing, hiddenVeh: 2 }, [{}], red).hiddenVeh).toBe(2);
  });

  it('knows how long somebody has waited without all of the greens, and who is blocked', () => {
    expect(run(fresh({ queueVeh: 1 }), times(5, {}), red).waitS).toBe(5);
    expect(run(fresh({ queueVeh: 1, waitS: 7 }), [{ 'stop-n': covered }], green).waitS).toBe(0);
    const mixed = aTacticalLane('n', [], { streams: [{ green: ['protected', 'red'] }, { green: ['red', 'protected'] }] });
    const stuck = run(fresh({ queueVeh: 1 }, mixed), times(6, { 'stop-n': covered }), green, mixed);
    expect([stuck.waitS, stuck.blockedS]).toEqual([6, 6]);
  });

  it('is never negative and always finite, whatever the loops say', () => {
    const second = fc.record({ entered: fc.nat(3), left: fc.nat(3), occupancy: fc.double({ min: 0, max: 1, noNaN: true }) });
    const seconds = fc.array(fc.record({ 'up-n': second, 'stop-n': second }, { requiredKeys: [] }), { maxLength: 60 });
    fc.assert(fc.property(seconds, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (loops, open) => {
      let state = fresh();
      loops.forEach((l, i) => (state = estimateLane(lane, state, l, open[i] === true ? green : red, P)));
      const all = [state.queueVeh, state.hiddenVeh, state.arrivalVehPerS, ...state.comingVeh, ...state.share];
      expect(all.every((x) => Number.isFinite(x) && x >= 0)).toBe(true);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }));
  });
});

describe('learning', () => {
  it('guesses discharge by the share of streams and their priority, 0 on red', () => {
    const mixed = aTacticalLane('n', [], { streams: [{ green: ['protected', 'red'] }, { green: ['permitted', 'red'] }] });
    expect([guessedVehPerS(mixed, 0, P), guessedVehPerS(mixed, 1, P)]).toEqual([0.375, 0]);
    expect(dischargeVehPerS(mixed, fresh({}, mixed), 1, P)).toBe(0);
  });

  it('approaches the discharge of long queues, without the start loss', () => {
    let state = fresh();
    for (let cycle = 0; cycle < 60; cycle++) {
      state = run({ ...state, queueVeh: 12 }, times(10, {}), red);
      // One vehicle in four seconds, the loop covered between them.
      for (let s = 0; s < 40; s++) state = estimateLane(lane, state, { 'stop-n': s % 4 === 3 ? passage : covered }, green, P);
    }
    expect(dischargeVehPerS(lane, state, 0, P)).toBeCloseTo(0.25, 1);
    expect(state.discharge[1]).toEqual({ veh: 0, seconds: 0 });
  });

  it('does not measure where no queue stood', () => {
    const state = run(run(fresh({ queueVeh: 1 }), [{}], red), times(10, { 'stop-n': passage }), green);
    expect(state.discharge[0]).toEqual({ veh: 0, seconds: 0 });
  });

  it('finds the share of a loop that others pass as well, from empty to empty', () => {
    const two = aTacticalLane('n', ['protected', 'red'], { upstream: [{ loopId: 'a', share: 0.5, travelS: 1, storageVeh: 7 }, { loopId: 'b', share: 0.5, travelS: 1, storageVeh: 7 }] });
    let state = fresh({}, two);
    for (let cycle = 0; cycle < 400; cycle++) {
      const [a, b] = [cycle % 3, (cycle * 7) % 5];
      for (let i = 0; i < a; i++) state = estimateLane(two, state, { a: passage, 'stop-n': passage }, green, P);
      for (let i = 0; i < b; i++) state = estimateLane(two, state, { b: passage }, green, P);
      state = run(state, times(6, {}), green, two);
    }
    expect(state.share[0]).toBeGreaterThan(0.9);
    expect(state.share[1]).toBeLessThan(0.1);
  });

  it('keeps shares between 0 and a little above 1', () => {
    expect(learnShares([1.2, 0.1], { enteredVeh: [3, 0], leftVeh: 90 }, 0, P)).toEqual([1.3, 0.1]);
    expect(learnShares([0.01], { enteredVeh: [20], leftVeh: 0 }, 0, P)[0]).toBeGreaterThanOrEqual(0);
  });
});
