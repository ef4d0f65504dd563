import { describe, expect, it } from 'vitest';
import { aLoopSecond, aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { chooseStage } from './choose.js';
import { loadOf, stagesAfter } from './clear-turners.js';
import { estimateLane } from './estimate.js';
import type { ShownStage, TacticalJunction, TacticalLane } from './layout.js';
import { createTacticalState, type LaneState, type TacticalState } from './lane-state.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';

/** Through and left turn in one lane: the turn gives way in the first stage of its street and has the second for itself. */
const shared = (id: string, stages: readonly [number, number]): TacticalLane => {
  const at = (first: 'protected' | 'permitted', second: 'protected' | 'red'): ('protected' | 'permitted' | 'red')[] => [0, 1, 2, 3].map((p) => (p === stages[0] ? first : p === stages[1] ? second : 'red'));
  return aTacticalLane(id, [], { streams: [{ green: at('protected', 'red') }, { green: at('permitted', 'protected') }] });
};
const clearanceS = [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 0 : 3)));
const crossing = aTacticalJunction({ stageIds: ['N', 'NL', 'E', 'EL'], clearanceS, lanes: [shared('n', [0, 1]), shared('e', [2, 3]), aTacticalLane('s', ['protected', 'red', 'red', 'red'])] });
/** Busy unless told otherwise. */
const withLanes = (j: TacticalJunction, ...over: Partial<LaneState>[]): TacticalState => {
  const state = createTacticalState(j, P);
  return { ...state, lanes: state.lanes.map((lane, i) => ({ ...lane, arrivalVehPerS: 0.3, ...over[i] })) };
};
const green: ShownStage = { stage: 0, greenS: 20, nextStage: null };

