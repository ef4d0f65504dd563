import { describe, expect, it } from 'vitest';
import { Allowance, Turnstile } from './allowance.js';

describe('Allowance', () => {
  it('lets a burst through and then a steady rate, and never saves up more than a burst', () => {
    let now = 0;
    const allowance = new Allowance(10, 2, () => now);
    expect([allowance.spend(8), allowance.spend(3), allowance.spend(2), allowance.spend(1)]).toEqual([true, false, true, false]);
    now += 500;
    expect([allowance.spend(1), allowance.spend(1)]).toEqual([true, false]);
    now += 60_000;
    expect([allowance.spend(11), allowance.spend(10)]).toEqual([false, true]);
  });
});

describe('Turnstile', () => {
  it('keeps to its number, in order of arrival, whether work succeeds or fails', async () => {
    const turnstile = new Turnstile(2, 2);
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string, fails = false) =>
      turnstile.run(async () => {
        log.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (fails) throw new Error(name);
      });
    const all = [work('a', true).catch(() => undefined), work('b'), work('c'), work('d')];
    expect(log).toEqual(['a', 'b']);
    expect(turnstile.isFull).toBe(true);
    for (let i = 0; i < 4; i += 1) {
      ends[i]!();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect(turnstile.isFull).toBe(false);
  });
});
