import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, createWindow } from './window.js';

describe('stream window', () => {
  it('lets an identity through once, tells a late one, and knows sequence numbers within one instant', () => {
    const w = createWindow();
    expect([admit(w, 100, 1), admit(w, 100, 1), admit(w, 100, 2), admit(w, 90, 7), admit(w, 90, 7), admit(w, 100, 0)]).toEqual(['new', 'duplicate', 'new', 'late', 'duplicate', 'late']);
  });

  it('takes a sequence number that starts again with a newer time for a new reading', () => {
    const w = createWindow();
    expect([admit(w, 100, 4711), admit(w, 160, 0), admit(w, 220, 0)]).toEqual(['new', 'new', 'new']);
  });

  it('never grows, and finds any duplicate among the last sixteen', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const w = createWindow();
        const admitted: string[] = [];
        for (const [timeMs, seq] of steps) {
          const key = `${timeMs}/${seq}`;
          const recent = admitted.slice(-16).includes(key);
          const novelty = admit(w, timeMs, seq);
          // A duplicate is never let through while it is remembered, and nothing new is ever taken for one.
          expect(novelty === 'duplicate').toBe(recent);
          if (novelty !== 'duplicate') admitted.push(key);
          expect(w.recent.length).toBeLessThanOrEqual(32);
        }
      }),
    );
  });

  it('is plain data', () => {
    const w = createWindow();
    admit(w, 5, 1);
    const copy = JSON.parse(JSON.stringify(w)) as typeof w;
    expect(admit(copy, 5, 1)).toBe('duplicate');
  });
});
