import { describe, expect, it } from 'vitest';
import { countsOf, historyOf, Wanted, weatherHistoryOf, weatherOf } from './counts.js';
import { Nights } from './nights.js';
import { Scores, type ScoresState } from './scores.js';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-03T11:00Z');

describe('when to learn', () => {
  it('at once when nothing is learned, then every night at half past three', () => {
    const nights = new Nights('Europe/Berlin', null);
    expect(nights.isDue(NOON, 1, 0)).toBe(true);
    nights.done(NOON, 10, 0, 0);
    expect(nights.isDue(NOON + 15 * HOUR, 10.6, 1)).toBe(false);
    expect(nights.isDue(NOON + 15.6 * HOUR, 10.7, 1)).toBe(true);
  });
  it('sooner when much more is known', () => {
    const nights = new Nights('Europe/Berlin', { atMs: NOON, days: 1 });
    expect(nights.isDue(NOON + HOUR, 1.5, 0)).toBe(false);
    expect(nights.isDue(NOON + HOUR, 300, 0)).toBe(true);
  });
  it('never for more than a small part of real time', () => {
    const nights = new Nights('Europe/Berlin', null);
    nights.done(NOON, 10, 0, 20_000);
    expect(nights.isDue(NOON + 48 * HOUR, 12, 200_000)).toBe(false);
    expect(nights.isDue(NOON + 48 * HOUR, 12, 220_000)).toBe(true);
  });
});

describe('which garages want a forecast', () => {
  const count = (vacant: number) => [{ id: 'a', vacant, capacity: 400, counted: true }];
  it('new ones, those that moved by more than noise, and all after five minutes', () => {
    const wanted = new Wanted();
    expect(wanted.of(count(100), NOON)).toEqual(['a']);
    expect(wanted.of(count(102), NOON + 15_000)).toEqual([]);
    expect(wanted.of(count(103), NOON + 30_000)).toEqual(['a']);
    expect(wanted.of(count(103), NOON + 329_000)).toEqual([]);
    expect(wanted.of(count(103), NOON + 330_000)).toEqual(['a']);
  });
  it('none that shows no number', () => {
    const state = { id: 'a', vacant: null, capacity: 10, quality: 'unknown' };
    expect(countsOf([state, { ...state, id: 'b', vacant: 3, quality: 'estimated' }] as never)).toEqual([{ id: 'b', vacant: 3, capacity: 10, counted: false }]);
  });
});

describe('promises that do not come true', () => {
  it('are told as none after a while, judged as told, and remembered over a restart', () => {
    const forecast = { minutes: 60, free: 3, quantiles: [0, 1, 3, 5, 8] as const, pFree: 0.95 };
    const scores = new Scores();
    for (let hour = 0; hour < 260; hour++) {
      const nowMs = NOON + hour * HOUR;
      scores.settle(nowMs, new Map([['a', { vacant: hour % 10 === 0 ? 0 : 4, capacity: 100 }]]));
      scores.expect('a', nowMs, 4, [forecast]);
    }
    expect(scores.told(forecast).pFree).toBe(0.899);
    expect(scores.of(['a'])[0]!.reliability.map(({ promisedPct }) => Math.round(promisedPct))).toEqual([90, 95]);
    expect(new Scores(JSON.parse(JSON.stringify(scores.save())) as ScoresState).told(forecast).pFree).toBe(0.899);
    expect(new Scores({ version: 1, weeks: {} }).told(forecast)).toBe(forecast);
  });
});

describe('history from the archive', () => {
  it('is known at the end of its quarter hour; what was not counted is unknown', () => {
    const columns = ['timeMs', 'samples', 'status', 'capacity', 'vacant', 'quality'];
    const page = (rows: unknown[][]) => ({ resolution: '15m' as const, kind: null, columns, rows: rows as never, nextCursor: null });
    const { timesMs, vacant } = historyOf('a', [page([[0, 1, 'spacesAvailable', 50, 20, 'measured']]), page([[900_000, 1, 'closed', 50, 20, 'measured'], [1_800_000, 1, 'full', 50, 0, 'derived'], [2_700_000, 1, 'full', 50, 0, 'estimated']])]);
    expect([...timesMs]).toEqual([900_000, 1_800_000, 2_700_000, 3_600_000]);
    expect([...vacant]).toEqual([20, Number.NaN, 0, Number.NaN]);
  });
});

describe('weather', () => {
  const columns = ['timeMs', 'seq', 'status', 'body', 'receivedAtMs'];
  const page = (...rows: unknown[][]) => ({ resolution: 'raw' as const, kind: 'weatherObservation' as const, columns, rows: rows as never, nextCursor: null });
  it('of the past is known when it was received; what was brought in long after, half an hour after it was measured', () => {
    const history = weatherHistoryOf([page([2 * HOUR, 2, 'ok', { rainMm: 1 }, 2 * HOUR + 1000]), page([0, 1, 'ok', { rainMm: 0, temperatureC: 4 }, 100 * HOUR], [HOUR, 3, 'fault', { rainMm: 9 }, HOUR])]);
    expect(history).toEqual([
      { timeMs: HOUR / 2, rainMm: 0, temperatureC: 4 },
      { timeMs: 2 * HOUR + 1000, rainMm: 1, temperatureC: null },
    ]);
  });
  it('of now is what the station says, if it says anything', () => {
    const state = { id: 'w', rainMm: 0.2, temperatureC: null, quality: 'measured' as const, measuredAtMs: NOON };
    expect(weatherOf([state])).toEqual({ measuredAtMs: NOON, rainMm: 0.2, temperatureC: null });
    expect([weatherOf([]), weatherOf([{ ...state, quality: 'unknown' }]), weatherOf([{ ...state, measuredAtMs: null }])]).toEqual([null, null, null]);
  });
});
