import type { FacilityState, PromiseRecord } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { T0, Town } from './testing/town.js';

const give = (seconds: number, facilityId = 'nord', fromMs = T0): PromiseRecord['acts'][number] => ({ act: 'give', facilityId, kind: 'followed', dueMs: fromMs + seconds * 1000 });
const guidance = (t: Town, id = 'nord'): FacilityState['guidance'] => t.store.find('facilities', id)?.guidance;
const onTheWay = (t: Town): number => (guidance(t)?.promised ?? []).reduce((sum, { cars }) => sum + cars, 0);

describe('promises in the engine', () => {
  it('show who is on the way, blurred to minutes, and take them back', () => {
    const t = new Town().vacant('nord', 30).pass(1).promise(give(610), give(615), give(900)).pass(11);
    expect(guidance(t)).toMatchObject({ promised: [{ atMs: T0 + 660_000, cars: 1.94 }, { atMs: T0 + 900_000, cars: 0.97 }], compliance: { shown: 0.5, followed: 0.97 } });
    expect(onTheWay(t.promise({ act: 'withdraw', facilityId: 'nord', dueMs: T0 + 900_000 }).pass(11))).toBeCloseTo(1.94);
  });

  it('are redeemed by cars that are counted in', () => {
    const t = new Town().vacant('nord', 30).pass(1).promise(give(60), give(60), give(60)).pass(90);
    t.vacant('nord', 28).pass(11);
    expect(onTheWay(t)).toBeLessThan(1.1);
    expect(guidance(t)?.unguidedShare).toBeLessThan(0.1);
  });

  it('end when nobody comes', () => {
    const t = new Town().vacant('nord', 30).pass(1).promise(give(60)).pass(1000);
    t.vacant('nord', 30).pass(11);
    expect(guidance(t)).toMatchObject({ promised: [] });
    expect(guidance(t)?.compliance.followed).toBeLessThan(0.97);
  });

  it('are not redeemed by a counter that was set right', () => {
    const t = new Town().vacant('nord', 70).pass(1).promise(give(60)).pass(60);
    expect(onTheWay(t.vacant('nord', 20).pass(11))).toBeCloseTo(0.97);
  });

  it('and wishes of those who ask tell of those who do not', () => {
    const wish = { act: 'wish', facilityId: 'nord' } as const;
    const counted = (wishes: number): Town => new Town().vacant('nord', 30).pass(1).promise(give(60), ...Array.from({ length: wishes }, () => wish)).pass(120).vacant('nord', 29).pass(11);
    expect(guidance(counted(20))!.inPerH).toBeGreaterThan(guidance(counted(0))!.inPerH + 30);
    expect(guidance(counted(20).promise({ ...wish, facilityId: 'west' }).restarted().pass(15))!.inPerH).toBeGreaterThan(30);
  });

  it('of a garage that the city does not know change nothing', () => {
    const t = new Town().vacant('nord', 30).pass(1).promise(give(60, 'west')).pass(11);
    expect([onTheWay(t), t.store.find('facilities', 'west')]).toEqual([0, undefined]);
  });

  it('are told seldom, never archived, and outlive a restart', () => {
    const t = new Town().vacant('nord', 30).pass(1).promise(give(600)).pass(20);
    const said = guidance(t)?.atMs;
    t.promise(give(700, 'nord', t.nowMs)).pass(1);
    expect(t.effects.derived.filter((d) => d.table === 'facilityState').every((d) => !('guidance' in d.value))).toBe(true);
    expect(onTheWay(t.restarted().pass(15))).toBeCloseTo(1.94);
    expect(said).toBeGreaterThan(T0);
  });
});
