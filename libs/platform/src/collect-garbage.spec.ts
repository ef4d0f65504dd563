import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from './collect-garbage.js';

describe('collecting garbage', () => {
  it('clears away what nobody holds any more, and leaves the collector as it was', () => {
    let held: { name: string }[] | null = Array.from({ length: 1000 }, (_, i) => ({ name: `thing ${i}` }));
    const gone = new WeakRef(held);
    const kept = { name: 'kept' };
    held = null;
    // A weak reference holds until the turn in which it was made is over.
    return new Promise((resolve) => setTimeout(resolve, 0)).then(() => {
      collectGarbage();
      expect(gone.deref()).toBeUndefined();
      expect(kept.name).toBe('kept');
      expect(() => runInNewContext('gc') as unknown).toThrow('gc is not defined');
    });
  });
});
