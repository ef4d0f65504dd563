import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastAt } from './between.js';
import type { FreeForecast } from './issue.js';
import { addOutcome, createSkill, skillOf } from './skill.js';

const of = (minutes: number, free: number, pFree: number): FreeForecast => ({ minutes, free, pFree, quantiles: [free - 2, free - 1, free, free + 1, free + 2] });

describe('between the horizons', () => {
  const known = [of(15, 10, 1), of(30, 4, 0.8)];

  it('mixes, from the count of now on, and holds the last beyond', () => {
    expect(forecastAt(known, 20, 0)).toEqual({ minutes: 0, free: 20, quantiles: [20, 20, 20, 20, 20], pFree: 1 });
    expect(forecastAt(known, 0, 0).pFree).toBe(0);
    expect(forecastAt(known, 20, 15)).toEqual(known[0]);
    const between = forecastAt(known, 20, 20);
    expect(between.free).toBeCloseTo(8);
    expect(between.pFree).toBeCloseTo(1 - 0.2 / 3);
    expect(between.quantiles[0]).toBeCloseTo(6);
    expect(forecastAt(known, 20, 90)).toEqual({ ...known[1], minutes: 90 });
  });

  it('keeps levels ordered and chances in 0..1', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 300, noNaN: true }), fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (minutes, free, p) => {
        const { quantiles, pFree } = forecastAt([of(15, 10, p), of(60, 50, 1 - p)], free, minutes);
        expect(pFree >= 0 && pFree <= 1).toBe(true);
        expect([...quantiles].every((q, i) => i === 0 || q >= quantiles[i - 1]! - 1e-9)).toBe(true);
      }),
    );
  });
});

describe('skill', () => {
  it('is unknown before the first outcome', () => expect(skillOf(createSkill())).toBeNull());

  it('counts errors, promises and levels', () => {
    let skill = addOutcome(createSkill(), of(15, 10, 0.95), 8.5, 100);
    skill = addOutcome(skill, of(15, 4, 1), 0, 100);
    expect(skillOf(skill)).toEqual({
      maePct: expect.closeTo(2.75) as number,
      brier: expect.closeTo((0.05 ** 2 + 1) / 2) as number,
      promisedButFullPct: 50,
      reliability: [{ promisedPct: expect.closeTo(97.5) as number, truePct: 50, outcomes: 2 }],
      belowPct: [50, 100, 100, 100, 100],
    });
    expect(JSON.parse(JSON.stringify(skill))).toEqual(skill);
    expect(skillOf(addOutcome(createSkill(), of(15, 4, 0.2), 0, 100))).toMatchObject({ promisedButFullPct: null });
  });
});
