import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FreeForecast } from './issue.js';
import { asWatched, createWatch, watchPromises, type Promised, type WatchState } from './watch.js';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-03-03T11:00Z');
const forecast = (pFree: number, minutes = 60): FreeForecast => ({ minutes, free: 5, quantiles: [1, 3, 5, 7, 9], pFree });
const told = (state: WatchState, pFree: number, minutes?: number): number => asWatched(state, forecast(pFree, minutes)).pFree;
/** So many promises of one sureness, every so many-th of them broken, one at a time. */
function keep(state: WatchState, pFree: number, count: number, brokenOneIn: number, atMs = NOON): void {
  for (let i = 1; i <= count; i++) watchPromises(state, 60, atMs, [{ pFree, came: i % brokenOneIn !== 0 }]);
}

describe('promises that are watched', () => {
  it('are told as given while there is little to say of them, or they are kept', () => {
    const state = createWatch();
    expect(told(state, 0.95)).toBe(0.95);
    keep(state, 0.95, 199, 10);
    expect(told(state, 0.95)).toBe(0.95);
    keep(state, 0.999, 12_000, 1e9);
    expect(told(state, 0.95)).toBe(0.95);
  });

  it('are none where such were broken too often of late; surer ones stay, other horizons too, and chances below never change', () => {
    const state = createWatch();
    keep(state, 0.95, 300, 20);
    keep(state, 0.9995, 1000, 1000);
    expect([0.9, 0.95, 0.99].map((p) => told(state, p))).toEqual([0.899, 0.899, 0.99]);
    expect([0.9995, 0.999999, 1].map((p) => told(state, p))).toEqual([0.9995, 0.999999, 1]);
    expect([told(state, 0.95, 30), told(state, 0.5)]).toEqual([0.95, 0.5]);
    expect(asWatched(state, forecast(0.95))).toEqual({ ...forecast(0.95), pFree: 0.899 });
  });

  it('are none at all where even the surest were broken', () => {
    const state = createWatch();
    keep(state, 0.999999, 400, 100);
    expect(told(state, 1)).toBe(0.899);
  });

  it('learn nothing of a feed that sends zeros, nor of what was no promise', () => {
    const state = createWatch();
    keep(state, 0.95, 1000, 1e9);
    const zeros: Promised[] = Array.from({ length: 12 }, (_, i) => ({ pFree: 0.99, came: i >= 8 }));
    for (let i = 0; i < 50; i++) watchPromises(state, 60, NOON, zeros);
    for (let i = 0; i < 50; i++) watchPromises(state, 60, NOON, [{ pFree: 0.5, came: false }]);
    expect(told(state, 0.95)).toBe(0.95);
  });

  it('are forgotten after four weeks', () => {
    const state = createWatch();
    keep(state, 0.95, 300, 20);
    watchPromises(state, 30, NOON + 20 * DAY_MS, [{ pFree: 0.95, came: true }]);
    keep(state, 0.95, 300, 1e9, NOON + 27 * DAY_MS);
    expect(told(state, 0.95)).toBe(0.899);
    keep(state, 0.95, 300, 1e9, NOON + 28 * DAY_MS);
    expect(told(state, 0.95)).toBe(0.95);
    expect(Object.keys(state.days)).toHaveLength(3);
  });

  it('are never told surer than given, and in the order given; the state is plain data', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ pFree: chance, came: fc.boolean() }), { minLength: 150, maxLength: 400 }), chance, chance, (outcomes, a, b) => {
        const state = createWatch();
        for (const one of outcomes) watchPromises(state, 60, NOON, [one, { pFree: 0.9999, came: true }]);
        const stored = JSON.parse(JSON.stringify(state)) as WatchState;
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(told(stored, low)).toBeLessThanOrEqual(low);
        expect(told(stored, low)).toBeLessThanOrEqual(told(stored, high));
        expect(told(stored, high)).toBe(told(state, high));
      }),
    );
  });
});
