import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capped, disperse, serve } from './profile.js';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const profile = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 120 });

describe('platoons on their way', () => {
  it('keep their vehicles, come later and drawn out', () => {
    const platoon = Array.from({ length: 60 }, (_, s) => (s < 10 ? 0.5 : 0));
    const arrived = disperse(platoon, 20, { alpha: 0.35, beta: 0.8 });
    expect(sum(arrived)).toBeCloseTo(5, 6);
    // The first at 0.8 x 20 s; by then nobody of this cycle is left of the last one.
    expect(arrived.indexOf(Math.max(...arrived))).toBe(16 + 9);
    expect(Math.max(...arrived)).toBeLessThan(0.5);
  });
  it('without a way arrive as they left', () => {
    expect(disperse([1, 0, 0, 0.5], 0, { alpha: 0.35, beta: 0.8 }).map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1, 0, 0, 0.5]);
  });
  it('lose nobody whatever they look like', () => {
    fc.assert(fc.property(profile, fc.double({ min: 0, max: 90, noNaN: true }), (x, travelS) => {
      expect(sum(disperse(x, travelS, { alpha: 0.35, beta: 0.8 }))).toBeCloseTo(sum(x), 5);
    }));
  });
});

describe('a stop line over one cycle', () => {
  it('by hand: one vehicle every other second, red for the first half', () => {
    const arrivals = [0.5, 0.5, 0.5, 0.5];
    const { departures, delayVehS, stops } = serve(arrivals, [0, 0, 2, 2]);
    // Waiting after each second: 0.5, 1, 0, 0.
    expect([departures, delayVehS]).toEqual([[0, 0, 1.5, 0.5], 1.5]);
    // Those of the two red seconds, and who comes into their queue.
    expect(stops).toBe(1.5);
  });
  it('serves all who come, and holds nobody where green never ends', () => {
    fc.assert(fc.property(profile, (x) => {
      const green = x.map((_, s) => (s % 10 < 5 ? 2.5 : 0));
      const served = serve(capped(x, green), green);
      expect(sum(served.departures)).toBeCloseTo(sum(capped(x, green)), 6);
      expect(serve(x, x.map(() => 2)).delayVehS).toBe(0);
    }));
  });
  it('caps what no green can take', () => {
    expect(sum(capped([2, 2], [1, 1]))).toBeCloseTo(1.96, 9);
    expect(capped([0.1, 0.2], [1, 1])).toEqual([0.1, 0.2]);
  });
});
