import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadOf } from './spread.js';
import { stayForecast } from './stay.js';

describe('a forecast from the count of now alone', () => {
  it('stays, in doubt that grows with time', () => {
    const [soon, late] = [stayForecast(100, 400, 15), stayForecast(100, 400, 120)];
    expect([soon.free, late.free]).toEqual([100, 100]);
    expect(late.quantiles[4] - late.quantiles[0]).toBeGreaterThan(2 * (soon.quantiles[4] - soon.quantiles[0]));
    expect(soon.pFree).toBeGreaterThan(0.99);
    expect(late.pFree).toBeLessThan(soon.pFree);
  });

  it('of a full garage hopes for a space, the sooner the less', () => {
    expect(stayForecast(0, 100, 15).pFree).toBeLessThan(stayForecast(0, 100, 60).pFree);
    expect(stayForecast(0, 100, 60).pFree).toBeLessThan(0.5);
  });

  it('is a distribution, whatever is counted', () => {
    fc.assert(fc.property(fc.nat(2000), fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 120 }), (free, capacity, minutes) => {
      const { quantiles, pFree } = stayForecast(free, capacity, minutes);
      expect([...quantiles].sort((a, b) => a - b)).toEqual([...quantiles]);
      expect(quantiles[0]).toBeGreaterThanOrEqual(0);
      expect(quantiles[4]).toBeLessThanOrEqual(Math.max(free, capacity));
      expect(pFree).toBeGreaterThanOrEqual(0);
      expect(pFree).toBeLessThanOrEqual(1);
    }));
  });
});

describe('the figures that people are told', () => {
  it('are those of a normal distribution where it is one', () => {
    const z = [-1.645, -0.6745, 0, 0.6745, 1.645].map((x) => 100 + 10 * x) as [number, number, number, number, number];
    const told = spreadOf({ minutes: 30, free: 100, quantiles: z, pFree: 0.9 });
    expect(told).toMatchObject({ minutes: 30, p50: 100, pFree: 0.9 });
    expect(told.vacant).toBeCloseTo(100, 6);
    expect(told.p10).toBeCloseTo(100 - 12.82, 1);
    expect(told.p90).toBeCloseTo(100 + 12.82, 1);
  });

  it('expect more than the median where the far end is the free one', () => {
    expect(spreadOf({ minutes: 30, free: 2, quantiles: [0, 1, 2, 6, 20], pFree: 0.9 }).vacant).toBeGreaterThan(2);
  });
});
