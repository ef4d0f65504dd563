import openingHours, { type opening_hours as OpeningHours, type nominatim_object } from 'opening_hours';
import type { RegionConfig } from '../model/config.js';
import { fromWallMs, nextOffsetChangeMs, offsetMsAt, toWallMs } from './zone.js';
import { inWallTime } from './wall-date.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** How far ahead the next change is looked for. */
const HORIZON_MS = 14 * DAY_MS;
const MEMO_SIZE = 2000;

export interface ScheduleSlice {
  readonly state: 'open' | 'closed' | 'unknown';
  /** The slice holds until here; at most a day. */
  readonly untilMs: number;
  /** Next change of state, null = none within two weeks. */
  readonly nextChangeMs: number | null;
}

/** Parsed expressions (30 ms for the first, 0.2 ms each); a pure cache, emptied when it grows past its bound. */
const parsed = new Map<string, OpeningHours>();

/**
 * The library takes sun times as instants in UTC, we run it in wall time: one hour of zone offset is 15 degrees of
 * longitude, and farther west the sun is later. It wants coordinates as strings (as Nominatim gives them), whatever
 * its types say.
 */
function placeOf(region: RegionConfig, offsetMs: number): nominatim_object {
  const place = {
    lat: String(region.lat),
    lon: String(region.lon - (15 * offsetMs) / HOUR_MS),
    address: { country_code: region.countryCode, state: region.state },
  };
  return place as unknown as nominatim_object;
}

function parse(expression: string, region: RegionConfig, offsetMs: number, wallMs: number): OpeningHours {
  const key = [expression, region.countryCode, region.state, region.lat, region.lon, offsetMs].join('|');
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const made = inWallTime(wallMs, () => new openingHours(expression, placeOf(region, offsetMs)));
  if (parsed.size >= MEMO_SIZE) parsed.clear();
  parsed.set(key, made);
  return made;
}

/** What is wrong with an expression, null if it can be evaluated. The error of the library is a string or an Error. */
export function openingHoursProblem(expression: string, region: RegionConfig): string | null {
  try {
    const hours = parse(expression, region, 0, 0);
    inWallTime(0, (wallDate) => hours.getState(wallDate(0)));
    return null;
  } catch (error) {
    return String(error).trim();
  }
}

/**
 * State of an OSM `opening_hours` expression at an instant, in the zone of the facility.
 * Costs about 50 us; cache it until `untilMs`. Comments ("by appointment") make the state `unknown`.
 * @throws what the library throws on an expression that {@link openingHoursProblem} rejects.
 */
export function scheduleAt(expression: string, region: RegionConfig, timeZone: string, timeMs: number): ScheduleSlice {
  const wallMs = toWallMs(timeMs, timeZone);
  const hours = parse(expression, region, offsetMsAt(timeMs, timeZone), wallMs);
  const found = inWallTime(wallMs, (wallDate) => {
    const at = wallDate(wallMs);
    const state = hours.getUnknown(at) ? 'unknown' : hours.getState(at) ? 'open' : 'closed';
    return { state, change: hours.getNextChange(at, wallDate(wallMs + HORIZON_MS))?.getTime() } as const;
  });
  const nextChangeMs = found.change === undefined ? null : fromWallMs(found.change, timeZone, timeMs);
  // Summer time begins or ends: look again then, the wall clock jumps. And sun times drift by minutes a day.
  const untilMs = Math.min(
    nextChangeMs ?? Number.POSITIVE_INFINITY,
    nextOffsetChangeMs(timeMs, timeZone) ?? Number.POSITIVE_INFINITY,
    timeMs + DAY_MS,
  );
  return { state: found.state, untilMs, nextChangeMs };
}
