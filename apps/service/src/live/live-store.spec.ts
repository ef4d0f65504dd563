import { applyDelta, type FacilityState } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveStore } from './live-store.js';

const facility = (id: string, vacant: number): FacilityState => ({
  id, vacant, status: 'spacesAvailable', capacity: 100, quality: 'measured', measuredAtMs: 1, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [],
});

describe('LiveStore', () => {
  it('coalesces writes between flushes into one delta per collection', () => {
    const store = new LiveStore('e1');
    store.set('facilities', facility('a', 1));
    store.set('facilities', facility('a', 2));
    store.set('facilities', facility('b', 3));
    const deltas = store.flush();
    expect(deltas).toHaveLength(1);
    expect(deltas[0]).toMatchObject({ collection: 'facilities', from: 0, version: 1, removed: [] });
    expect(deltas[0]!.changed).toHaveLength(2);
    expect(store.flush()).toEqual([]);
  });

  it('tells by a number whether anything was written, however it came', () => {
    const store = new LiveStore('e1');
    const acts = [
      () => store.set('facilities', facility('a', 1)),
      () => store.remove('facilities', 'a'),
      () => store.adopt({ epoch: 'e1', collection: 'facilities', from: 0, version: 1, changed: [facility('b', 1)], removed: [] }),
      () => store.adoptSnapshot({ collection: 'facilities', epoch: 'e2', version: 5, values: [] }),
    ];
    for (const act of acts) {
      const before = store.writes('facilities');
      act();
      expect(store.writes('facilities')).toBeGreaterThan(before);
    }
    const before = store.writes('facilities');
    store.flush();
    store.adoptSnapshot({ collection: 'links', epoch: 'e2', version: 5, values: [] });
    expect(store.writes('facilities')).toBe(before);
  });

  it('answers a snapshot to a stranger, deltas to one who was away, nothing new to one who is current', () => {
    const store = new LiveStore('e1');
    store.set('facilities', facility('a', 1));
    store.flush();
    store.set('facilities', facility('b', 1));
    store.flush();
    expect(store.watch('facilities', 5, {})).toMatchObject({ type: 'snapshot', snapshot: { version: 2, epoch: 'e1' } });
    expect(store.watch('facilities', 5, { epoch: 'e0', version: 2 }).type).toBe('snapshot');
    expect(store.watch('facilities', 5, { epoch: 'e1', version: 9 }).type).toBe('snapshot');
    expect(store.watch('facilities', 5, { epoch: 'e1', version: 1 })).toMatchObject({ type: 'deltas', deltas: [{ from: 1, version: 2, changed: [{ id: 'b' }] }] });
    expect(store.watch('facilities', 5, { epoch: 'e1', version: 2 })).toMatchObject({ type: 'deltas', deltas: [] });
    expect(store.watch('facilities/a', 5, { epoch: 'e1', version: 1 })).toMatchObject({ type: 'deltas', deltas: [{ changed: [], version: 2 }] });
    expect(store.watch('facilities/zzz', 5, {})).toMatchObject({ type: 'snapshot', snapshot: { values: [] } });
  });

  it('any client that misses any deltas ends with the same values as the store', () => {
    const write = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), vacant: fc.nat(99), remove: fc.boolean(), flush: fc.boolean(), heard: fc.boolean() });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
        const store = new LiveStore('e');
        const values = new Map<string, FacilityState>();
        const at = { epoch: 'e', version: 0 };
        for (const w of writes) {
          if (w.remove) store.remove('facilities', w.id);
          else store.set('facilities', facility(w.id, w.vacant));
          if (!w.flush) continue;
          for (const d of store.flush()) if (w.heard) applyDelta(values, at, { ...d, epoch: 'e', changed: d.changed as FacilityState[] });
        }
        store.flush();
        const answer = store.watch('facilities', 0, at);
        if (answer.type === 'deltas') for (const d of answer.deltas) applyDelta(values, at, d as never);
        expect([...values.values()].sort(byId)).toEqual(store.list('facilities').sort(byId));
        expect(at.version).toBe(store.version('facilities'));
      }),
    );
  });

  it('a follower that adopts deltas serves the same versions', () => {
    const engine = new LiveStore('e');
    const gateway = new LiveStore('boot');
    engine.set('facilities', facility('a', 1));
    engine.flush();
    gateway.adoptSnapshot({ collection: 'facilities', epoch: 'e', version: 1, values: engine.list('facilities') });
    engine.set('facilities', facility('a', 2));
    const [delta] = engine.flush();
    expect(gateway.adopt({ ...delta!, epoch: 'other' })).toBe(false);
    expect(gateway.adopt({ ...delta!, epoch: 'e', from: 7 })).toBe(false);
    expect(gateway.adopt({ ...delta!, epoch: 'e' })).toMatchObject({ version: 2 });
    expect(gateway.adopt({ ...delta!, epoch: 'e' })).toBeNull();
    expect(gateway.find('facilities', 'a')?.vacant).toBe(2);
    expect(gateway.watch('facilities', 0, { epoch: 'e', version: 1 })).toMatchObject({ type: 'deltas' });
  });

  it('forgets old changes and then answers with a snapshot', () => {
    const store = new LiveStore('e');
    for (let i = 0; i < 45_000; i += 1) {
      store.set('facilities', facility('a', i % 90));
      store.flush();
    }
    expect(store.watch('facilities', 0, { epoch: 'e', version: 10 }).type).toBe('snapshot');
    expect(store.watch('facilities', 0, { epoch: 'e', version: 44_990 }).type).toBe('deltas');
  });
});

const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
