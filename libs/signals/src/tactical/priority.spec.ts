import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTacticalJunction } from '../testing/tactical.js';
import { chooseStage } from './choose.js';
import type { ShownStage } from './layout.js';
import { createTacticalState, type LaneState, type TacticalState } from './lane-state.js';
import { courseCost, workspaceFor } from './look-ahead.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { boundedPriority, type PriorityRequest } from './priority.js';
import { sceneOf } from './scene.js';
import { tacticalStep } from './tactical.js';

const junction = aTacticalJunction();
const shown: ShownStage = { stage: 0, greenS: 10, nextStage: null };
const withLanes = (...over: Partial<LaneState>[]): TacticalState => {
  const state = createTacticalState(junction, P);
  return { ...state, lanes: state.lanes.map((lane, i) => ({ ...lane, arrivalVehPerS: 0.02, greenS: i === 0 ? 10 : 0, ...over[i] })) };
};
const bus = (over: Partial<PriorityRequest> = {}): PriorityRequest => ({ laneId: 'e', etaS: 0, worthVeh: 10, ...over });
const choice = (state: TacticalState, ...requests: PriorityRequest[]): number => chooseStage(junction, state, shown, P, { requests }).stage;
const costOf = (state: TacticalState, holdS: number, requests: readonly PriorityRequest[]): number => {
  const scene = sceneOf(junction, state, shown, P, { requests });
  return courseCost(scene, holdS, 1, P, workspaceFor(scene));
};

describe('priority of buses and trams', () => {
  const busy = withLanes({ queueVeh: 4 }, { queueVeh: 1 });

  it('turns the choice to the lane of the bus, and holds the green that it is about to reach', () => {
    expect([choice(busy), choice(busy, bus())]).toEqual([0, 1]);
    const cross = withLanes({}, { queueVeh: 2 });
    expect([choice(cross), choice(cross, bus({ laneId: 'n', etaS: 3 }))]).toEqual([1, 0]);
  });

  it('is heard through the whole step', () => {
    const loops = { 'stop-n': { entered: 0, left: 0, occupancy: 1 }, 'stop-e': { entered: 0, left: 0, occupancy: 1 } };
    expect(tacticalStep(junction, busy, loops, shown, { requests: [bus()] }, P).choice.stage).toBe(1);
  });

  it('counts the seconds from its arrival until those ahead of it and itself are gone', () => {
    const quiet = withLanes({ arrivalVehPerS: 0 }, { arrivalVehPerS: 0 });
    const extra = (holdS: number, request: PriorityRequest): number => costOf(quiet, holdS, [request]) - costOf(quiet, holdS, []);
    // Held 10 s, cleared in 3, 2 lost at the start: gone in the next second.
    expect(extra(10, bus({ worthVeh: 1 }))).toBeCloseTo(15);
    expect(extra(10, bus({ worthVeh: 1, etaS: 6 }))).toBeCloseTo(9);
    expect(extra(10, bus({ worthVeh: 1, laneId: 'n' }))).toBeCloseTo(0);
    expect(extra(10, bus({ worthVeh: 1, etaS: 30 }))).toBeCloseTo(0);
    const queue = withLanes({ arrivalVehPerS: 0 }, { arrivalVehPerS: 0, queueVeh: 3 });
    expect(costOf(queue, 10, [bus({ worthVeh: 1 })]) - costOf(queue, 10, [])).toBeGreaterThan(19);
  });

  it('leaves out who is unknown, worthless or too far away', () => {
    expect(boundedPriority(junction, [bus({ laneId: 'x' }), bus({ worthVeh: 0 }), bus({ worthVeh: Number.NaN }), bus({ etaS: P.horizonS })], P)).toEqual([]);
    expect(boundedPriority(junction, [bus({ etaS: -4 })], P)).toEqual([{ lane: 1, etaS: 0, worthVeh: 10 }]);
  });

  it('never counts more than the bound, however many ask and for whatever', () => {
    const request = fc.record({ laneId: fc.constantFrom('n', 'e'), etaS: fc.double({ min: -10, max: 90, noNaN: true }), worthVeh: fc.double({ min: -5, max: 1e9 }) });
    fc.assert(fc.property(fc.array(request, { maxLength: 30 }), fc.integer({ min: 0, max: 60 }), (requests, holdS) => {
      const extra = costOf(busy, holdS, requests) - costOf(busy, holdS, []);
      expect(extra).toBeGreaterThanOrEqual(-1e-6);
      expect(extra).toBeLessThanOrEqual(P.maxPriorityVeh * P.horizonS + 1e-6);
    }));
  });

  it('never keeps out who has waited for too long, nor a queue that has grown', () => {
    const late = withLanes({ queueVeh: 3 }, { queueVeh: 1, waitS: P.maxWaitS + 1 });
    const crowd = Array.from({ length: 50 }, () => bus({ laneId: 'n', worthVeh: 1e6 }));
    expect(chooseStage(junction, late, shown, P, { requests: crowd })).toMatchObject({ stage: 1, reason: 'longestWait' });
    expect(choice(withLanes({}, { queueVeh: 60 }), bus({ laneId: 'n', etaS: 25 }))).toBe(1);
  });
});
