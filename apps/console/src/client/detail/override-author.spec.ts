import type { FacilityOverride } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../state/api.js';
import { authorIn } from './override-author.js';

const UNTIL = 1_000_000;
const act = (by: string, atMs: number, action: object, outcome: 'ok' | 'refused' = 'ok') => ({ by, atMs, action: 'facility', outcome, detail: { facilityId: 'nord', action } }) as unknown as AuditRecord;
const LOG = [
  act('Max', 50, { action: 'close', reason: 'nein' }, 'refused'),
  act('Eva', 50, { action: 'close', reason: 'Brand' }),
  act('Ada', 40, { action: 'temporaryCapacity', capacity: 30, until: new Date(UNTIL).toISOString() }),
  act('Tom', 30, { action: 'temporaryCapacity', capacity: 30, until: new Date(UNTIL + 1000).toISOString() }),
  { ...act('Ina', 20, {}), detail: {} },
];
const override = (given: Partial<FacilityOverride>): FacilityOverride => ({ kind: 'closed', audience: null, capacity: null, by: 'operator', reason: 'x', sinceMs: 50, untilMs: null, ...given });

describe('who decided', () => {
  it('is the person whose act it was, not one who was refused or who did something like it', () => {
    expect(authorIn(LOG, override({}))).toBe('Eva');
    expect(authorIn(LOG, override({ sinceMs: 51 }))).toBeNull();
    expect(authorIn(LOG, override({ kind: 'capacity', capacity: 30, sinceMs: 45, untilMs: UNTIL }))).toBe('Ada');
    expect(authorIn(LOG, override({ kind: 'capacity', capacity: 31, untilMs: UNTIL }))).toBeNull();
  });
  it('is nobody where a plan did it', () => expect(authorIn(LOG, override({ by: 'plan:fest' }))).toBeNull());
});
