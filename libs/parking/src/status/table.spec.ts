import { describe, expect, it } from 'vitest';
import { deriveThresholds } from './thresholds.js';
import { bandOf, isLevel, STATUS_TABLE, stepStatus, type StatusInput } from './table.js';
import type { ParkingStatus } from '../model/public.js';

const STATUSES: ParkingStatus[] = ['available', 'almostFull', 'full', 'closed', 'unknown', 'unavailable'];
const INPUTS: StatusInput[] = ['fullBand', 'fullHold', 'almostBand', 'almostHold', 'freeBand', 'notOpen', 'noTrust', 'noSource'];

describe('status table', () => {
  it('answers every input in every status with a status that goes with it', () => {
    for (const from of STATUSES) {
      for (const input of INPUTS) {
        const to = STATUS_TABLE[from][input];
        expect(STATUSES).toContain(to);
        expect(isLevel(to)).toBe(input.endsWith('Band') || input.endsWith('Hold'));
      }
    }
  });

  it('is stable: the same input twice leads no further', () => {
    for (const from of STATUSES) for (const input of INPUTS) {
      const to = STATUS_TABLE[from][input];
      expect(STATUS_TABLE[to][input]).toBe(to);
    }
  });

  it('keeps each level within its hold band', () => {
    expect(STATUS_TABLE.full.fullHold).toBe('full');
    expect(STATUS_TABLE.almostFull.fullHold).toBe('almostFull');
    expect(STATUS_TABLE.almostFull.almostHold).toBe('almostFull');
    expect(STATUS_TABLE.available.almostHold).toBe('available');
    expect(STATUS_TABLE.full.almostHold).toBe('almostFull');
  });

  it('keeps closed, full, unknown and unavailable apart', () => {
    expect(new Set(['notOpen', 'fullBand', 'noTrust', 'noSource'].map((i) => STATUS_TABLE.available[i as StatusInput])).size).toBe(4);
  });

  it('sorts vacancies into bands by the thresholds', () => {
    const t = { fullVacant: 2, fullClear: 9, almostFullVacant: 20, almostFullClear: 27 };
    const bands = [0, 2, 3, 8, 9, 20, 21, 26, 27].map((v) => bandOf(v, t));
    expect(bands).toEqual([
      'fullBand', 'fullBand', 'fullHold', 'fullHold', 'almostBand', 'almostBand', 'almostHold', 'almostHold', 'freeBand',
    ]);
  });

  it('knows Aachen and a single space', () => {
    expect(deriveThresholds(560, { almostFullClear: 57, fullVacant: 0, fullClear: 1 })).toEqual({
      fullVacant: 0, fullClear: 1, almostFullVacant: 56, almostFullClear: 57,
    });
    const one = deriveThresholds(1);
    expect(bandOf(0, one)).toBe('fullBand');
    expect(STATUS_TABLE.full[bandOf(1, one)]).toBe('available');
  });
});

describe('stepStatus', () => {
  const at = (status: ParkingStatus) => ({ status, statusSinceMs: 1000 });

  it('holds a level for the dwell and says until when', () => {
    expect(stepStatus(at('available'), 'fullBand', 60_999, 60)).toEqual({ status: 'available', sinceMs: 1000, heldUntilMs: 61_000 });
    expect(stepStatus(at('available'), 'fullBand', 61_000, 60)).toEqual({ status: 'full', sinceMs: 61_000, heldUntilMs: null });
  });

  it('stays without a change', () => {
    expect(stepStatus(at('full'), 'fullHold', 2000, 60)).toEqual({ status: 'full', sinceMs: 1000, heldUntilMs: null });
  });

  it('closes, loses trust and source at once, and opens at once', () => {
    expect(stepStatus(at('available'), 'notOpen', 2000, 60).status).toBe('closed');
    expect(stepStatus(at('available'), 'noTrust', 2000, 60).status).toBe('unknown');
    expect(stepStatus(at('unknown'), 'noSource', 2000, 60).status).toBe('unavailable');
    expect(stepStatus(at('closed'), 'freeBand', 2000, 60).status).toBe('available');
    expect(stepStatus(at('unavailable'), 'freeBand', 2000, 60).status).toBe('available');
  });

  it('does not believe a source that lost trust just now', () => {
    expect(stepStatus(at('unknown'), 'freeBand', 2000, 60).status).toBe('unknown');
    expect(stepStatus(at('unknown'), 'freeBand', 61_000, 60).status).toBe('available');
  });
});
