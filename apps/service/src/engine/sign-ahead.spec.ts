import type { City, FacilityForecast } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outlooks } from '../gateway/outlooks.js';
import { Paces } from '../gateway/paces.js';
import { PromiseBook } from '../gateway/promise-book.js';
import { Ranking, type Guided } from '../gateway/ranking.js';
import { aTown, Town } from './testing/town.js';

/** `nord` is some 1.7 km from both signs, `ost` at their foot. */
const town = (): City => {
  const city = aTown();
  city.facilities[0]!.position = [11.0228, 48];
  for (const row of city.signs[0]!.rows) row.arrow = 'left';
  city.signs = city.signs.map((s) => ({ ...s, linkSilentSeconds: null }));
  return city;
};
/** So many free in an hour, as surely as one can say. */
const forecast = (vacant: number, issuedAtMs: number, spread = 1): FacilityForecast => ({
  issuedAtMs, basis: 'year', skill: null,
  horizons: [15, 30, 60, 120].map((minutes) => ({ minutes, vacant, p10: Math.max(0, vacant - spread), p50: vacant, p90: vacant + spread, pFree: 0.5 })),
});
/** The driver who reads the sign asks for a garage too. */
function asked(t: Town): Guided {
  const clock = { mode: 'system' as const, now: () => t.nowMs, rate: () => 1 };
  const book = new PromiseBook({ execute: async () => ({ ok: true }), promise: async () => undefined }, clock);
  const [lon, lat] = t.city.signs[0]!.position;
  const guided = new Ranking(t.city, t.store, clock, new Outlooks(book), book, new Paces()).guide({ lat: 48, lon: 11.0228, from: { lat, lon }, audience: 'shortStay', spread: 0, tried: [], follow: false });
  book.onModuleDestroy();
  return guided!;
}
const freePct = (t: Town, id: string): number | null => asked(t).targets.find((one) => one.facilityId === id)!.freePct;

