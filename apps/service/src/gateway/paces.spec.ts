import type { Told } from '@wegweiser/guidance';
import { beforeEach, describe, expect, it } from 'vitest';
import { Paces } from './paces.js';

const T0 = 1_800_000_000_000;
const ways = (...told: [targetId: string, driveSeconds: number][]): Told[] => told.map(([targetId, driveSeconds]) => ({ targetId, driveSeconds }));
const NORTH = ways(['a', 100], ['b', 200], ['c', 300]);
let paces: Paces;
/** Cars from the north stand on the way to `a`. */
beforeEach(() => {
  paces = new Paces();
  for (let index = 0; index < 10; index += 1) paces.learn(NORTH, 'a', { takenSeconds: 30, nearerSeconds: 0 }, T0);
});

describe('Paces', () => {
  it('tells of each way in the order of the question, whatever was asked before', () => {
    const [a, b, c] = paces.of(NORTH, T0);
    expect(a).toBeGreaterThan(2);
    expect(b).toBeLessThan(1.5);
    expect(c).toBe(b);
    expect(paces.of(NORTH, T0 + 1)).toBe(paces.of(NORTH, T0));
    // As many facilities, but not the same ones.
    expect(paces.of(NORTH.toReversed(), T0)).toEqual([c, b, a]);
    expect(paces.of(ways(['b', 200], ['c', 300], ['new', 5]), T0)).toEqual([b, c, b]);
    expect(paces.of(NORTH.slice(1), T0)).toEqual([b, c]);
    expect(paces.of(ways(['a', 900], ['b', 900], ['c', 900]), T0)).toEqual([b, b, b]);
  });
  it('knows what was learned at once, and forgets it', () => {
    const before = paces.of(NORTH, T0)[0]!;
    paces.learn(NORTH, 'a', { takenSeconds: 30, nearerSeconds: 30 }, T0);
    expect(paces.of(NORTH, T0)[0]).toBeLessThan(before);
    expect(paces.of(NORTH, T0 + 600_000)[0]).toBeLessThan(paces.of(NORTH, T0)[0]!);
    expect(paces.of(NORTH, T0 + 36_000_000)[0]).toBeCloseTo(1, 6);
  });
});
