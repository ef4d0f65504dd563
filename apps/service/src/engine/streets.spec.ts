import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, T0, Town } from './testing/town.js';

const text = (de: string) => ({ de, en: de });
const SENSORS = ['k1', 'k2', 'k3', 'k4', 'k5'];
const zone = (id: string, more: object) => ({ id, name: text(id), area: 'a', position: [11, 48], spaces: null, ...more });
const MACHINES = { deviceIds: ['psa-1'], carsPerTicket: { least: 1, mean: 1.2, most: 1.5 }, hours: 'Mo-Sa 08:00-18:00' };
const CITY = City.parse({
  ...aTown(),
  streetZones: [
    zone('gasse', { sensors: SENSORS, sensorStaleSeconds: 600 }),
    zone('markt', { spaces: 60, machines: MACHINES, usual: { source: text('2025'), slots: [{ from: '00:00', to: '00:00', freePct: 20 }] } }),
    zone('ring', {}),
  ],
});
const shown = (t: Town, id: string) => t.store.find('streetZones', id)!;
const watch = (t: Town, free: number): Town => {
  for (const [i, deviceId] of SENSORS.entries()) t.say({ kind: 'parkingSpace', deviceId, occupied: i >= free });
  return t;
};
const tickets = (t: Town, occupied: number | null, status: 'ok' | 'fault' = 'ok') => t.say({ kind: 'parkingAbsolute', deviceId: 'psa-1', vacant: null, occupied, capacity: null, status });

describe('on-street zones in the engine', () => {
  it('show an estimate from sensors, in steps of five, rounded outwards, and never a count', () => {
    const t = watch(new Town(CITY), 2).pass(1);
    expect(shown(t, 'gasse')).toEqual({ id: 'gasse', basis: 'sensors', quality: 'estimated', freePct: 45, lowPct: 10, highPct: 75, seen: 5, measuredAtMs: T0, atMs: T0 + 1000, reasons: [] });
  });

  it('show tickets as cars where a ticket is needed, else what is usual, else that nobody knows', () => {
    const t = new Town(CITY).pass(1);
    expect(shown(t, 'markt')).toMatchObject({ basis: 'usual', freePct: 20, lowPct: null, reasons: ['machineSilent'] });
    expect(shown(t, 'ring')).toMatchObject({ basis: 'none', quality: 'unknown', freePct: null, reasons: [] });
    tickets(t, 30).pass(1);
    expect(shown(t, 'markt')).toMatchObject({ basis: 'machines', freePct: 40, seen: 30, measuredAtMs: T0 + 1000 });
    // A fault, and a machine that says nothing of tickets, change nothing.
    tickets(tickets(t, 3, 'fault'), null).say({ kind: 'parkingTotals', deviceId: 'psa-1', entries: 1, exits: 0 }).pass(1);
    expect(shown(t, 'markt').seen).toBe(30);
  });

  it('forget a sensor that the broker says has gone, and one that is silent for too long', () => {
    const t = watch(new Town(CITY), 2).pass(1);
    t.say({ kind: 'deviceLife', deviceId: 'k1', deviceClass: 'parking', state: 'online', bootId: null }).pass(1);
    expect(shown(t, 'gasse').seen).toBe(5);
    t.say({ kind: 'deviceLife', deviceId: 'k1', deviceClass: 'parking', state: 'offline', bootId: null }).pass(1);
    expect(shown(t, 'gasse')).toMatchObject({ basis: 'none', reasons: ['tooFewSensors'] });
    watch(t, 2).pass(1);
    expect(shown(t, 'gasse').basis).toBe('sensors');
    for (let minute = 0; minute < 11; minute += 1) t.vacant('ost', 40).pass(60);
    expect(shown(t, 'gasse').basis).toBe('none');
  });

  it('are looked at every minute, and stand as they stood after a restart', () => {
    const t = watch(new Town(CITY), 2).pass(1);
    t.pass(58);
    expect(shown(t, 'gasse').atMs).toBe(T0 + 1000);
    t.pass(3);
    expect(shown(t, 'gasse').atMs).toBeGreaterThan(T0 + 59_000);
    // Heard, and not shown yet.
    watch(t, 4);
    const again = t.restarted();
    for (const town of [t, again]) town.pass(1);
    expect(shown(again, 'gasse')).toEqual(shown(t, 'gasse'));
    expect(shown(again, 'gasse').freePct).toBe(70);
    for (const town of [t, again]) town.pass(120);
    for (const id of ['gasse', 'markt', 'ring']) expect(shown(again, id)).toEqual(shown(t, id));
    expect(shown(again, 'gasse').seen).toBe(5);
  });
});
