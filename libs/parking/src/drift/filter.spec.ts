import { describe, expect, it } from 'vitest';
import { newDrift, predict, update, within, type DriftSource } from './filter.js';

const DAY = 86_400_000;
const night = (offset: number, day: number, source: DriftSource = 'night') => ({ offset, sigma: 2, source, atMs: day * DAY });

describe('drift filter', () => {
  it('learns offset and rate from nights', () => {
    let d = newDrift(500, 0);
    for (let day = 1; day <= 15; day += 1) d = update(d, night(10 + 4 * day, day), 500);
    expect(d.offset).toBeCloseTo(70, 0);
    expect(d.perDay).toBeCloseTo(4, 0);
    expect(predict(d, 17 * DAY, 500).offset).toBeCloseTo(78, 0);
    expect(predict(d, 17 * DAY, 500).p00).toBeGreaterThan(d.p00);
  });

  it('does not go back in time', () => {
    const d = update(newDrift(500, 0), night(10, 3), 500);
    expect(predict(d, 0, 500)).toEqual(d);
  });

  it('sets one outlier aside, starts afresh with two in a row, and always believes an operator', () => {
    let d = newDrift(500, 0);
    for (let day = 1; day <= 10; day += 1) d = update(d, night(10, day), 500);
    const once = update(d, night(300, 11), 500);
    expect(once.offset).toBeCloseTo(10, 0);
    expect(update(once, night(10, 12), 500)).toMatchObject({ outliers: 0, samples: { night: 11 } });
    const twice = update(once, night(300, 12), 500);
    expect(twice.offset).toBeGreaterThan(200);
    expect(twice.samples.night).toBe(1);
    const told = update(d, { ...night(300, 11, 'operator'), sigma: 0.1 }, 500);
    expect(told.offset).toBeGreaterThan(50);
  });

  it('knows the normal distribution', () => {
    expect(within(1)).toBeCloseTo(0.6827, 4);
    expect(within(1.96)).toBeCloseTo(0.95, 4);
    expect(within(0)).toBeCloseTo(0, 6);
  });
});
