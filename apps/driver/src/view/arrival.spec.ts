import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aState, NOW_MS } from '../testing/a-city.js';
import { arrivalOf, chanceOf } from './arrival.js';

const horizon = (minutes: number, vacant: number, pFree: number) => ({ minutes, vacant, p10: 0, p50: vacant, p90: vacant, pFree });
const state = aState('west', { forecast: { issuedAtMs: NOW_MS, basis: 'week', skill: null, horizons: [horizon(15, 30, 0.9), horizon(30, 20, 0.6), horizon(120, 2, 0.1)] } });

describe('arrival', () => {
  it('is the horizon itself when it was issued just now, and lies between two later on', () => {
    expect(arrivalOf(state, 'shortStay', 15, NOW_MS)).toEqual({ minutes: 15, chance: 'sure', vacant: 30 });
    expect(arrivalOf(state, 'shortStay', 15, NOW_MS + 7.5 * 60_000)).toEqual({ minutes: 15, chance: 'likely', vacant: 25 });
    expect(arrivalOf(state, 'shortStay', 120, NOW_MS + 600_000)).toEqual({ minutes: 120, chance: 'unlikely', vacant: 2 });
  });
  it('is never outside of what was forecast', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 1_200_000 }), (minutes, age) => {
        const vacant = arrivalOf(state, 'shortStay', minutes, NOW_MS + age)?.vacant ?? -1;
        return vacant >= 2 && vacant <= 30;
      }),
    );
  });
  it('says nothing when the forecast is old, from the future, or about others', () => {
    expect(arrivalOf(state, 'shortStay', 15, NOW_MS + 1_200_001)).toBeNull();
    expect(arrivalOf(state, 'shortStay', 15, NOW_MS - 120_000)).toBeNull();
    expect(arrivalOf(state, 'disabled', 15, NOW_MS)).toBeNull();
    expect(arrivalOf(undefined, 'shortStay', 15, NOW_MS)).toBeNull();
  });
  it.each([[1, 'sure'], [0.89, 'likely'], [0.5, 'open'], [0.39, 'unlikely']])('%s is %s', (pFree, chance) => expect(chanceOf(pFree)).toBe(chance));
});