describe('stages that may follow', () => {
  it('keeps cross traffic that gives way out while somebody stands in the middle', () => {
    expect(stagesAfter(crossing, withLanes(crossing, { crept: true }, { queueVeh: 6 }), 0, P)).toEqual([1, 3]);
    for (const crept of [false, true]) expect(stagesAfter(crossing, withLanes(crossing, { blockedS: P.middleFullAfterS, crept }, { queueVeh: 6 }), 0, P)).toEqual([1]);
    const state = withLanes(crossing, { crept: true, queueVeh: 1 }, { queueVeh: 9 });
    expect(chooseStage(crossing, state, green, P).stage).not.toBe(2);
    expect(chooseStage(crossing, withLanes(crossing, {}, { queueVeh: 9 }, { arrivalVehPerS: 0.01 }), green, P).stage).toBe(2);
  });

  it('keeps it out as well when somebody there has waited for too long', () => {
    const late = withLanes(crossing, { crept: true, queueVeh: 3 }, { queueVeh: 9, waitS: P.maxWaitS + 1 });
    expect(chooseStage(crossing, late, green, P)).toMatchObject({ stage: 3, reason: 'longestWait' });
    const both = withLanes(crossing, { crept: true, queueVeh: 3, waitS: P.maxWaitS + 9 }, { queueVeh: 9, waitS: P.maxWaitS + 1 });
    expect(chooseStage(crossing, both, green, P)).toMatchObject({ stage: 3, reason: 'longestWait' });
    const nowhere = aTacticalJunction({ ...crossing, lanes: [...crossing.lanes, aTacticalLane('r', ['red', 'red', 'red', 'permitted'])] });
    const kept = withLanes(nowhere, { crept: true, queueVeh: 3 }, { queueVeh: 9, waitS: P.maxWaitS + 1 });
    expect(chooseStage(nowhere, kept, green, P)).toMatchObject({ stage: 1, reason: 'longestWait' });
  });

  it('lets the turners go first where somebody gives way in every other stage', () => {
    const permitted = aTacticalJunction({ ...crossing, lanes: [...crossing.lanes, aTacticalLane('r', ['red', 'red', 'red', 'permitted'])] });
    expect(stagesAfter(permitted, withLanes(permitted, { crept: true }, { queueVeh: 6 }), 0, P)).toEqual([1]);
  });

  it('is of no concern when nobody stands inside', () => {
    expect(stagesAfter(crossing, withLanes(crossing, { blockedS: P.middleFullAfterS - 1 }, { queueVeh: 30 }), 0, P)).toEqual([1, 2, 3]);
  });

  it('is of no concern while the junction has time to spare', () => {
    const quiet = withLanes(crossing, { crept: true, arrivalVehPerS: 0 }, { queueVeh: 9, arrivalVehPerS: 0 }, { arrivalVehPerS: 0 });
    expect(loadOf(crossing, quiet, P)).toBeCloseTo(9 / 900 / 0.375);
    expect(stagesAfter(crossing, quiet, 0, P)).toEqual([1, 2, 3]);
    const none = aTacticalJunction({ lanes: [aTacticalLane('x', ['red', 'red'])] });
    expect(loadOf(none, createTacticalState(none, P), P)).toBe(0);
  });

  it('is of no concern in lanes of turners alone, and where they have no stage of their own', () => {
    const alone = aTacticalJunction({ ...crossing, lanes: [aTacticalLane('n', ['permitted', 'protected', 'red', 'red']), crossing.lanes[1] as TacticalLane] });
    expect(stagesAfter(alone, withLanes(alone, { crept: true }, { queueVeh: 9 }), 0, P)).toEqual([1, 2, 3]);
    const none = aTacticalJunction({ ...crossing, lanes: [aTacticalLane('n', [], { streams: [{ green: ['protected', 'red', 'red', 'red'] }, { green: ['permitted', 'red', 'red', 'red'] }] }), crossing.lanes[1] as TacticalLane] });
    expect(stagesAfter(none, withLanes(none, { crept: true }, { queueVeh: 9 }), 0, P)).toEqual([1, 2, 3]);
  });

  it('never leaves a junction without a choice', () => {
    const two = aTacticalJunction({ stageIds: ['A', 'B', 'C'], clearanceS: [[0, 3, 3], [3, 0, 3], [3, 3, 0]], lanes: ['x', 'y'].map((id, i) => aTacticalLane(id, [], {
      streams: [{ green: ['protected', 'red', 'red'] }, { green: ['permitted', i === 0 ? 'protected' : 'red', i === 0 ? 'red' : 'protected'] }],
    })).concat(aTacticalLane('z', ['red', 'permitted', 'permitted'])) });
    expect(stagesAfter(two, withLanes(two, { crept: true }, { crept: true }, { queueVeh: 9 }), 0, P)).toEqual([1, 2]);
  });
});

describe('who creeps in', () => {
  const lane = crossing.lanes[0] as TacticalLane;
  const second = (state: LaneState, loop: Parameters<typeof aLoopSecond>[0], shown: ShownStage = green): LaneState => estimateLane(lane, state, loop === undefined ? {} : { 'stop-n': aLoopSecond(loop) }, shown, P);
  const start = (): LaneState => ({ ...(createTacticalState(crossing, P).lanes[0] as LaneState), greenS: 10 });

  it('is who covers the loop for long while he leaves; the next quick one tells that the way is free', () => {
    const slow = second(second(start(), { entered: 1, occupancy: 0.9 }), { left: 1, occupancy: 0.8 });
    expect(slow).toMatchObject({ crept: true, coverS: 0 });
    expect(second(slow, undefined)).toMatchObject({ crept: true });
    expect(second(slow, passage)).toMatchObject({ crept: false });
    expect(second(slow, undefined, { stage: 2, greenS: 5, nextStage: null })).toMatchObject({ crept: false });
  });

  it('is nobody who passes quickly, or stood on the loop when green began', () => {
    expect(second(start(), passage).crept).toBe(false);
    expect(second(second(start(), { occupancy: 1 }), undefined).coverS).toBe(0);
    const first = estimateLane(lane, { ...start(), greenS: 0 }, { 'stop-n': covered }, green, P);
    expect(estimateLane(lane, first, { 'stop-n': aLoopSecond({ left: 1, occupancy: 0.9 }) }, green, P)).toMatchObject({ crept: false, coverS: 0 });
  });
});
