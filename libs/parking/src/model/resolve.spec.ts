import { describe, expect, it } from 'vitest';
import { ParkingConfigError, resolveFacilityConfig, type FacilityConfigInput } from '../index.js';
import { aFacility } from '../testing/build.js';

function problemsOf(given: Partial<FacilityConfigInput>): readonly string[] {
  try {
    aFacility(given);
    return [];
  } catch (error) {
    if (error instanceof ParkingConfigError) return error.problems;
    throw error;
  }
}

describe('facility configuration', () => {
  it('needs nothing but id, capacity and evidence', () => {
    expect(aFacility()).toMatchObject({
      publicAudience: 'shortStay',
      staleSeconds: 1800,
      timeZone: 'Europe/Berlin',
      audiences: [{ id: 'shortStay', capacity: 200, plausibilityMargin: 20, thresholds: { fullVacant: 2, almostFullVacant: 20 } }],
      total: { id: 'total', overnightOccupied: null },
      drift: { mode: 'propose' },
    });
  });

  it('lets everything be said', () => {
    const config = aFacility({
      thresholds: { almostFullPct: 20 },
      audiences: [
        { id: 'contract', capacity: 150, overnightOccupied: 30, thresholds: { almostFullPct: 5 } },
        { id: 'disabled', capacity: 50, overnightOccupied: 2 },
      ],
      evidence: [{ counterId: 'c1', kind: 'absolute', audience: 'total', unknownCodes: [] }],
      drift: { mode: 'auto' },
      trend: { pctPerHour: 3 },
      estimate: { enabled: false },
      region: { state: 'Berlin' },
      dwellSeconds: 30,
    });
    expect(config).toMatchObject({
      publicAudience: 'contract',
      audiences: [{ thresholds: { almostFullVacant: 8 } }, { thresholds: { almostFullVacant: 10 } }],
      total: { overnightOccupied: 32, capacity: 200 },
      evidence: [{ audience: 'total', unknownCodes: [] }],
      drift: { mode: 'auto', minConfidence: 0.9 },
      region: { countryCode: 'de', state: 'Berlin' },
      estimate: { enabled: false, maxAgeSeconds: 7200 },
      dwellSeconds: 30,
    });
  });

  it('takes a counter of the whole for the only audience', () => {
    expect(aFacility({ evidence: [{ counterId: 'c1', kind: 'absolute', audience: 'total' }] }).evidence[0]?.audience).toBe('shortStay');
  });

  it('says everything that is wrong at once', () => {
    const problems = problemsOf({
      capacity: -1,
      audiences: [
        { id: 'total', capacity: 1.5, plausibilityMargin: -1, overnightSigma: 0, overnightOccupied: -2 },
        { id: 'total', capacity: 5, thresholds: { fullVacant: 3, fullClear: 3 } },
      ],
      publicAudience: 'nobody',
      precedence: ['space', 'space', 'totals'],
      evidence: [
        { counterId: 'a', kind: 'totals', audience: 'ghosts', modulus: 1, maxVehiclesPerMinute: 0 },
        { counterId: 'a', kind: 'totals', audience: 'total', modulus: 65_536 },
      ],
      staleSeconds: 0,
      quietHours: { from: '3:00', to: '25:00' },
      timeZone: 'Europe/Entenhausen',
      openingHours: 'when it rains 25:99',
    });
    for (const word of [
      'capacity must be', 'precedence', 'reserved', 'must differ', 'publicAudience', 'audience total: capacity', 'plausibilityMargin',
      'overnightSigma', 'overnightOccupied', 'fullClear', 'listed twice', 'unknown audience', 'modulus', 'maxVehiclesPerMinute',
      'staleSeconds must be 1..86400', 'quietHours', 'timeZone', 'openingHours',
    ]) {
      expect(problems).toContainEqual(expect.stringContaining(word));
    }
    expect(() => aFacility({ staleSeconds: 0 })).toThrow('facility p1: staleSeconds must be 1..86400');
  });

  it('needs an audience, and quiet hours that last', () => {
    expect(problemsOf({ audiences: [] })).toContain('needs at least one audience');
    expect(problemsOf({ quietHours: { from: '03:00', to: '03:00' } })).toHaveLength(1);
    expect(problemsOf({ openingHours: '24/7' })).toEqual([]);
    expect(problemsOf({ precedence: ['space', 'totals', 'absolute', 'space'] })).toHaveLength(1);
  });

  it('carries a code', () => {
    expect(() => resolveFacilityConfig({ id: 'x', capacity: 1.5, evidence: [] })).toThrow(expect.objectContaining({ code: 'parkingConfig', facilityId: 'x' }));
  });
});
