import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aLane } from '../testing/builders.js';
import { applyLaneFlow, createJunctionDemand, DEFAULT_DEMAND_PARAMS, type JunctionDemand, type LaneFlow } from './demand.js';
import { saturationFlowVehPerH } from './saturation-flow.js';

const T0 = 1_790_000_000_000;
const flow = (over: Partial<LaneFlow> = {}): LaneFlow => ({ laneId: 'n1', vehPerH: 600, heavyShare: 0.1, occupancyPct: 20, endMs: T0, quality: 1, ...over });
const feed = (flows: readonly LaneFlow[], from: JunctionDemand = createJunctionDemand()): JunctionDemand => flows.reduce((s, f) => applyLaneFlow(s, f), from);
const minutes = (n: number, over: Partial<LaneFlow> = {}): LaneFlow[] => Array.from({ length: n }, (_, i) => flow({ endMs: T0 + i * 60_000, ...over }));
const lane = (state: JunctionDemand) => state.lanes['n1'];

describe('demand', () => {
  it('starts with the first value and warms up its completeness', () => {
    const w = 1 - Math.exp(-60 / 300);
    expect(lane(feed([flow()]))).toEqual({ vehPerH: 600, heavyShare: 0.1, occupancyPct: 20, completeness: expect.closeTo(w, 10), endMs: T0, measuredMs: T0 });
    // 1 - e^(-n/5): 0.63 after five minutes.
    expect(lane(feed(minutes(5)))?.completeness).toBeCloseTo(1 - Math.exp(-1), 10);
  });
  it('smooths with the time that passed', () => {
    const state = feed([flow({ vehPerH: 600 }), flow({ vehPerH: 1200, endMs: T0 + 60_000 })]);
    expect(lane(state)?.vehPerH).toBeCloseTo(600 + 600 * (1 - Math.exp(-0.2)), 10);
    const quarters = feed([15, 30, 45, 60].map((s) => flow({ vehPerH: 1200, startMs: T0 + (s - 15) * 1000, endMs: T0 + s * 1000 })), feed([flow()]));
    expect(lane(quarters)?.vehPerH).toBeCloseTo(lane(state)?.vehPerH as number, 8);
  });
  it('trusts poor quality less', () => {
    const state = feed([flow(), flow({ vehPerH: 1200, endMs: T0 + 60_000, quality: 0.5 })]);
    expect(lane(state)?.vehPerH).toBeCloseTo(600 + 300 * (1 - Math.exp(-0.2)), 10);
    expect(lane(feed(minutes(60, { quality: 0.5 })))?.completeness).toBeCloseTo(0.5, 4);
    expect(lane(feed(minutes(60, { quality: 7 })))?.completeness).toBeCloseTo(1, 4);
  });
  it('ignores what is late or said twice', () => {
    const state = feed(minutes(3));
    expect(feed([flow({ vehPerH: 0, endMs: T0 })], state)).toBe(state);
    expect(feed([flow({ vehPerH: 0, endMs: T0 + 120_000 })], state)).toBe(state);
  });
  it.each([null, -1, Number.NaN])('keeps the last flow and loses completeness on %s', (vehPerH) => {
    const before = feed(minutes(20));
    const after = feed([flow({ vehPerH, endMs: T0 + 20 * 60_000 })], before);
    expect(lane(after)).toEqual({ ...lane(before), endMs: T0 + 20 * 60_000, completeness: expect.closeTo((lane(before)?.completeness as number) * Math.exp(-0.2), 10) });
  });
  it.each([0, -1, Number.NaN])('does not take a value of quality %s', (quality) => {
    const before = feed(minutes(20));
    expect(lane(feed([flow({ vehPerH: 5000, quality, endMs: T0 + 20 * 60_000 })], before))?.vehPerH).toBe(600);
  });
  it('counts a gap as unmeasured', () => {
    const before = feed(minutes(60));
    const after = feed([flow({ endMs: T0 + 59 * 60_000 + 600_000 })], before);
    // 9 minutes of nothing, then one good minute.
    const decayed = (lane(before)?.completeness as number) * Math.exp(-540 / 300);
    expect(lane(after)?.completeness).toBeCloseTo(decayed + (1 - Math.exp(-0.2)) * (1 - decayed), 10);
  });
  it('may never have had a value', () => {
    expect(lane(feed([flow({ vehPerH: null })]))).toEqual({ vehPerH: null, heavyShare: null, occupancyPct: null, completeness: 0, endMs: T0, measuredMs: null });
  });
  it('keeps what a detector does not measure out of it, and shares and occupancies in their range', () => {
    expect(lane(feed([flow({ heavyShare: null, occupancyPct: null })]))).toMatchObject({ heavyShare: null, occupancyPct: null });
    expect(lane(feed([flow({ heavyShare: 3, occupancyPct: 300, startMs: T0 + 5 })]))).toMatchObject({ heavyShare: 1, occupancyPct: 100, completeness: 0 });
  });
  it('stays within what was measured, in 0..1, and is plain data', () => {
    const event = fc.record({ vehPerH: fc.option(fc.integer({ min: 0, max: 2400 })), quality: fc.double({ min: 0, max: 1, noNaN: true }), stepS: fc.integer({ min: 1, max: 900 }) });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
        let endMs = T0;
        const state = feed(events.map(({ vehPerH, quality, stepS }) => flow({ vehPerH, quality, endMs: (endMs += stepS * 1000) })));
        const values = events.flatMap((e) => (e.vehPerH === null || e.quality === 0 ? [] : [e.vehPerH]));
        // Nothing known without a value; otherwise between the least and the most that was measured.
        const known = lane(state)?.vehPerH ?? null;
        expect(known === null).toBe(values.length === 0);
        expect(known ?? Infinity).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(known ?? -Infinity).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        expect(lane(state)?.completeness).toBeGreaterThanOrEqual(0);
        expect(lane(state)?.completeness).toBeLessThanOrEqual(1);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });
  it('has sensible defaults', () => {
    expect(DEFAULT_DEMAND_PARAMS.smoothingS).toBeGreaterThan(DEFAULT_DEMAND_PARAMS.intervalS);
  });
});

describe('saturation flow', () => {
  const derived = (movements: Parameters<typeof aLane>[2]) => aLane('x', 'K1', { saturationFlowVehPerH: undefined, ...movements });
  it('keeps a measured value', () => {
    expect(saturationFlowVehPerH(aLane('x', 'K1', { saturationFlowVehPerH: 1700 }), 0.5)).toBe(1700);
  });
  it('is 2000 cars per hour straight ahead, less for heavy vehicles and turns', () => {
    expect(saturationFlowVehPerH(derived({}), null)).toBeCloseTo(2000, 10);
    // 3600 / (1.8 x (1 + 0.9 x 0.1))
    expect(saturationFlowVehPerH(derived({}), 0.1)).toBeCloseTo(1834.862, 3);
    // 3600 / (1.8 x (1 + 1.11) / 2)
    expect(saturationFlowVehPerH(derived({ movements: ['through', 'right'] }), 0)).toBeCloseTo(1895.735, 3);
  });
});
