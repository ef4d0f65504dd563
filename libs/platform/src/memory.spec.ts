import { getHeapSpaceStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { collectGarbage, keepNewObjectsYoung } from './memory.js';

const oldMiB = (): number => getHeapSpaceStatistics().find((s) => s.space_name === 'old_space')!.space_used_size / 2 ** 20;

describe('memory', () => {
  it('keeps new objects young, whatever became of those before', () => {
    keepNewObjectsYoung();
    const make = (i: number): number[] => [i, i + 0.5, i + 2];
    let held = Array.from({ length: 600_000 }, (_, i) => make(i));
    held = held.slice(0, 1);
    collectGarbage();
    const before = oldMiB();
    let most = before;
    for (let i = 0; i < 4_000_000; i += 1) {
      held[i % 1000] = make(i);
      if (i % 1000 === 0) most = Math.max(most, oldMiB());
    }
    // Some 200 MiB pass; a thousand of them live at a time. Without it nearly all lie among the old ones until those are collected.
    expect(most - before).toBeLessThan(10);
  });

  it('clears away what nobody holds any more, and leaves the collector as it was', async () => {
    let held: { name: string }[] | null = Array.from({ length: 1000 }, (_, i) => ({ name: `thing ${i}` }));
    const gone = new WeakRef(held);
    held = null;
    // A weak reference holds until the turn in which it was made is over.
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(gone.deref()).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 0));
    collectGarbage();
    expect(gone.deref()).toBeUndefined();
    expect(() => runInNewContext('gc') as unknown).toThrow('gc is not defined');
  });
});
