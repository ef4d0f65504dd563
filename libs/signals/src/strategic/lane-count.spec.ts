import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTacticalState, type LaneState } from '../tactical/lane-state.js';
import { DEFAULT_TACTICAL_PARAMS as P } from '../tactical/params.js';
import { aTacticalJunction, aTacticalLane, passage } from '../testing/tactical.js';
import { countCycle, countedVehPerH, countSecond, createLaneCount, DEFAULT_COUNT_PARAMS as C, type LaneCount } from './lane-count.js';

const lane = aTacticalLane('n', ['protected', 'red']);
const laneState = (over: Partial<LaneState> = {}): LaneState => ({ ...(createTacticalState(aTacticalJunction(), P).lanes[0] as LaneState), ...over });
const cycles = (count: LaneCount, over: Partial<LaneCount>, n: number, queueVeh = 0): LaneCount =>
  Array.from({ length: n }).reduce<LaneCount>((c) => countCycle({ ...c, ...over }, laneState({ queueVeh }), 60, C), count);

describe('demand counted at the stop line', () => {
  it('counts who leaves, and greens by whether the queue was gone', () => {
    const start = createLaneCount();
    expect(countSecond(lane, start, laneState(), laneState(), { 'stop-n': passage }, P).leftVeh).toBe(1);
    expect(countSecond(lane, start, laneState(), laneState(), {}, P)).toEqual(start);
    const end = (neverFree: boolean): LaneCount => countSecond(lane, start, laneState({ greenS: 9, neverFree }), laneState({ greenS: 0 }), {}, P);
    expect(end(true)).toMatchObject({ greens: 1, cutOff: 1 });
    expect(end(false)).toMatchObject({ greens: 1, cutOff: 0 });
  });

  it('takes what arrives where no stop loop tells', () => {
    const now = laneState({ arrivalVehPerS: 0.2 });
    expect(countSecond({ ...lane, stopLoop: null }, createLaneCount(), now, now, {}, P).leftVeh).toBe(0.2);
    const blind = laneState({ arrivalVehPerS: 0.2, health: { ...now.health, silentS: P.silentAfterS } });
    expect(countSecond(lane, createLaneCount(), blind, blind, { 'stop-n': passage }, P).leftVeh).toBe(0.2);
  });

  it('is departures and the growth of the queue', () => {
    expect(countedVehPerH(createLaneCount())).toBe(0);
    expect(countedVehPerH(cycles(createLaneCount(), { leftVeh: 5, greens: 1 }, 3))).toBeCloseTo(300, 9);
    expect(countedVehPerH(countCycle({ ...createLaneCount(), leftVeh: 5, greens: 1, queueVeh: 2 }, laneState({ queueVeh: 4, hiddenVeh: 3 }), 60, C))).toBeCloseTo(600, 9);
    expect(countedVehPerH(countCycle({ ...createLaneCount(), leftVeh: 1, greens: 1, queueVeh: 9 }, laneState(), 60, C))).toBe(0);
  });

  it('thinks of more the longer every green is used up to its end, up to a bound, and forgets it with the first that is not', () => {
    const full = { leftVeh: 10, greens: 1, cutOff: 1 };
    const one = cycles(createLaneCount(), full, 1);
    const many = cycles(createLaneCount(), full, 40);
    expect(countedVehPerH(one)).toBeCloseTo(600 * 1.1, 6);
    expect(countedVehPerH(many)).toBeGreaterThan(600 * 1.4);
    expect(many.fullCycles).toBe(C.mostFullCycles);
    expect(cycles(many, { leftVeh: 10, greens: 2, cutOff: 1 }, 1).fullCycles).toBe(0);
    expect(cycles(many, { leftVeh: 10, greens: 0, cutOff: 0 }, 1).fullCycles).toBe(C.mostFullCycles);
    expect(cycles(many, { leftVeh: 10, greens: 0, cutOff: 0 }, 1).short.veh).toBeCloseTo(many.short.veh * Math.exp(-60 / C.shortS) + 10, 9);
  });

  it('thinks of more where the lane is short, because the others stand at the signal behind', () => {
    const full = { ...createLaneCount(), leftVeh: 2, greens: 1, cutOff: 1 };
    const [usual, short] = [false, true].map((isShort) => countedVehPerH(countCycle(full, laneState(), 60, C, isShort)));
    expect(usual).toBeCloseTo(120 * (1 + C.latentPart), 6);
    expect(short).toBeCloseTo(120 * (1 + C.shortLatentPart), 6);
    expect(countedVehPerH(countCycle({ ...full, cutOff: 0 }, laneState(), 60, C, true))).toBeCloseTo(120, 6);
  });

  it('follows a rise at once, a lull slowly', () => {
    const level = cycles(createLaneCount(), { leftVeh: 5, greens: 1 }, 60);
    expect(countedVehPerH(cycles(level, { leftVeh: 10, greens: 1 }, 5))).toBeGreaterThan(450);
    expect(countedVehPerH(cycles(level, { leftVeh: 0, greens: 1 }, 5))).toBeGreaterThan(220);
  });

  it('lies between the fewest and the most that came in a cycle', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 20, max: 120 }), (veh, cycleS) => {
      const count = veh.reduce((c, leftVeh) => countCycle({ ...c, leftVeh, greens: 1 }, laneState(), cycleS, C), createLaneCount());
      expect(countedVehPerH(count)).toBeGreaterThanOrEqual((3600 * Math.min(...veh)) / cycleS - 1e-6);
      expect(countedVehPerH(count)).toBeLessThanOrEqual((3600 * Math.max(...veh)) / cycleS + 1e-6);
    }));
  });
});
