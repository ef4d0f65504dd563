import type { Reading } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { LiveStore } from '../live/live-store.js';
import { Devices, NO_DEVICE } from './devices.js';
import { aTown, T0, Town } from './testing/town.js';

const reading = (r: Partial<Reading>): Reading => ({ kind: 'parkingSpace', deviceId: 'pz-nord', area: 'a', seq: 1, timeMs: T0, status: 'ok', receivedAtMs: T0, occupied: true, ...r }) as Reading;

describe('devices', () => {
  const devices = new Devices(aTown(), { store: new LiveStore('e'), publish: () => undefined, derive: () => undefined });

  it.each([
    [reading({}), null],
    [reading({ deviceId: 'pz-west' }), 'parking pz-west is not configured'],
    [reading({ area: 'b' }), 'parking pz-nord belongs to area a, not b'],
    [reading({ kind: 'loopInterval', deviceId: 'pz-nord' }), 'loop pz-nord is not configured'],
    [reading({ kind: 'loopInterval', deviceId: 'lp-n1' }), null],
    [reading({ kind: 'loopPassage', deviceId: 'lm-1' }), null],
    [reading({ kind: 'garageState', deviceId: 'gc-nord' }), null],
    [reading({ kind: 'signalState', deviceId: 'tc-kreuz' }), null],
    [reading({ kind: 'signalState', deviceId: 'kreuz' }), 'signal kreuz is not configured'],
    [reading({ kind: 'signReadback', deviceId: 'tafel' }), null],
    [reading({ kind: 'deviceLife', deviceId: 'tafel', deviceClass: 'sign' } as never), null],
    [reading({ kind: 'deviceLife', deviceId: 'tafel', deviceClass: 'loop' } as never), 'loop tafel is not configured'],
    [reading({ deviceId: '__proto__' }), 'parking __proto__ is not configured'],
  ])('%#: only what the city configures, by class and area, is heard', (r, problem) => {
    expect(devices.refuse(r)).toBe(problem);
  });

  it('numbers every device, by class and id', () => {
    const numbers = [reading({}), reading({ kind: 'loopInterval', deviceId: 'lp-n1' }), reading({ kind: 'deviceLife', deviceId: 'lp-n1', deviceClass: 'loop' } as never)].map((r) => devices.numberOf(r));
    expect(numbers[1]).toBe(numbers[2]);
    expect(new Set(numbers).size).toBe(2);
    for (const n of numbers) expect(n >= 0 && n < devices.count).toBe(true);
    expect(devices.numberIn('loop', 'pz-nord')).toBe(NO_DEVICE);
    expect(devices.numberIn('kerb', 'pz-nord')).toBe(NO_DEVICE);
  });

  it('takes a reading with its sender\'s number as without, and none of a stranger', () => {
    const store = new LiveStore('e');
    const both = new Devices(aTown(), { store, publish: () => undefined, derive: () => undefined });
    both.seen(reading({ deviceId: 'pz-west' }));
    expect(store.list('devices')).toEqual([]);
    // The number counts: whoever has it has looked the name up.
    both.seen(reading({ deviceId: 'pz-west' }), both.numberIn('parking', 'pz-nord'));
    expect(store.list('devices').map((d) => d.id)).toEqual(['pz-nord']);
  });

  it('shows when a device was heard of, and not every second', () => {
    const t = new Town().vacant('nord', 30);
    const seen = () => t.store.find('devices', 'pz-nord');
    expect(seen()).toMatchObject({ online: true, lastSeenMs: T0, faults: [] });
    t.pass(60).vacant('nord', 31);
    expect(seen()!.lastSeenMs).toBe(T0);
    t.pass(300).vacant('nord', 32);
    expect(seen()!.lastSeenMs).toBe(T0 + 360_000);
  });

  it('shows at once that a device went offline and came back', () => {
    const t = new Town().vacant('nord', 30).pass(1);
    t.say({ kind: 'deviceLife', deviceId: 'pz-nord', deviceClass: 'parking', state: 'offline', bootId: null });
    expect(t.store.find('devices', 'pz-nord')).toMatchObject({ online: false, lastSeenMs: T0 + 1000 });
    t.vacant('nord', 30);
    expect(t.store.find('devices', 'pz-nord')).toMatchObject({ online: true });
  });

  it('tells devices of different classes with one id apart', () => {
    const store = new LiveStore('e');
    const city = aTown();
    city.junctions[0]!.controllerId = 'tafel';
    const both = new Devices(city, { store, publish: () => undefined, derive: () => undefined });
    both.seen(reading({ kind: 'signReadback', deviceId: 'tafel' }));
    both.seen(reading({ kind: 'deviceLife', deviceId: 'tafel', deviceClass: 'signal', state: 'offline' } as never));
    both.seen(reading({}));
    expect(store.list('devices').map(({ id, online }) => [id, online])).toEqual([['sign.tafel', true], ['signal.tafel', false], ['pz-nord', true]]);
    expect(both.save().ids).toEqual(['pz-nord', 'signal.tafel', 'sign.tafel']);
  });

  it('remembers over a restart', () => {
    const t = new Town().vacant('nord', 30).restarted();
    t.pass(400).vacant('nord', 31);
    expect(t.store.find('devices', 'pz-nord')!.lastSeenMs).toBe(T0 + 400_000);
  });

  it('knows those that share an id after a restart too', () => {
    const city = aTown();
    city.junctions[0]!.controllerId = 'tafel';
    const t = new Town(city).say({ kind: 'signReadback', deviceId: 'tafel', orderId: null, shows: [], lamp: 'ok', link: 'ok', rejected: null }).restarted();
    expect(t.store.find('devices', 'sign.tafel')).toMatchObject({ online: true, lastSeenMs: T0 });
  });

  it('remembers from disk, as it is saved now and as it was before', () => {
    const store = new LiveStore('e');
    const one = new Devices(aTown(), { store, publish: () => undefined, derive: () => undefined });
    one.seen(reading({}));
    one.seen(reading({ kind: 'deviceLife', deviceId: 'tafel', deviceClass: 'sign', state: 'offline', receivedAtMs: T0 + 1000 } as never));
    const restored = new Devices(aTown(), { store: new LiveStore('e'), publish: () => undefined, derive: () => undefined });
    restored.restore(one.save());
    expect(restored.save()).toEqual(one.save());
    const before = new Devices(aTown(), { store: new LiveStore('e'), publish: () => undefined, derive: () => undefined });
    before.restore({ 'pz-nord': { online: true, lastSeenMs: T0, shownMs: T0 }, tafel: { online: false, lastSeenMs: T0 + 1000, shownMs: T0 + 1000 }, gone: { online: null, lastSeenMs: 1, shownMs: 0 } });
    expect([...before.save().numbers]).toEqual([...one.save().numbers]);
  });
});
