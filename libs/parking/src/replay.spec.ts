import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyParkingReading, createFacilityState, facilityPublic, resolveFacilityConfig, tickFacility } from './index.js';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/parking/', import.meta.url));
const FILE = existsSync(FOLDER) ? readdirSync(FOLDER).find((name) => name.startsWith('ingolstadt')) : undefined;
/** Rows: two weeks, in which a clock change, weekends and All Saints lie. */
const FROM = Date.parse('2025-10-20T00:00Z');
const TO = Date.parse('2025-11-03T00:00Z');

interface Row {
  readonly timeMs: number;
  readonly free: number;
  readonly capacity: number;
}

function rowsByLot(file: string): Map<string, Row[]> {
  const lots = new Map<string, Row[]>();
  for (const line of gunzipSync(readFileSync(FOLDER + file)).toString('utf8').split('\n').slice(1)) {
    const [time = '', lot = '', free = '', capacity = ''] = line.split(',');
    const timeMs = Date.parse(time);
    if (!(timeMs >= FROM && timeMs < TO) || free === '') continue;
    const rows = lots.get(lot) ?? [];
    rows.push({ timeMs, free: Number(free), capacity: Number(capacity) });
    lots.set(lot, rows);
  }
  return lots;
}

describe.skipIf(FILE === undefined)('recorded days of Ingolstadt (skipped where the recording is missing)', () => {
  const lots = FILE === undefined ? new Map<string, Row[]>() : rowsByLot(FILE);

  it('has all garages', () => {
    expect(lots.size).toBeGreaterThanOrEqual(11);
  });

  it.each([...lots.keys()])('%s shows at every step what was recorded', (lot) => {
    const rows = lots.get(lot) ?? [];
    const capacity = Math.max(...rows.map((r) => r.capacity));
    const config = resolveFacilityConfig({ id: lot, capacity, evidence: [{ counterId: lot, kind: 'absolute', audience: 'total' }] });
    const state = createFacilityState(config);
    let shown = 0;
    rows.forEach(({ timeMs, free }, seq) => {
      tickFacility(state, timeMs, config);
      const result = applyParkingReading(state, { kind: 'absolute', counterId: lot, timeMs, seq, vacant: free, capacity }, config);
      const { audiences, total } = facilityPublic(state, config, timeMs);
      const view = audiences['shortStay'];
      expect(result.outcome).toBe('applied');
      expect(view).toMatchObject({ vacant: free, raw: { vacant: free }, capacity, measuredAtMs: timeMs, quality: 'measured', reasons: [] });
      expect(total.vacant).toBe(free);
      shown += 1;
    });
    expect(shown).toBe(rows.length);
    expect(shown).toBeGreaterThan(500);
  });
});
