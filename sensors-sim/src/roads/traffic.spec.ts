import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../scenario/load.js';
import { Scenario } from '../scenario/schema.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import { createWarmWorld, stepWorld } from '../world-step.js';
import type { World } from '../world.js';
import type { Vehicle } from './model.js';
import { movementOf, nearestOnLine, normaliseDeg } from './geometry.js';
import { assignMovements } from './network.js';
import { turnOf } from './traffic.js';

const world = (through: number, seed = 1): World =>
  createWarmWorld(aCity(), Scenario.parse({ id: 'x', demand: { throughVehPerHPerLane: through } }), loadProfile('default'), seed, TUESDAY_7);

describe('car following', () => {
  it('never lets two vehicles overlap on a lane, pass each other or drive backwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 50, max: 1400 }), (seed, through) => {
        const w = world(through, seed);
        const odo = new Map<number, number>();
        const wrong: string[] = [];
        for (let i = 0; i < 240; i++) {
          stepWorld(w);
          for (const track of w.roads.network.tracks) {
            let leader: Vehicle | undefined;
            for (const v of track.vehicles) {
              if (v.v < 0 || v.v > 22) wrong.push(`speed ${v.v}`);
              if (v.track !== track) wrong.push('on two lanes');
              if (leader && leader.s - leader.lengthM < v.s - 1e-6) wrong.push(`overlap ${leader.s - leader.lengthM - v.s} at ${v.s} of ${track.kind}`);
              if (v.odoM < (odo.get(v.id) ?? 0)) wrong.push('backwards');
              odo.set(v.id, v.odoM);
              leader = v;
            }
          }
        }
        expect(odo.size).toBeGreaterThan(10);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  it('nobody crosses the stop line at red', () => {
    const w = world(700);
    const started: string[] = [];
    let crossed = 0;
    for (let i = 0; i < 600; i++) {
      const before = w.roads.network.tracks.filter((t) => t.kind === 'pocket').map((t) => ({ t, first: t.vehicles[0], v: t.vehicles[0]?.v ?? 0 }));
      stepWorld(w);
      for (const { t, first, v } of before) {
        if (!first || first.track === t) continue;
        crossed++;
        // Who cannot stop any more at the end of amber is still driving.
        if (t.light?.colour === 1 && v < 5) started.push(`${t.lane?.id} at ${i} s`);
      }
    }
    expect(crossed).toBeGreaterThan(100);
    expect(started).toEqual([]);
  });

  it('discharges a queue at about the saturation flow', () => {
    const w = world(1400);
    const stop = w.roads.network.detectors.find((d) => d.deviceId === 'lp-n-1s')!;
    const before = stop.total;
    let greenS = 0;
    for (let i = 0; i < 3600; i++) {
      stepWorld(w);
      if (stop.track.light?.colour === 3) greenS++;
    }
    // 1700-1950 vehicles an hour of green, less the start-up loss and with the amber that is used.
    const perHourOfGreen = (stop.total - before) / (greenS / 3600);
    expect(perHourOfGreen).toBeGreaterThan(1300);
    expect(perHourOfGreen).toBeLessThan(2200);
  });

  it('lets left turns give way to those from ahead, and go when the green ends', () => {
    const w = world(900);
    const turns = w.roads.network.links.flatMap((l) => l.turns).filter((t) => t.yieldsTo.length > 0);
    expect(turns.length).toBeGreaterThan(0);
    expect(turns.every((t) => t.movement === 'left')).toBe(true);
    const cutOff: string[] = [];
    const turned = { green: 0, amber: 0 };
    for (let i = 0; i < 1800; i++) {
      const first = turns.flatMap((t) => t.pockets.flatMap((p) => (p.vehicles[0]?.plan?.exit === t.to ? [{ t, p, v: p.vehicles[0] }] : [])));
      stepWorld(w);
      for (const { t, p, v } of first.filter((f) => f.v.track !== f.p)) {
        const green = p.light?.colour === 3;
        turned[green ? 'green' : 'amber']++;
        // Whoever stands first ahead, and did not go by itself in this very second, would have been cut off.
        const waits = t.yieldsTo.some((a) => a.light?.colour === 3 && a.vehicles.some((o) => o.plan !== null && turnOf(o.plan)?.movement !== 'left' && a.lengthM - o.s < 6));
        if (green && waits) cutOff.push(`${p.lane?.id} before ${v.id} at ${i} s`);
      }
    }
    expect(turned.green).toBeGreaterThan(20);
    expect(turned.amber).toBeGreaterThan(5);
    expect(cutOff).toEqual([]);
  });

  it('occupancy grows with the flow: jammed lanes are covered longer than free ones', () => {
    const coverage = (through: number): number => {
      const w = world(through);
      const d = w.roads.network.detectors.find((x) => x.deviceId === 'lp-n-1u')!;
      let covered = 0;
      for (let i = 0; i < 1200; i++) {
        stepWorld(w);
        if (d.occupant) covered++;
      }
      return covered;
    };
    expect(coverage(1300)).toBeGreaterThan(2 * coverage(150));
  });
});

describe('geometry', () => {
  it('names movements and assigns them from left to right', () => {
    expect([-90, 0, 90, 175].map(movementOf)).toEqual(['left', 'through', 'right', 'uTurn']);
    expect([normaliseDeg(190), normaliseDeg(-190), normaliseDeg(720)]).toEqual([-170, 170, 0]);
    expect(assignMovements([-95, 3, 88], ['left', 'through', 'right'])).toEqual(['left', 'through', 'right']);
    // A bent main road: two ways out, both rather ahead.
    expect(assignMovements([-40, 20], ['left', 'through'])).toEqual(['left', 'through']);
    expect(assignMovements([-120, -50, 20], ['left', 'through', 'right'])).toEqual(['left', 'through', 'right']);
    expect(assignMovements([10], ['through'])).toEqual(['through']);
    expect(assignMovements([10], [])).toEqual([]);
  });

  it('finds the nearest point of a street', () => {
    const hit = nearestOnLine([[11, 48], [11.01, 48], [11.01, 48.01]], [11.005, 48.001]);
    expect(hit.distanceM).toBeCloseTo(111.3, 0);
    expect(hit.share).toBeGreaterThan(0.15);
    expect(hit.share).toBeLessThan(0.25);
  });
});
