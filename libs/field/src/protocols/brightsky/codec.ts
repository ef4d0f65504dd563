import { z } from 'zod';
import { INSTANT_PROBLEMS, toInstant } from '../_shared/instant.js';
import type { Values } from '../_shared/emit.js';
import { schemaReason } from '../_shared/options.js';

/** What is read of an answer of `/current_weather`; the numbers are judged where the reading is built. */
const Answer = z.object({
  weather: z.object({ source_id: z.number(), timestamp: z.unknown().optional(), precipitation_60: z.unknown().optional(), temperature: z.unknown().optional() }),
  sources: z.array(z.object({ id: z.number(), observation_type: z.string(), distance: z.number().nullish() })).max(100),
});

export type Observation = { ok: true; timeMs: number; values: Values } | { ok: false; code: 'schema' | 'time' | 'forecast' | 'far'; reason: string };

const METRES = 1000;

/** The measurement of an answer, and that it is one: where a station is silent the weather service's forecast fills in. */
export function observationOf(document: unknown, maxDistanceKm: number, receivedAtMs: number): Observation {
  const parsed = Answer.safeParse(document);
  if (!parsed.success) return { ok: false, code: 'schema', reason: schemaReason(parsed.error) };
  const { weather, sources } = parsed.data;
  const station = sources.find((s) => s.id === weather.source_id);
  if (station === undefined) return { ok: false, code: 'schema', reason: 'the station of the record is not among the sources' };
  if (station.observation_type === 'forecast') return { ok: false, code: 'forecast', reason: 'the record is a forecast' };
  const distanceKm = (station.distance ?? 0) / METRES;
  if (distanceKm > maxDistanceKm) return { ok: false, code: 'far', reason: `the station is ${Math.round(distanceKm)} km away, more than ${maxDistanceKm}` };
  const time = toInstant(weather.timestamp, null, receivedAtMs);
  if (!time.ok) return { ok: false, code: 'time', reason: `timestamp ${INSTANT_PROBLEMS[time.problem]}` };
  return { ok: true, timeMs: time.ms, values: { rainMm: weather.precipitation_60, temperatureC: weather.temperature } };
}
