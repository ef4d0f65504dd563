import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brightnessPct } from './brightness.js';
import type { BrightnessInputs, BrightnessRule } from './brightness.js';
import { sunElevationDeg } from './sun.js';

const INGOLSTADT = { lat: 48.766, lon: 11.426 };
const at = (iso: string, lux: number | null = null): BrightnessInputs => ({ nowMs: Date.parse(iso), timeZone: 'Europe/Berlin', ...INGOLSTADT, lux });
const elevation = (iso: string): number => sunElevationDeg(Date.parse(iso), INGOLSTADT.lat, INGOLSTADT.lon);

describe('the sun', () => {
  it('culminates where geometry says', () => {
    // Highest of the day: 90 degrees less the latitude, and the obliquity at the solstices.
    const highest = (day: string): number => Math.max(...Array.from({ length: 1440 }, (_, minute) => sunElevationDeg(Date.parse(`${day}T00:00:00Z`) + minute * 60_000, INGOLSTADT.lat, INGOLSTADT.lon)));
    expect(highest('2026-06-21')).toBeCloseTo(90 - INGOLSTADT.lat + 23.44, 1);
    expect(highest('2026-12-21')).toBeCloseTo(90 - INGOLSTADT.lat - 23.44, 1);
    expect(Math.abs(highest('2026-03-20') - (90 - INGOLSTADT.lat))).toBeLessThan(0.3);
  });
  it('rises and sets when the almanac of Munich says, give or take a few minutes', () => {
    // 22 November: 7:29 and 16:28 CET in Munich; the upper rim with refraction is 0.83 degrees above the centre.
    for (const iso of ['2026-11-22T07:30:00+01:00', '2026-11-22T16:27:00+01:00']) expect(Math.abs(elevation(iso) + 0.83)).toBeLessThan(0.9);
  });
  it('is in the zenith and never beyond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }), (ms, lat, lon) => Math.abs(sunElevationDeg(ms, lat, lon)) <= 90));
  });
});

describe('brightness', () => {
  const sun: BrightnessRule = { by: 'sun', dayPct: 100, nightPct: 30 };
  it('by the sun: day, night and between them', () => {
    expect([brightnessPct(sun, at('2026-11-22T12:00:00+01:00')), brightnessPct(sun, at('2026-11-22T23:00:00+01:00'))]).toEqual([100, 30]);
    const dusk = brightnessPct(sun, at('2026-11-22T16:30:00+01:00'));
    expect(dusk).toBeGreaterThan(40);
    expect(dusk).toBeLessThan(80);
  });
  it('by local time, through the night and the change of the clocks', () => {
    const rule: BrightnessRule = { by: 'schedule', steps: [{ from: '20:00', pct: 40 }, { from: '06:30', pct: 90 }] };
    const pct = (iso: string): number => brightnessPct(rule, at(iso));
    expect([pct('2026-11-22T06:29:00+01:00'), pct('2026-11-22T06:30:00+01:00'), pct('2026-11-22T19:59:00+01:00'), pct('2026-11-22T20:00:00+01:00'), pct('2026-11-23T00:00:00+01:00')]).toEqual([40, 90, 90, 40, 40]);
    expect(pct('2026-07-01T04:30:00Z')).toBe(90);
    expect(brightnessPct({ by: 'schedule', steps: [] }, at('2026-11-22T12:00:00Z'))).toBe(100);
  });
  it('by what the player measures, and by the sun while it measures nothing', () => {
    const rule: BrightnessRule = { by: 'sensor', steps: [{ lux: 10_000, pct: 100 }, { lux: 0, pct: 20 }, { lux: 100, pct: 60 }], dayPct: 80, nightPct: 25 };
    const noon = '2026-11-22T12:00:00+01:00';
    expect([0, 9, 100, 10_000, 90_000].map((lux) => brightnessPct(rule, at(noon, lux)))).toEqual([20, 40, 60, 100, 100]);
    expect(brightnessPct(rule, at(noon))).toBe(80);
    expect(brightnessPct({ ...rule, steps: [{ lux: 50, pct: 70 }] }, at(noon, 3))).toBe(70);
    expect(brightnessPct({ ...rule, steps: [] }, at(noon, 3))).toBe(80);
  });
  it('is fixed, and never dims a sign away', () => {
    expect([0, 3, 55.4, 300].map((pct) => brightnessPct({ by: 'fixed', pct }, at('2026-11-22T12:00:00Z')))).toEqual([5, 5, 55, 100]);
  });
});
