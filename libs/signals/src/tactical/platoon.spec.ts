import { describe, expect, it } from 'vitest';
import { aTacticalJunction, aTacticalLane } from '../testing/tactical.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { createPlatoonState, platoonOf, stepPlatoons } from './platoon.js';

const fed = aTacticalJunction({
  lanes: [
    aTacticalLane('n', ['protected', 'red'], { feeders: [{ junctionId: 'K2', laneId: 'a', share: 0.5, travelS: 10 }, { junctionId: 'K3', laneId: 'b', share: 1, travelS: 20 }] }),
    aTacticalLane('e', ['red', 'protected']),
  ],
});

describe('platoons from the neighbours', () => {
  it('arrive after their travel time', () => {
    let state = stepPlatoons(fed, createPlatoonState(fed), { K2: { a: 2 } }, P);
    expect(state.lanes[0]?.comingVeh[10]).toBe(1);
    state = stepPlatoons(fed, state, {}, P);
    expect([state.lanes[0]?.comingVeh[9], state.lanes[0]?.comingVeh[10]]).toEqual([1, undefined]);
    expect(state.lanes[1]?.comingVeh).toEqual([]);
  });

  it('are known for as long as the nearest neighbour is away', () => {
    const state = stepPlatoons(fed, createPlatoonState(fed), { K2: { a: 2 } }, P);
    expect(platoonOf(fed, state, 0, 0.2)).toHaveLength(10);
    expect(platoonOf(fed, state, 1, 0.2)).toEqual([]);
    expect(platoonOf(fed, { ...state, lanes: [] }, 7, 0.2)).toEqual([]);
  });

  it('are scaled to what arrives; the rest of the flow comes evenly', () => {
    const at = (sentVehPerS: number): readonly number[] => platoonOf(fed, { version: 1, lanes: [{ comingVeh: [0, 1], sentVehPerS }] }, 0, 0.2).slice(0, 2);
    expect(at(0.4)).toEqual([0, 0.5]);
    expect(at(0.1)[0]).toBeCloseTo(0.1);
    expect(at(0.1)[1]).toBeCloseTo(1.1);
  });
});