describe('signs that look ahead', () => {
  it('lead nobody to a garage that fills before one gets there, say why, and come back after a while', () => {
    const t = new Town(town()).vacant('nord', 4).vacant('ost', 4).pass(70);
    expect(t.rows()).toEqual(['4', '4']);
    expect(freePct(t, 'nord')).toBe(100);
    t.forecast('nord', forecast(0, t.nowMs)).pass(1);
    expect(t.rows()[0]).toBe('4');
    t.pass(100).vacant('nord', 4).vacant('ost', 4).pass(100).vacant('nord', 4).forecast('nord', forecast(0, t.nowMs - 780_000)).pass(1);
    expect(t.rows()[0]).toBe('VOLL');
    expect(t.store.find('facilities', 'nord')).toMatchObject({ vacant: 4, status: 'almostFull' });
    const { why } = t.order();
    expect(why).toMatchObject({ trigger: 'fillsBefore', inputs: [{ id: 'nord/shortStay', value: 4 }, { id: 'nord/shortStay@arrival', status: 'fills', quality: 'forecast' }, { id: 'ost/shortStay' }, { id: 'ost/shortStay@arrival', value: 4, status: 'free', quality: 'count' }] });
    expect(why.text.de).toMatch(/^Regel normal\. Nord: aktuell \(füllt sich vor der Ankunft, bei Ankunft in 6 min zu \d+ % frei\)\./);
    expect(t.order('text').content).toMatchObject({ multi: 'NORD [nl]VOLL' });
    t.forecast('nord', forecast(30, t.nowMs)).vacant('nord', 4).pass(59);
    expect(t.rows()[0]).toBe('VOLL');
    expect(t.pass(3).rows()[0]).toBe('4');
  });

  it('count who is on the way, and go by rules that ask for it', () => {
    const city = town();
    city.signs[1]!.rules.push({ id: 'ausweichen', priority: 50, schedule: [], when: { facility: { id: 'nord', arrivalBelow: 3 } }, show: { multi: 'besser Ost' } });
    const t = new Town(city).vacant('nord', 10).pass(70);
    expect(t.order('text').content).toMatchObject({ multi: 'NORD [nl]10' });
    t.promise(...Array.from({ length: 9 }, (_, i) => ({ act: 'give' as const, facilityId: 'nord', kind: 'followed' as const, dueMs: t.nowMs + 60_000 + i }))).pass(25);
    expect(t.rows()[0]).toBe('10');
    expect(t.order('text')).toMatchObject({ content: { multi: 'besser Ost' }, why: { ruleId: 'ausweichen', inputs: [{ id: 'nord/shortStay', value: 10 }, { id: 'nord/shortStay@arrival' }] } });
  });

  it('lead to a zone as long as drivers are led to one of its garages, also where the sign shows none of them', () => {
    const city = town();
    city.zones = [{ id: 'mitte', name: { de: 'Mitte', en: 'Centre' }, facilities: ['nord', 'ost'] }];
    city.signs[0]!.rows = [{ id: 'r1', target: 'mitte', audience: 'shortStay', label: 'Mitte', arrow: 'left' }];
    const t = new Town(city).vacant('nord', 4).vacant('ost', 8).pass(70);
    expect(t.rows()).toEqual(['12']);
    t.vacant('nord', 4).vacant('ost', 8).forecast('nord', forecast(0, t.nowMs - 780_000)).pass(1);
    expect(freePct(t, 'nord')).toBeLessThan(50);
    expect(t.rows()).toEqual(['8']);
    t.vacant('ost', 0).pass(70);
    expect([freePct(t, 'nord')! < 50, t.store.find('facilities', 'ost')!.status, t.rows()]).toEqual([true, 'full', ['VOLL']]);
    expect(t.order().why.inputs.map(({ id }) => id)).toEqual(['mitte/shortStay', 'mitte/shortStay@arrival', 'nord/shortStay', 'nord/shortStay@arrival', 'ost/shortStay', 'ost/shortStay@arrival']);
    expect(t.restarted().pass(5).order()).toEqual(t.pass(5).order());
  });

  it('never contradict what drivers are told, whatever is counted, forecast and promised; and say the same after a restart', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 30 }), vacant: fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }),
      ahead: fc.option(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 900 })), { nil: null }),
      promises: fc.integer({ min: 0, max: 4 }), restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 12 }), (steps) => {
        const city = town();
        city.zones = [{ id: 'mitte', name: { de: 'Mitte', en: 'Centre' }, facilities: ['nord', 'ost'] }];
        city.signs[0]!.rows.push({ id: 'r3', target: 'mitte', audience: 'shortStay', label: 'Mitte', arrow: 'left' });
        let t = new Town(city).vacant('nord', 8).vacant('ost', 0).pass(70);
        let doubtfulMs = t.nowMs;
        for (const { seconds, vacant, ahead, promises, restart } of steps) {
          // Said again, or it would be unknown and no longer full after five minutes.
          t.vacant('ost', 0);
          if (vacant !== null) t.vacant('nord', vacant);
          if (ahead !== null) t.forecast('nord', forecast(ahead[0], t.nowMs - ahead[2] * 1000, ahead[1]));
          for (let i = 0; i < promises; i += 1) t.promise({ act: 'give', facilityId: 'nord', kind: 'followed', dueMs: t.nowMs + 60_000 * (i + 1) });
          const twin = restart ? t.restarted() : null;
          for (let second = 0; second < seconds; second += 1) {
            t.pass(1);
            const pct = freePct(t, 'nord') ?? 100;
            const shown = t.rows()[0];
            if (pct < 50) expect(['VOLL', '']).toContain(shown);
            // `ost` has been full all the time, so the zone is worth what `nord` is.
            if (pct < 50) expect(['VOLL', '']).toContain(t.rows()[2]);
            if (pct < 65 || t.store.find('facilities', 'nord')!.status === 'full') doubtfulMs = t.nowMs;
            else if (t.nowMs - doubtfulMs > 60_000) for (const row of [shown, t.rows()[2]]) expect(['VOLL', '']).not.toContain(row);
          }
          if (twin === null) continue;
          expect(twin.pass(seconds).order()).toEqual(t.order());
          t = twin;
        }
      }),
      { numRuns: 12 },
    );
  });
});
