import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityCycleS, proportionalShares, roundToSum, websterCycleS, websterSplits } from './webster.js';
import { delayOf } from './delay.js';

const sum = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);

describe('Webster', () => {
  it('textbook: 500 and 300 of 1600 pcu/h, 16 s lost', () => {
    const flowRatios = [500 / 1600, 300 / 1600];
    expect(websterCycleS(16, sum(flowRatios))).toBeCloseTo(58, 10);
    // (58 - 16) x 0.3125 / 0.5 = 26.25 and 15.75
    expect(websterSplits({ cycleS: 58, interSumS: 16, flowRatios, minGreensS: [5, 5], gainS: 0 })).toEqual([26, 16]);
  });
  it('textbook: y 0.4 and 0.3, 12 s lost', () => {
    expect(websterCycleS(12, 0.7)).toBeCloseTo(76.667, 3);
    expect(capacityCycleS(12, 0.7, 0.9)).toBeCloseTo(54, 10);
  });
  it('has no cycle for too much traffic', () => {
    expect(websterCycleS(12, 0.95)).toBeNull();
    expect(capacityCycleS(12, 0.9, 0.9)).toBeNull();
  });
  it('counts effective green', () => {
    // 30 s of green, 2 s of gain: 32 s effective at 3:1 are 24 and 8, shown 23 and 7.
    expect(websterSplits({ cycleS: 40, interSumS: 10, flowRatios: [0.3, 0.1], minGreensS: [1, 1], gainS: 1 })).toEqual([23, 7]);
  });
  it('keeps minimum greens and lets the others share the rest', () => {
    expect(websterSplits({ cycleS: 60, interSumS: 10, flowRatios: [0.4, 0.2, 0.01], minGreensS: [5, 5, 20], gainS: 0 })).toEqual([20, 10, 20]);
    expect(websterSplits({ cycleS: 60, interSumS: 10, flowRatios: [0.4, 0.2], minGreensS: [30, 30], gainS: 0 })).toBeNull();
    expect(websterSplits({ cycleS: 60, interSumS: 10, flowRatios: [0.4, 0.2], minGreensS: [10, 40], gainS: 0 })).toEqual([10, 40]);
  });
  it('shares evenly without demand', () => {
    expect(websterSplits({ cycleS: 61, interSumS: 10, flowRatios: [0, 0], minGreensS: [5, 5], gainS: 0 })).toEqual([26, 25]);
    expect(proportionalShares(30, [1, 0, 0], [25, 1, 1])).toEqual([28, 1, 1]);
    expect(proportionalShares(30, [1, 0, 0], [30, 0, 0])).toEqual([30, 0, 0]);
    expect(proportionalShares(30, [0.5, 0, 0], [30.5, -1, 0])).toEqual([30.5, -0.5, 0].map((v) => expect.closeTo(v, 9)));
  });
  it('rounds to the exact sum by largest remainder, ties to the earlier', () => {
    expect(roundToSum([10.5, 10.5, 9], 30)).toEqual([11, 10, 9]);
    expect(roundToSum([1.2, 1.7, 1.1], 4)).toEqual([1, 2, 1]);
  });
  it('splits sum to the cycle and keep every minimum', () => {
    const stages = fc.array(fc.record({ y: fc.double({ min: 0, max: 0.6, noNaN: true }), min: fc.integer({ min: 1, max: 20 }) }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(stages, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 20, max: 200 }), fc.constantFrom(0, 1, 0.5), (list, interSumS, cycleS, gainS) => {
        const minGreensS = list.map((s) => s.min);
        const greens = websterSplits({ cycleS, interSumS, flowRatios: list.map((s) => s.y), minGreensS, gainS });
        const fits = sum(minGreensS) <= cycleS - interSumS;
        expect(greens !== null).toBe(fits);
        expect(sum(greens ?? [cycleS - interSumS]) + interSumS).toBe(cycleS);
        expect((greens ?? []).every((g, i) => Number.isInteger(g) && g >= (minGreensS[i] as number))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('delay', () => {
  it('textbook: 800 veh/h at a capacity of 775, g/C 0.4, C 90 s, 15 min', () => {
    // s = 775 / 0.4; d1 = 45 x 0.36 / 0.6 = 27; d2 = 225 (0.03226 + sqrt(0.0010406 + 0.0213111)) = 40.90
    const d = delayOf({ vehPerH: 800, saturationFlowVehPerH: 775 / 0.4, effectiveGreenS: 36, cycleS: 90, periodH: 0.25 });
    expect(d.capacityVehPerH).toBeCloseTo(775, 8);
    expect(d.saturation).toBeCloseTo(1.0323, 4);
    expect(d.uniformS).toBeCloseTo(27, 8);
    expect(d.incrementalS).toBeCloseTo(40.9, 1);
    expect(d.delayS).toBe(d.uniformS + d.incrementalS);
  });
  it('textbook: uniform delay of 1700 veh/h, s 2650, g/C 0.55, C 102 s', () => {
    const d = delayOf({ vehPerH: 1700, saturationFlowVehPerH: 2650, effectiveGreenS: 56.1, cycleS: 102, periodH: 0.25 });
    expect(d.uniformS).toBeCloseTo(22.95, 2);
    expect(d.saturation).toBeCloseTo(1.166, 3);
  });
  it('is finite without green and nothing with nothing but green', () => {
    expect(delayOf({ vehPerH: 0, saturationFlowVehPerH: 1800, effectiveGreenS: 0, cycleS: 90, periodH: 0.25 })).toEqual({ capacityVehPerH: 1, saturation: 0, uniformS: 45, incrementalS: 0, delayS: 45 });
    expect(delayOf({ vehPerH: 300, saturationFlowVehPerH: 1800, effectiveGreenS: -3, cycleS: 90, periodH: 0.25 }).delayS).toBeLessThan(Infinity);
    expect(delayOf({ vehPerH: 0, saturationFlowVehPerH: 1800, effectiveGreenS: 95, cycleS: 90, periodH: 0.25 }).delayS).toBe(0);
  });
  it('saturation and delay rise with demand and fall with green', () => {
    const q = fc.integer({ min: 0, max: 3000 });
    const g = fc.integer({ min: 1, max: 80 });
    fc.assert(
      fc.property(q, fc.integer({ min: 0, max: 500 }), g, fc.integer({ min: 0, max: 10 }), (vehPerH, more, effectiveGreenS, longer) => {
        const base = { vehPerH, saturationFlowVehPerH: 1800, effectiveGreenS, cycleS: 90, periodH: 0.25 };
        const [now, busier, greener] = [delayOf(base), delayOf({ ...base, vehPerH: vehPerH + more }), delayOf({ ...base, effectiveGreenS: effectiveGreenS + longer })];
        expect(busier.saturation).toBeGreaterThanOrEqual(now.saturation);
        expect(busier.delayS).toBeGreaterThanOrEqual(now.delayS - 1e-9);
        expect(greener.saturation).toBeLessThanOrEqual(now.saturation);
        expect(greener.delayS).toBeLessThanOrEqual(now.delayS + 1e-9);
        expect(Number.isFinite(busier.delayS)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
