import { describe, expect, it } from 'vitest';
import { stepSmoothing, type SmoothingParams, type SmoothingState } from './smoothing.js';

const PARAMS: SmoothingParams = { alphaRising: 0.5, alphaFalling: 0.25, betaRising: 0.5, betaFalling: 0.2, start: null, wholeNumbers: false };
const state = (smoothed: number, trend: number, forecast: number): SmoothingState => ({ smoothed, trend, forecast });

describe('stepSmoothing', () => {
  it('starts at the first measurement, or at the start value', () => {
    expect(stepSmoothing(null, null, PARAMS)).toBeNull();
    expect(stepSmoothing(null, 100, PARAMS)).toEqual(state(100, 0, 100));
    expect(stepSmoothing(null, 100, { ...PARAMS, start: 60 })).toEqual(state(80, 20, 100));
    expect(stepSmoothing(null, null, { ...PARAMS, start: 60 })).toEqual(state(60, 0, 60));
  });

  it('rises and falls with its own weights', () => {
    expect(stepSmoothing(state(100, 10, 110), 140, PARAMS)).toEqual(state(120, 25, 145));
    expect(stepSmoothing(state(100, 10, 110), 60, PARAMS)).toEqual(state(90, 0, 90));
  });

  it('holds without a measurement, and the trend ends', () => {
    expect(stepSmoothing(state(100, 10, 110), null, PARAMS)).toEqual(state(100, 0, 100));
  });

  it('never forecasts below 0, and starts afresh from there', () => {
    const down = stepSmoothing(state(100, -200, 10), 0, PARAMS);
    expect(down).toEqual(state(75, -180, 0));
    expect(stepSmoothing(down, 0, PARAMS)?.forecast).toBe(0);
    expect(stepSmoothing(down, 300, PARAMS)).toMatchObject({ trend: 0, forecast: 300 });
  });

  it('rounds to whole numbers where asked', () => {
    const next = stepSmoothing(state(100, 0, 100), 99, { ...PARAMS, wholeNumbers: true });
    expect(next).toEqual(state(100, 0, 100));
    expect(Object.is(next?.trend, 0)).toBe(true);
  });
});
