import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from './boost/random.js';
import { corrected, fitCorrection, UNCORRECTED } from './correct.js';

const NONE = { promised: 0, broken: 0 };

/** Given probabilities, and what comes of them when `truth` is the real one. */
function outcomes(n: number, truth: (p: number) => number) {
  const random = seeded(4);
  const p = Float64Array.from({ length: n }, () => random());
  return { p, came: Float64Array.from(p, (one) => (random() < truth(one) ? 1 : 0)) };
}

describe('a correction', () => {
  it('leaves alone what holds', () => {
    const { p, came } = outcomes(20_000, (one) => one);
    const correction = fitCorrection(p, came, NONE);
    for (const given of [0.1, 0.5, 0.8]) expect(corrected(correction, given)).toBeCloseTo(given, 1);
  });

  it('takes back what was said too surely', () => {
    // Told 0.9 and 0.1, came true 0.7 and 0.3.
    const { p, came } = outcomes(20_000, (one) => 0.5 + (one - 0.5) / 2);
    const correction = fitCorrection(p, came, NONE);
    expect(corrected(correction, 0.9)).toBeCloseTo(0.7, 1);
    expect(corrected(correction, 0.1)).toBeCloseTo(0.3, 1);
  });

  it('with little to learn from changes little', () => {
    expect(corrected(fitCorrection([0.8, 0.8], [0, 0], NONE), 0.8)).toBeGreaterThan(0.7);
    expect(fitCorrection([], [], NONE)).toEqual(UNCORRECTED);
  });

  it('keeps the order of what it is given', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), { maxLength: 60 }), (given) => {
      const correction = fitCorrection(given.map(([p]) => p), given.map(([, came]) => came), NONE);
      const told = Array.from({ length: 101 }, (_, i) => corrected(correction, i / 100));
      expect(told.every((one) => one >= 0 && one <= 1)).toBe(true);
      for (let i = 1; i < told.length; i++) expect(told[i]! - told[i - 1]!).toBeGreaterThanOrEqual(-1e-9);
    }));
  });
});

describe('a promise', () => {
  const share = (correction: ReturnType<typeof fitCorrection>, p: ArrayLike<number>, came: ArrayLike<number>) => {
    const promises = Array.from(p, (one, i) => ({ told: corrected(correction, one), came: came[i]! })).filter(({ told }) => told >= 0.9);
    return { count: promises.length, broken: promises.filter(({ came: c }) => c === 0).length / promises.length };
  };

  it('is given only so far that of all of them few are broken', () => {
    const { p, came } = outcomes(60_000, (one) => one);
    const correction = fitCorrection(p, came, { promised: 20_000, broken: 10 });
    expect(correction.promiseFrom).toBeGreaterThan(0.9);
    const { count, broken } = share(correction, p, came);
    expect(count).toBeGreaterThan(100);
    expect((broken * count + 10) / (count + 20_000)).toBeLessThanOrEqual(0.002);
  });

  it('is given from 0.9 on where those are kept', () => {
    const { p, came } = outcomes(5000, (one) => (one >= 0.85 ? 1 : one));
    expect(fitCorrection(p, came, NONE).promiseFrom).toBe(0.9);
  });

  it('is not given where even the surest are broken', () => {
    const correction = fitCorrection(new Float64Array(5000).fill(0.999), Float64Array.from({ length: 5000 }, (_, i) => Number(i % 20 !== 0)), NONE);
    expect(correction.promiseFrom).toBe(1);
    expect(corrected(correction, 0.999)).toBeLessThan(0.9);
  });
});
