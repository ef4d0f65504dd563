import type { FacilityState, WeatherState } from '@wegweiser/contracts';
import type { HistoryPage } from '@wegweiser/archive';
import type { WeatherReading } from '@wegweiser/parking/forecast';
import type { CountNow, History, WeatherNow } from './messages.js';

/** Renewed after this long in any case; sooner where the count moved by more than noise: a space, or half a percent. */
const RENEW_MS = 5 * 60_000;
const NOISE = 0.005;

const isCounted = (quality: unknown): boolean => quality === 'measured' || quality === 'derived';

/** Garages that show a number now. */
export function countsOf(facilities: readonly FacilityState[]): CountNow[] {
  return facilities.flatMap(({ id, vacant, capacity, quality }) => (vacant === null || capacity <= 0 ? [] : [{ id, vacant, capacity, counted: isCounted(quality) }]));
}

/** Remembers what was issued last, and tells which garages want a new forecast. */
export class Wanted {
  private readonly last = new Map<string, { atMs: number; vacant: number }>();

  of(counts: readonly CountNow[], nowMs: number): string[] {
    const wanted = counts.filter(({ id, vacant, capacity }) => {
      const before = this.last.get(id);
      return before === undefined || nowMs - before.atMs >= RENEW_MS || Math.abs(vacant - before.vacant) > Math.max(1, capacity * NOISE);
    });
    for (const { id, vacant } of wanted) this.last.set(id, { atMs: nowMs, vacant });
    return wanted.map(({ id }) => id);
  }
}

/** What the weather station says now; `null` where there is none, or where it has been silent for long. */
export function weatherOf(states: readonly WeatherState[]): WeatherNow | null {
  const [state] = states;
  if (state === undefined || state.quality !== 'measured' || state.measuredAtMs === null) return null;
  return { measuredAtMs: state.measuredAtMs, rainMm: state.rainMm, temperatureC: state.temperatureC };
}

/** A measurement that came later than this was brought in afterwards: when it would have been known is not known. */
const LATE_MS = 6 * 3_600_000;
/** It counts as known so long after the measurement. */
const USUAL_DELAY_MS = 30 * 60_000;

/** Rows of the archive of a weather station as the forecaster takes them: at the time when they were known. */
export function weatherHistoryOf(pages: readonly HistoryPage[]): WeatherReading[] {
  const readings = pages.flatMap(({ columns, rows }) => {
    const [time, received, status, body] = ['timeMs', 'receivedAtMs', 'status', 'body'].map((name) => columns.indexOf(name)) as [number, number, number, number];
    return rows.flatMap((row) => {
      if (row[status] !== 'ok') return [];
      const [measuredAtMs, receivedAtMs] = [Number(row[time]), Number(row[received])];
      const { rainMm = null, temperatureC = null } = row[body] as Partial<Pick<WeatherReading, 'rainMm' | 'temperatureC'>>;
      return [{ timeMs: receivedAtMs - measuredAtMs > LATE_MS ? measuredAtMs + USUAL_DELAY_MS : receivedAtMs, rainMm, temperatureC }];
    });
  });
  return readings.sort((a, b) => a.timeMs - b.timeMs);
}

/** Statuses that carry a number. */
const NUMBERED: ReadonlySet<unknown> = new Set(['spacesAvailable', 'almostFull', 'full']);
const BUCKET_MS = 15 * 60_000;

/** Quarter hours of the archive as the forecaster takes them. What stood at the end of one is known then. */
export function historyOf(id: string, pages: readonly HistoryPage[]): History {
  const rows = pages.flatMap(({ columns, rows: all }) => {
    const [time, vacant, capacity, status, quality] = ['timeMs', 'vacant', 'capacity', 'status', 'quality'].map((name) => columns.indexOf(name)) as [number, number, number, number, number];
    return all.map((row) => {
      const shown = isCounted(row[quality]) && NUMBERED.has(row[status]);
      return { timeMs: Number(row[time]) + BUCKET_MS, vacant: shown && row[vacant] !== null ? Number(row[vacant]) : Number.NaN, capacity: Number(row[capacity]) };
    });
  });
  return { id, timesMs: Float64Array.from(rows, (r) => r.timeMs), vacant: Float32Array.from(rows, (r) => r.vacant), capacity: Float32Array.from(rows, (r) => r.capacity) };
}
