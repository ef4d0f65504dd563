import type { FacilityState } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, T0 } from '../engine/testing/town.js';
import { LiveStore } from '../live/live-store.js';
import { rehearse } from './rehearsal.js';

const clock = { mode: 'system' as const, now: () => T0, rate: () => 1 };
const nord = (vacant: number | null): FacilityState => ({
  id: 'nord', status: vacant === null ? 'unknown' : 'spacesAvailable', capacity: 80, vacant, quality: vacant === null ? 'unknown' : 'measured', measuredAtMs: T0, trend: 'steady',
  audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [],
});
const storeWith = (vacant: number | null): LiveStore => {
  const store = new LiveStore('epoch');
  store.set('facilities', nord(vacant));
  return store;
};

describe('the rehearsal', () => {
  it('asks thousands of questions, leaves others their turn, and changes nothing', async () => {
    const store = storeWith(10);
    const before = structuredClone(store.list('facilities'));
    let turns = 0;
    const others = setInterval(() => (turns += 1), 0);
    expect(await rehearse(aTown(), store, clock, () => true)).toBe(12_000);
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
    expect(store.list('facilities')).toEqual(before);
  });
  it('ends when the service does, asking or waiting', async () => {
    let left = 4;
    expect(await rehearse(aTown(), storeWith(10), clock, () => left-- > 0)).toBe(150);
    expect(await rehearse(aTown(), storeWith(null), clock, () => false)).toBe(0);
  });
});
