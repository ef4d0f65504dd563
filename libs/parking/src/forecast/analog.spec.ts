import { describe, expect, it } from 'vitest';
import { analogueOf } from './analog.js';

const of = (...values: number[]): Float32Array => Float32Array.from(values);
const same = (step: number) => ({ step, factor: 1 });

describe('analogues', () => {
  it('go on as the most like moment did', () => {
    const rate = of(0.1, 0.2, 0.5, 0.6, 0.5, 0.4, 0.1, 0.2);
    const { change, distance } = analogueOf(rate, [same(1), same(4)], 7, 1, 60);
    expect(change).toBeGreaterThan(0.25);
    expect(distance).toBeCloseTo(0, 6);
  });

  it('keep the nearest six', () => {
    const rate = new Float32Array(40).fill(0.5);
    const moments = [1, 3, 5, 7, 9, 11, 13].map((step, i) => {
      rate[step] = 0.9 - i * 0.05;
      return same(step);
    });
    rate[2] = 9;
    expect(analogueOf(rate, moments, 39, 1, 1440).change).toBeLessThan(1);
    expect(analogueOf(rate, moments.toReversed(), 39, 1, 1440)).toEqual(analogueOf(rate, moments, 39, 1, 1440));
  });

  it('are unknown without a former moment, or with none that both know', () => {
    expect(analogueOf(of(1, 1), [], 1, 1, 15).change).toBeNaN();
    expect(analogueOf(of(0.4, Number.NaN, 0.4), [same(0)], 2, 1, 15).change).toBeNaN();
    expect(analogueOf(of(0.4, 0.5, Number.NaN), [same(0)], 2, 1, 15).change).toBeNaN();
  });
});
