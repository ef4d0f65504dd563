import type { FacilityState } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { LiveStore } from '../live/live-store.js';
import { Comparison } from './comparison.js';

const T0 = Date.UTC(2026, 10, 23, 5);
const state = (status: FacilityState['status']): FacilityState => ({ id: 'p', status }) as FacilityState;
/** Differences in seconds since T0, of one garage: what it really was, and what the replay says minute by minute. */
function compared(really: [second: number, status: FacilityState['status']][], replayed: FacilityState['status'][]): { differsS: number; from: number[] } {
  const comparison = new Comparison([], really.map(([second, status]) => ({ id: 'p', atMs: T0 + second * 1000, value: state(status) })));
  const store = new LiveStore('e');
  for (const [minute, status] of replayed.entries()) {
    store.set('facilities', state(status));
    comparison.look(store, T0 + minute * 60_000);
  }
  const { things, differences } = comparison.result();
  return { differsS: things[0]!.differsS, from: differences.map((d) => (d.fromMs - T0) / 1000) };
}

describe('a replay beside what really was', () => {
  it('is the same where it is, and another where it is not', () => {
    expect(compared([[0, 'almostFull']], ['almostFull', 'full', 'full', 'almostFull'])).toEqual({ differsS: 120, from: [60] });
  });
  it('may lag by a decision, not by more', () => {
    expect(compared([[0, 'almostFull'], [58, 'full']], ['almostFull', 'almostFull', 'full'])).toEqual({ differsS: 0, from: [] });
    expect(compared([[0, 'almostFull'], [50, 'full']], ['almostFull', 'almostFull', 'full'])).toEqual({ differsS: 60, from: [60] });
    expect(compared([[0, 'almostFull'], [55, 'closed'], [58, 'full']], ['almostFull', 'almostFull', 'full'])).toEqual({ differsS: 0, from: [] });
    expect(compared([[0, 'almostFull'], [58, 'full']], ['almostFull', 'closed', 'full'])).toEqual({ differsS: 60, from: [60] });
  });
});
