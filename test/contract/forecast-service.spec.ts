import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForecastIssue, type City, type FacilityState } from '@wegweiser/contracts';
import { createLogger, Metrics, Settings } from '@wegweiser/platform';
// As built: threads are started from their own files.
import { ForecastService } from '../../apps/service/dist/forecast/forecast.service.js';
import { aCity } from '../../sensors-sim/src/testing/city.js';
import { until } from '../harness/until.js';

/** A Tuesday, ten o'clock in Berlin. */
const NOW = Date.parse('2026-03-03T09:00Z');
const QUARTER = 900_000;
const city: City = { ...aCity(), weather: { stationId: 'wetter', area: 'a' } };
const vacantAt = (ms: number): number => Math.round(60 - 50 * Math.sin((((ms / 86_400_000) % 1) - 0.3) * Math.PI * 2));
const garage = (id: string, nowMs: number): FacilityState => ({
  id, status: 'spacesAvailable', capacity: 120, vacant: vacantAt(nowMs), quality: 'measured', measuredAtMs: nowMs, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [],
});

let dir: string;
let service: ForecastService;
let nowMs: number;
let issues: ForecastIssue[];
let archiveIsThere: boolean;

/** Four days of one garage and of the weather, page by page as the archive gives them. */
async function* historyPages({ subject, id }: { subject: string; id: string }) {
  if (!archiveIsThere) throw new Error('away');
  if (subject === 'sensor') {
    const words = id === 'wetter' ? Array.from({ length: 4 * 24 }, (_, i) => NOW - (4 * 24 - i) * 3_600_000) : [];
    yield { resolution: 'raw', kind: 'weatherObservation', columns: ['timeMs', 'seq', 'status', 'body', 'receivedAtMs'], rows: words.map((ms) => [ms, 1, 'ok', { rainMm: 0, temperatureC: 8 }, ms + 900_000]), nextCursor: null };
    return;
  }
  const times = id === city.facilities[0]!.id ? Array.from({ length: 4 * 96 }, (_, i) => NOW - (4 * 96 - i) * QUARTER) : [];
  yield { resolution: '15m', kind: null, columns: ['timeMs', 'samples', 'status', 'capacity', 'vacant', 'quality'], rows: times.map((ms) => [ms, 1, 'spacesAvailable', 120, vacantAt(ms + QUARTER), 'measured']), nextCursor: null };
}

function begin(): void {
  issues = [];
  service = new ForecastService(
    Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://a-fake', WEGWEISER_DATA_DIR: dir }), city,
    { now: () => nowMs, mode: 'system' } as never,
    { list: (name: string) => (name === 'facilities' ? city.facilities.map((f) => garage(f.id, nowMs)) : [{ id: 'wetter', rainMm: 0.2, temperatureC: 9, quality: 'measured', measuredAtMs: nowMs }]) } as never,
    { inject: async (messages: { topic: string; payload: Buffer }[]) => void issues.push(...messages.map((m) => ForecastIssue.parse(JSON.parse(m.payload.toString())))) } as never,
    { get: async () => ({ historyPages }) } as never,
    createLogger('silent'), new Metrics(),
  );
  service.start();
}
const basisOf = (id: string) => issues.flatMap((i) => i.facilities).findLast((f) => f.id === id)?.forecast.basis;
/** The city's time goes on by leaps; true when the garage leans on `basis`. */
const comesTo = (basis: string) => until(`basis ${basis}`, () => {
  nowMs += 60_000;
  return basisOf(city.facilities[0]!.id) === basis;
}, 60_000);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wegweiser-forecast-'));
  nowMs = NOW;
  archiveIsThere = true;
});
afterEach(async () => {
  await service.stop();
  rmSync(dir, { recursive: true });
});

describe('the forecast in the service', () => {
  it('issues from the first count on, learns from the archive in a thread of its own, and knows it after a restart', async () => {
    begin();
    await until('first forecasts', () => issues.length > 0);
    expect(issues[0]!.facilities.map(({ id, forecast }) => [id, forecast.basis])).toEqual(city.facilities.map(({ id }) => [id, 'none']));
    await comesTo('day');
    expect(basisOf(city.facilities[1]!.id)).toBe('borrowed');
    expect((await service.skill()).model!.rows).toBeGreaterThan(100);
    // What the station had said was learned from too.
    expect(JSON.parse(readFileSync(join(dir, 'forecast/model.json'), 'utf8'))).toMatchObject({ forecast: { weather: true } });
    await service.stop();
    const stored = statSync(join(dir, 'forecast/model.json')).mtimeMs;
    begin();
    await comesTo('day');
    expect(statSync(join(dir, 'forecast/model.json')).mtimeMs).toBe(stored);
  });

  it('goes on without the archive, and with a stored model that nobody can read', async () => {
    begin();
    await until('its folder', () => readdirSync(dir).includes('forecast'));
    await service.stop();
    writeFileSync(join(dir, 'forecast/model.json'), '{"version": 2, "forec');
    archiveIsThere = false;
    begin();
    await until('forecasts', () => issues.length > 0);
    expect(basisOf(city.facilities[0]!.id)).toBe('none');
    expect(await service.skill()).toMatchObject({ model: null });
  });
});
