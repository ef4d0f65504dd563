import { describe, expect, it } from 'vitest';
import { compile } from '../model/compiled.js';
import type { DriftEstimate } from '../model/result.js';
import { aFacility } from '../testing/build.js';
import { isWorthRezero } from './estimate.js';

const config = aFacility();
const [audience] = compile(config).audiences;
const estimate: DriftEstimate = {
  audience: 'shortStay', offsetVehicles: 10, offsetStdError: 1, perDay: 1, perDayStdError: 0.1, confidence: 0.99,
  samples: { night: 3, bound: 0, space: 0, operator: 0 }, appliedCorrection: 0,
};
const worth = (given: Partial<DriftEstimate>, rules = config.drift): boolean | undefined =>
  audience === undefined ? undefined : isWorthRezero({ ...estimate, ...given }, audience, rules);

describe('a re-zero is proposed', () => {
  it('when the offset is large, sure, told from zero and often seen, either way', () => {
    expect(worth({})).toBe(true);
    expect(worth({ offsetVehicles: -10 })).toBe(true);
  });

  it.each([
    ['too small', { offsetVehicles: 3.9 }],
    ['not told from zero', { offsetStdError: 5 }],
    ['not sure', { confidence: 0.89 }],
    ['seen too seldom', { samples: { night: 1, bound: 0, space: 1, operator: 0 } }],
  ])('not when it is %s', (_why, given) => {
    expect(worth(given)).toBe(false);
  });

  it('not when drift is off', () => {
    expect(worth({}, { ...config.drift, mode: 'off' })).toBe(false);
  });
});
