import { describe, expect, it } from 'vitest';
import { createTacticalState } from '../tactical/lane-state.js';
import type { ShownStage } from '../tactical/layout.js';
import { DEFAULT_TACTICAL_PARAMS as P } from '../tactical/params.js';
import { aTacticalJunction, passage } from '../testing/tactical.js';
import { countJunction, createJunctionCount, isCounted, measuredLanes, type JunctionCount } from './junction-count.js';

const junction = aTacticalJunction();
const empty = createTacticalState(junction, P);
const on = (stage: number): ShownStage => ({ stage, greenS: 5, nextStage: null });
const clearing: ShownStage = { stage: 0, greenS: 0, nextStage: 1 };

const count = (before: JunctionCount, shown: ShownStage, veh = 0): JunctionCount =>
  countJunction(junction, before, empty, empty, veh > 0 ? { 'stop-n': { ...passage, left: veh } } : {}, shown, P);
/** So many seconds of each, one vehicle every five. */
const pass = (from: JunctionCount, seconds: readonly ShownStage[]): JunctionCount => seconds.reduce((c, shown, s) => count(c, shown, s % 5 === 0 ? 1 : 0), from);
const many = (shown: ShownStage, n: number): ShownStage[] => Array.from({ length: n }, () => shown);

describe('demand of a junction, cycle by cycle', () => {
  it('closes a cycle when the stage in which it began begins anew', () => {
    const cycle = [...many(on(0), 30), ...many(clearing, 3), ...many(on(1), 27)];
    const first = pass(createJunctionCount(junction), cycle);
    expect(first).toMatchObject({ anchor: 0, cycleS: 60, ageS: 60 });
    const next = pass(first, [on(0)]);
    expect(next).toMatchObject({ anchor: 0, cycleS: 0, ageS: 61 });
    expect(next.lanes[0]?.long).toEqual({ veh: 13, seconds: 61 });
    expect(pass(next, cycle.slice(1)).cycleS).toBe(59);
  });

  it('begins with the first stage that is on, and closes a cycle that does not come back', () => {
    const waiting = pass(createJunctionCount(junction), [clearing]);
    expect(waiting.anchor).toBeNull();
    const stuck = pass(waiting, many(on(1), 299));
    expect(stuck).toMatchObject({ anchor: 1, cycleS: 0, ageS: 300 });
    expect(stuck.lanes[0]?.long.seconds).toBe(300);
  });

  it('says nothing before five minutes', () => {
    const five = pass(createJunctionCount(junction), many(on(0), 300));
    const short = { ...five, ageS: 299 };
    expect([isCounted(short), measuredLanes(junction, short, empty, P, 0.25)]).toEqual([false, {}]);
    expect(isCounted(five)).toBe(true);
  });

  it('adds the queue that stands, leaves out stages of red, and tells a lane whose greens are all used up', () => {
    const five = pass(createJunctionCount(junction), many(on(0), 300));
    const state = { ...empty, lanes: empty.lanes.map((l) => ({ ...l, queueVeh: 3, hiddenVeh: 2 })) };
    const full = { ...five, lanes: five.lanes.map((l, i) => ({ ...l, fullCycles: i })) };
    const { n, e } = measuredLanes(junction, full, state, P, 0.25);
    expect(n?.vehPerH).toBeCloseTo(720 + 20, 6);
    expect(n).toMatchObject({ dischargeVehPerH: { S1: 1800 }, queueing: false });
    expect(e).toMatchObject({ vehPerH: 20, dischargeVehPerH: { S2: 1800 }, queueing: true });
  });
});
