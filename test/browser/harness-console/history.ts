import type { City } from '@wegweiser/contracts';

const QUARTER_MS = 900_000;

/** A day that looks like one: quiet night, two peaks, and one hour without measurements. */
export function historyOf(city: City, subject: string, id: string, fromMs: number, toMs: number): { resolution: string; kind: string | null; columns: string[]; rows: unknown[][]; nextCursor: string | null } {
  const base = { kind: null, nextCursor: null };
  const times = Array.from({ length: Math.floor((toMs - fromMs) / QUARTER_MS) }, (_, n) => Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS + n * QUARTER_MS).filter((_, n) => n < 30 || n > 34);
  const load = (atMs: number) => {
    const h = ((atMs / 3_600_000 + 1) % 24) + Math.sin(atMs / 2_700_000) * 0.25;
    return 0.14 + 0.72 * Math.exp(-((h - 11.2) ** 2) / 14) + 0.4 * Math.exp(-((h - 17.4) ** 2) / 5);
  };
  if (subject === 'facility') {
    const capacity = city.facilities.find((f) => f.id === id)?.capacity ?? 100;
    return { ...base, resolution: '15m', columns: ['timeMs', 'samples', 'status', 'capacity', 'vacant', 'vacantMin', 'vacantMax', 'quality'], rows: times.map((t) => {
      const vacant = Math.max(0, Math.round(capacity * (1 - Math.min(1, load(t) * 1.05))));
      return [t, 15, vacant === 0 ? 'full' : 'spacesAvailable', capacity, vacant, Math.max(0, vacant - 9), Math.min(capacity, vacant + 9), 'measured'];
    }) };
  }
  if (subject === 'link') return { ...base, resolution: '15m', columns: ['timeMs', 'samples', 'worstLevel', 'flowVehPerH', 'meanSpeedKmh', 'occupancyPct', 'travelTimeS'], rows: times.map((t) => [t, 15, 'free', Math.round(load(t) * 900), Math.round(52 - load(t) * 26), Math.round(load(t) * 30), 60]) };
  if (subject === 'sensor') return { ...base, resolution: '15m', columns: ['timeMs', 'samples', 'samplesOk', 'vehicles', 'heavyVehicles', 'occupancyPct', 'meanSpeedKmh'], rows: times.map((t) => [t, 15, 15, Math.round(load(t) * 130), 4, Math.round(load(t) * 28), Math.round(50 - load(t) * 20)]) };
  if (subject === 'sign') return { ...base, resolution: 'raw', columns: ['timeMs', 'orderId', 'ruleId', 'validUntilMs', 'body'], rows: times.slice(-14).map((t, n) => [t, `${id}.${n}`, 'normal', t + 900_000, { content: { type: 'counter', rows: [{ text: String(1200 - n * 13) }, { text: 'VOLL' }, { text: String(80 - n * 3) }] } }]) };
  return { ...base, resolution: 'raw', columns: ['timeMs', 'recommendationId', 'state', 'decidedBy', 'expiresAtMs', 'body'], rows: times.slice(-3).map((t, n) => [t, `${id}.${n}`, ['proposed', 'accepted', 'confirmed'][n], n === 0 ? null : 'M. Huber', t + 900_000, {}]) };
}
