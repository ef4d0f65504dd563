import { Position } from '@wegweiser/contracts';
import { z } from 'zod';
import { pollOptions } from '../_shared/feed.js';
import { deviceOf } from '../_shared/mapping.js';

const { url, headers, intervalSeconds, timeoutSeconds, maxBytes } = pollOptions;

export const BrightskyOptions = z.strictObject({
  ...deviceOf,
  url: url.default('https://api.brightsky.dev/current_weather'),
  headers,
  /** The nearest station of the weather service to this place is taken. */
  position: Position,
  /** When the station fails the next one answers; from further away its rain is not the city's. */
  maxDistanceKm: z.number().min(1).max(50).default(25),
  // Stations of the weather service speak every ten minutes.
  intervalSeconds: intervalSeconds.default(300),
  timeoutSeconds,
  maxBytes: maxBytes.default(100_000),
});
export type BrightskyOptions = z.output<typeof BrightskyOptions>;
