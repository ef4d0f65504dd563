import { describe, expect, it } from 'vitest';
import type { Detector, Vehicle } from '../roads/model.js';
import { createSecondWatch } from './second-watch.js';

const loop = (deviceId: string): Detector => ({ deviceId, entered: 0, total: 0, coveredMs: 0, occupant: null, onMs: 0 }) as unknown as Detector;

describe('what a controller sees of its loops in a second', () => {
  it('fronts, rears and cover, second by second; free loops are left out', () => {
    const [a, b] = [loop('a'), loop('b')];
    const watch = createSecondWatch([a, b]);
    expect(watch(1000)).toEqual({});
    Object.assign(a, { entered: 1, occupant: {} as Vehicle, onMs: 1750 });
    expect(watch(2000)).toEqual({ a: { entered: 1, left: 0, occupancyPct: 25 } });
    expect(watch(3000)).toEqual({ a: { entered: 0, left: 0, occupancyPct: 100 } });
    // Gone after 3.4 s, and another front arrives in the same second on the other one.
    Object.assign(a, { occupant: null, total: 1, coveredMs: 1650 });
    Object.assign(b, { entered: 1, total: 1, coveredMs: 300 });
    expect(watch(4000)).toEqual({ a: { entered: 0, left: 1, occupancyPct: 40 }, b: { entered: 1, left: 1, occupancyPct: 30 } });
    expect(watch(5000)).toEqual({});
  });
});
