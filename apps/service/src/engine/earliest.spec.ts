import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Earliest } from './earliest.js';

describe('Earliest', () => {
  it('asks for a look at all in the beginning, and after everything may have changed', () => {
    const due = new Earliest();
    expect(due.isPast(0)).toBe(true);
    expect(due.isPast(1e15)).toBe(false);
    due.forget();
    expect(due.isPast(0)).toBe(true);
  });

  it('never misses: whoever looks only when asked sees every silence in the tick in which a look at all would', () => {
    const step = fc.record({ thing: fc.nat(4), tick: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 }), (steps, patience) => {
        const due = new Earliest();
        const heard = patience.map(() => 0);
        const silent = { asked: patience.map(() => false), always: patience.map(() => false) };
        const look = (which: 'asked' | 'always', now: number) => heard.forEach((ms, i) => (silent[which][i] ||= now > ms + patience[i]!));
        steps.forEach(({ thing, tick }, now) => {
          heard[thing] = now;
          silent.asked[thing] = silent.always[thing] = false;
          due.note(now + patience[thing]!);
          if (!tick) return;
          look('always', now);
          if (due.isPast(now)) {
            look('asked', now);
            heard.forEach((ms, i) => !silent.asked[i] && due.note(ms + patience[i]!));
          }
          expect(silent.asked).toEqual(silent.always);
        });
      }),
    );
  });
});
