import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { chooseStage } from './choose.js';
import { coupledStep, createCoupledState, seenFromNear, type CoupledState } from './coupled.js';
import { estimateLane, type LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import { createTacticalState, type LaneState } from './lane-state.js';
import { courseCost, workspaceFor } from './look-ahead.js';
import { createNearState, learnNear, nearOf, nearSignal, type NearSignal, type NearState } from './near.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { sceneOf } from './scene.js';
import { clearingShortLanes, heldUp, onwardOf } from './short-lanes.js';

const short = (loopId: string) => [{ loopId, share: 1, travelS: 1, storageVeh: 1.6 }];
const from = (junctionId: string, laneId: string, share = 1, travelS = 3) => ({ junctionId, laneId, share, travelS });

/** K1's street leads into a lane for two at K2, whose turners give way in its first stage and have the second for themselves. */
const k1 = aTacticalJunction({ lanes: [aTacticalLane('street', ['protected', 'red']), aTacticalLane('cross', ['red', 'protected'])] });
const k2 = aTacticalJunction({
  id: 'K2', stageIds: ['A', 'B', 'C'], clearanceS: [[0, 3, 3], [3, 0, 3], [3, 3, 0]],
  lanes: [
    aTacticalLane('short', ['permitted', 'protected', 'red'], { upstream: short('up-short'), feeders: [from('K1', 'street')] }),
    aTacticalLane('side', ['red', 'red', 'protected'], { feeders: [from('K9', 'far', 1, 30)] }),
  ],
});
const green = (stage: number, greenS = 20): ShownStage => ({ stage, greenS, nextStage: null });

function stateOf(junction: TacticalJunction, near: Partial<NearState>, ...lanes: Partial<LaneState>[]): CoupledState {
  const fresh = createCoupledState(junction, P);
  const rules = { ...fresh.rules, lanes: fresh.rules.lanes.map((lane, i) => ({ ...lane, arrivalVehPerS: 0.02, ...lanes[i] })) };
  return { ...fresh, rules, near: { ...fresh.near, ...near } };
}
const seen = (junction: TacticalJunction, near: Partial<NearState>, ...lanes: Partial<LaneState>[]): NearSignal => seenFromNear(junction, stateOf(junction, near, ...lanes));

describe('signals near by', () => {
  it('are those that send into the short lanes here, and those whose short lanes are sent into', () => {
    const far = aTacticalJunction({ id: 'K9' });
    expect(nearOf(k1, [k1, k2, far], P).map((j) => j.id)).toEqual(['K2']);
    expect(nearOf(k2, [k1, k2, far], P).map((j) => j.id)).toEqual(['K1']);
    expect(nearOf(far, [k1, k2, far], P)).toEqual([]);
  });

  it('are seen as they are a second later, if their controllers do what they were asked for', () => {
    const later = (near: Partial<NearState>) => {
      const { stage, greenS, clearingS, target, plan } = nearSignal(k2, createTacticalState(k2, P), { ...createNearState(k2), ...near }, []);
      return { stage, greenS, clearingS, target, plan };
    };
    const plan = { holdS: 4, next: 2 };
    expect(later({ shown: green(1, 9), wanted: 1, plan })).toEqual({ stage: 1, greenS: 10, clearingS: 0, target: 1, plan: { holdS: 3, next: 2 } });
    expect(later({ shown: green(1, 9), wanted: 2, plan: { holdS: 0, next: 2 } })).toEqual({ stage: 1, greenS: 9, clearingS: 2, target: 2, plan: null });
    expect(later({ shown: { ...green(1, 9), nextStage: 2 }, wanted: 1, clearedS: 1 })).toMatchObject({ stage: 1, clearingS: 1, target: 2 });
    expect(later({ shown: { ...green(1, 9), nextStage: 2 }, wanted: 1, clearedS: 2, plan })).toEqual({ stage: 2, greenS: 0, clearingS: 0, target: 2, plan: null });
  });

  it('teaches who of a lane is bound for the short one, from one quiet moment to the next', () => {
    let lane: NearState['lanes'][number] = { shares: [0.5, 0.5], sentVeh: [0, 0], enteredVeh: 0, seconds: 0 };
    for (let s = 0; s < 3600; s++) {
      const sent = s % 60 < 20 && s % 2 === 0 ? (s % 120 < 60 ? [1, 0] : [0, 1]) : [0, 0];
      lane = learnNear(lane, sent, sent[0] as number, P);
    }
    expect(lane.shares[0]).toBeGreaterThan(0.95);
    expect(lane.shares[1]).toBeLessThan(0.05);
    const busy = { ...lane, seconds: 99 };
    expect(learnNear(busy, [1, 0], 1, P).shares).toBe(busy.shares);
  });
});

describe('short lanes', () => {
  it('take what leaves the lanes before them', () => {
    const signals = [{ junction: k1, shares: [[], []] }, { junction: k2, shares: [[0.7], [1]] }];
    expect(onwardOf(signals, P)).toEqual([[{ lane: 2, share: 0.7, travelS: 3 }], [], [], []]);
    expect(onwardOf([signals[0]!, { junction: k2, shares: [[0.1], [1]] }], P)).toEqual([[], [], [], []]);
    const scene = sceneOf(k1, stateOf(k1, {}).rules, green(0), P, { near: [seen(k2, { shown: green(0), wanted: 0 })], shares: [[], []] });
    expect([...scene.roomVeh]).toEqual([Infinity, Infinity, 2.6, Infinity]);
    // Nobody comes into the short lane but from the street before it.
    expect(scene.cumulativeVeh[2 * (P.horizonS + 1) + P.horizonS]).toBeLessThan(scene.cumulativeVeh[3 * (P.horizonS + 1) + P.horizonS] as number);
  });

  it('that are full hold up whoever is bound for them, whose discharge is not measured then', () => {
    expect(heldUp(k1, [seen(k2, {}, { queueVeh: 1 })], P)).toEqual([true, false]);
    expect(heldUp(k1, [seen(k2, {}, { queueVeh: 0.5 })], P)).toEqual([false, false]);
    expect(heldUp(k1, [], P)).toEqual([false, false]);
    const lane = k1.lanes[0]!;
    const before = { ...stateOf(k1, {}).rules.lanes[0]!, queueVeh: 6, discharging: true, greenS: 9 };
    const after = (held: boolean) => estimateLane(lane, before, { 'stop-street': covered }, green(0), P, held);
    expect(after(true)).toMatchObject({ blockedS: 0, discharging: true, discharge: before.discharge });
    expect(after(false).blockedS).toBe(1);
    expect(after(false).discharge).not.toEqual(before.discharge);
  });

  const cost = (holdS: number, next: number, near: NearSignal) => {
    const scene = sceneOf(k1, stateOf(k1, {}, { queueVeh: 8 }, { queueVeh: 2 }).rules, green(0), P, { near: [near], shares: [[], []] });
    return courseCost(scene, holdS, next, P, workspaceFor(scene));
  };

  it('make a green worth less while the signal ahead has red', () => {
    const gain = (near: NearSignal) => cost(0, 1, near) - cost(20, 1, near);
    const open = seen(k2, { shown: green(1), wanted: 1, plan: { holdS: 40, next: 2 } });
    const shut = seen(k2, { shown: green(2), wanted: 2, plan: { holdS: 40, next: 0 } }, { queueVeh: 2 });
    expect(gain(open)).toBeGreaterThan(gain(shut));
    expect(gain(shut)).toBeLessThan(0);
    expect(chooseStage(k1, stateOf(k1, {}, { queueVeh: 8 }, { queueVeh: 2 }).rules, green(0), P, { near: [shut], shares: [[], []] }).stage).toBe(1);
    expect(chooseStage(k1, stateOf(k1, {}, { queueVeh: 8 }, { queueVeh: 2 }).rules, green(0), P, { near: [open], shares: [[], []] }).stage).toBe(0);
  });

  it('are served for those who stand before the signal behind as well, when that has green or is about to', () => {
    const ahead = (near: NearSignal) => chooseStage(k2, stateOf(k2, {}, { queueVeh: 1 }, { queueVeh: 1 }).rules, green(2), P, { near: [near], shares: [[1], [1]] });
    const coming = seen(k1, { shown: green(0), wanted: 0, plan: { holdS: 40, next: 1 } }, { queueVeh: 9 });
    const clearing = seen(k1, { shown: { ...green(1), nextStage: 0 }, wanted: 1, clearedS: 1 }, { queueVeh: 9 });
    const none = seen(k1, { shown: green(1), wanted: 1, plan: { holdS: 40, next: 0 } });
    expect(ahead(coming).stage).toBe(1);
    const worth = (near: NearSignal) => { const c = ahead(near); return (c.holdCost as number) - (c.switchCost as number); };
    expect(worth(coming)).toBeGreaterThan(worth(clearing));
    expect(worth(clearing)).toBeGreaterThan(worth(none));
  });

  it('over the whole of which somebody stands who gives way are cleared first', () => {
    const full = stateOf(k2, {}, { queueVeh: 2, coveredS: [P.shortFullS] }, { queueVeh: 9 }).rules;
    expect(clearingShortLanes(k2, full, 0, P)).toEqual([1]);
    expect(chooseStage(k2, full, green(0), P)).toMatchObject({ stage: 1, reason: 'shortLaneFull' });
    expect(clearingShortLanes(k2, full, 1, P)).toEqual([]);
    expect(clearingShortLanes(k2, stateOf(k2, {}, { queueVeh: 2, coveredS: [P.shortFullS - 1] }).rules, 0, P)).toEqual([]);
    const long = { ...k2, lanes: k2.lanes.map((lane) => ({ ...lane, feeders: [] })) };
    expect(clearingShortLanes(long, full, 0, P)).toEqual([]);
  });
});

describe('two signals, second by second', () => {
  const loopIds = ['stop-street', 'up-street', 'stop-cross', 'up-cross', 'stop-short', 'up-short', 'stop-side', 'up-side'];
  const anySecond = fc.dictionary(fc.constantFrom(...loopIds), fc.constantFrom(passage, covered, { entered: 1, left: 0, occupancy: 1 }));

  it('ask for stages that exist, do not mind which is decided first, and keep plain JSON', () => {
    fc.assert(fc.property(fc.array(fc.tuple(anySecond, fc.nat(2), fc.nat(9), fc.boolean()), { maxLength: 25 }), (seconds) => {
      const run = (order: readonly TacticalJunction[]) => {
        let states = new Map([k1, k2].map((j) => [j.id, createCoupledState(j, P)]));
        const wishes: string[] = [];
        for (const [loops, stage, greenS, clears] of seconds) {
          const next = new Map<string, CoupledState>();
          const asked = new Map<string, number>();
          for (const j of order) {
            const other = j === k1 ? k2 : k1;
            const at = stage % j.stageIds.length;
            const shown = { stage: at, greenS, nextStage: clears ? (at + 1) % j.stageIds.length : null };
            const { choice, left, ...state } = coupledStep(j, states.get(j.id)!, loops as LoopSeconds, shown, { K1: { street: 1 } }, P, [seenFromNear(other, states.get(other.id)!)]);
            expect(j.stageIds[choice.stage]).toBeDefined();
            expect(JSON.parse(JSON.stringify(state))).toEqual(state);
            next.set(j.id, state);
            asked.set(j.id, choice.stage);
            expect(left).toBeDefined();
          }
          wishes.push(`${asked.get('K1')} ${asked.get('K2')}`);
          states = next;
        }
        return wishes;
      };
      expect(run([k1, k2])).toEqual(run([k2, k1]));
    }), { numRuns: 60 });
  });
});
