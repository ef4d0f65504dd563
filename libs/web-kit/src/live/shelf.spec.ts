import type { Delta, FacilityState, Snapshot } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { LiveShelf } from './shelf.js';

const value = (id: string, vacant = 1): FacilityState => ({ id, status: 'spacesAvailable', capacity: 9, vacant, quality: 'measured', measuredAtMs: 0, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [] });
const snapshot = (room: string, version: number, values: FacilityState[], epoch = 'e1'): Snapshot => ({ room, epoch, version, atMs: 0, values });
const delta = (room: string, from: number, version: number, changed: FacilityState[], edit: Partial<Delta> = {}): Delta => ({ room, epoch: 'e1', from, version, atMs: 0, changed, removed: [], ...edit });
const ids = (shelf: LiveShelf): string[] => [...shelf.values('facilities').keys()];

describe('a collection', () => {
  it('is replaced by a snapshot and moved on by deltas', () => {
    const shelf = new LiveShelf();
    shelf.take(snapshot('facilities', 3, [value('a'), value('b')]));
    expect(shelf.apply(delta('facilities', 3, 4, [value('a', 7)], { removed: ['b'] }))).toEqual({ whole: false, changed: ['a'], removed: ['b'] });
    expect(shelf.values('facilities').get('a')).toMatchObject({ vacant: 7 });
    expect(shelf.mark('facilities')).toEqual({ epoch: 'e1', version: 4 });
    expect(shelf.take(snapshot('facilities', 9, [value('c')], 'e2'))).toEqual({ whole: true, changed: ['c'], removed: ['a'] });
    expect(ids(shelf)).toEqual(['c']);
  });
  it('refuses a gap, another epoch and a room that was never taken', () => {
    const shelf = new LiveShelf();
    expect(shelf.apply(delta('facilities', 0, 1, []))).toBeNull();
    shelf.take(snapshot('facilities', 3, [value('a')]));
    expect(shelf.apply(delta('facilities', 4, 5, [value('a', 2)]))).toBeNull();
    expect(shelf.apply(delta('facilities', 3, 4, [value('a', 2)], { epoch: 'e2' }))).toBeNull();
    expect(shelf.values('facilities').get('a')).toMatchObject({ vacant: 1 });
  });
  it('takes a delta that it has already for nothing new', () => {
    const shelf = new LiveShelf();
    shelf.take(snapshot('facilities', 3, [value('a', 5)]));
    expect(shelf.apply(delta('facilities', 1, 2, [value('a', 1)]))).toEqual({ whole: false, changed: [], removed: [] });
    expect(shelf.values('facilities').get('a')).toMatchObject({ vacant: 5 });
  });
});

describe('single things', () => {
  it('take every newer delta, because versions count per collection', () => {
    const shelf = new LiveShelf();
    shelf.take(snapshot('facilities/a', 3, [value('a')]));
    shelf.take(snapshot('facilities/b', 3, [value('b')]));
    expect(shelf.apply(delta('facilities/a', 8, 9, [value('a', 4)]))?.changed).toEqual(['a']);
    expect(shelf.mark('facilities/b')?.version).toBe(3);
  });
  it('leave the others alone in a snapshot, and go when it is empty', () => {
    const shelf = new LiveShelf();
    shelf.take(snapshot('facilities/a', 3, [value('a')]));
    shelf.take(snapshot('facilities/b', 3, [value('b')]));
    expect(shelf.take(snapshot('facilities/a', 4, []))).toEqual({ whole: false, changed: [], removed: ['a'] });
    expect(ids(shelf)).toEqual(['b']);
  });
});
