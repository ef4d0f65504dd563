import { describe, expect, it } from 'vitest';
import { isWorse, levelWithHysteresis, marzLevel, type LevelOfService } from './level-of-service.js';

const T = { v1Kmh: 30, v2Kmh: 70, k1VehPerKm: 15, k2VehPerKm: 40 };
const PREVIOUS = ['free', 'dense', 'slow', 'jam', 'unknown'] as const;

describe('marzLevel', () => {
  it.each([
    [70, 15, 'free'], [70, 15.1, 'dense'], [70, 40, 'dense'], [69.9, 0, 'slow'], [30, 40, 'slow'], [29.9, 40.1, 'jam'], [0, 90, 'jam'],
  ] as const)('%s km/h and %s veh/km is %s whatever was before', (v, k, level) => {
    for (const previous of PREVIOUS) expect(marzLevel(v, k, previous, T)).toBe(level);
  });

  it.each([
    [90, 50, { free: 'dense', dense: 'dense', slow: 'jam', jam: 'jam', unknown: 'dense' }],
    [50, 50, { free: 'slow', dense: 'slow', slow: 'jam', jam: 'jam', unknown: 'slow' }],
    [20, 10, { free: 'slow', dense: 'slow', slow: 'jam', jam: 'jam', unknown: 'slow' }],
  ] as const)('%s km/h and %s veh/km depends on what was before', (v, k, expected) => {
    for (const previous of PREVIOUS) expect(marzLevel(v, k, previous, T)).toBe(expected[previous]);
  });

  it('makes no statement without both inputs', () => {
    expect(marzLevel(null, 10, 'jam', T)).toBe('unknown');
    expect(marzLevel(50, null, 'jam', T)).toBe('unknown');
  });
});

describe('levelWithHysteresis', () => {
  const margin = { speedKmh: 5, densityVehPerKm: 3 };
  const judge = (v: number | null, k: number | null, previous: LevelOfService) => levelWithHysteresis(v, k, previous, T, margin);

  it('gets worse at the threshold, and better only beyond the margin', () => {
    expect(judge(69, 10, 'free')).toBe('slow');
    expect(judge(71, 10, 'slow')).toBe('slow');
    expect(judge(75, 10, 'slow')).toBe('free');
    expect(judge(80, 16, 'free')).toBe('dense');
    expect(judge(80, 14, 'dense')).toBe('dense');
    expect(judge(80, 12, 'dense')).toBe('free');
  });

  it('goes as far as the cautious judgement', () => {
    expect(judge(71, 35, 'jam')).toBe('slow');
    expect(judge(90, 14, 'jam')).toBe('dense');
  });

  it('stays where the cautious judgement is worse still', () => {
    expect(judge(90, 39, 'slow')).toBe('slow');
    expect(judge(3, 30, 'unknown')).toBe('slow');
  });

  it('makes no statement without inputs, and none is worse than unknown', () => {
    expect(judge(null, 10, 'jam')).toBe('unknown');
    expect(judge(50, null, 'jam')).toBe('unknown');
    expect(isWorse('free', 'unknown')).toBe(true);
    expect(isWorse('unknown', 'jam')).toBe(false);
  });
});
