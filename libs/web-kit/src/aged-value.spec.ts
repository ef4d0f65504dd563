import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageValue, OLD_AFTER_MS, STALE_AFTER_MS, type PublicValue } from './aged-value.js';

const value = (edit: Partial<PublicValue> = {}): PublicValue => ({ status: 'spacesAvailable', vacant: 12, quality: 'measured', measuredAtMs: 1_000_000, ...edit });
const at = (ageMs: number): number => 1_000_000 + ageMs;

describe('ageValue', () => {
  it('marks a number as old and then stops showing it', () => {
    expect(ageValue(value(), at(OLD_AFTER_MS - 1))).toMatchObject({ freshness: 'fresh', vacant: 12, status: 'spacesAvailable' });
    expect(ageValue(value(), at(OLD_AFTER_MS))).toMatchObject({ freshness: 'old', vacant: 12 });
    expect(ageValue(value(), at(STALE_AFTER_MS))).toMatchObject({ freshness: 'stale', vacant: null, status: 'unavailable', quality: 'unknown' });
  });
  it('takes the limit of the facility', () => {
    expect(ageValue(value(), at(59_999), 60_000).vacant).toBe(12);
    expect(ageValue(value(), at(60_000), 60_000).vacant).toBeNull();
  });
  it('keeps a full garage full only as long as its count is young, and a closed one closed', () => {
    expect(ageValue(value({ status: 'full', vacant: 0 }), at(STALE_AFTER_MS)).status).toBe('unavailable');
    expect(ageValue(value({ status: 'closed', vacant: 17 }), at(10 * STALE_AFTER_MS))).toMatchObject({ status: 'closed', vacant: null });
  });
  it('shows no number without a time of measurement', () => {
    expect(ageValue(value({ measuredAtMs: null }), at(0))).toMatchObject({ vacant: null, freshness: 'none', ageMs: null });
  });
  it('never shows a number that is stale or whose status has none', () => {
    const statuses = fc.constantFrom('spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable');
    fc.assert(
      fc.property(statuses, fc.nat(2000), fc.integer({ min: -60_000, max: 10_000_000 }), (status, vacant, age) => {
        const aged = ageValue(value({ status, vacant }), at(age));
        return aged.vacant === null || (age < STALE_AFTER_MS && ['spacesAvailable', 'almostFull', 'full'].includes(aged.status));
      }),
    );
  });
});
