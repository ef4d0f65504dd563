import { z } from 'zod';

/** Times outside of this are wrong, whatever the clock: 2000-01-01 to 2100-01-01. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
const DAY_MS = 86_400_000;

export type InstantProblem = 'missing' | 'format' | 'noZone' | 'range';
export type InstantResult = { ok: true; ms: number } | { ok: false; problem: InstantProblem };

export const INSTANT_PROBLEMS: Readonly<Record<InstantProblem, string>> = {
  missing: 'is missing',
  format: 'is not a time',
  noZone: 'has no offset and the source has no time zone configured',
  range: 'is not between 2000 and 2100',
};

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const GERMAN = /^(\d\d?)\.(\d\d?)\.(\d{4}),?\s+(\d\d?)[:.](\d\d)(?::(\d\d))?(?:\s*Uhr)?$/;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A formatter costs ~50 us to make, so one per configured zone is kept. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  let f = formatters.get(zone);
  if (f === undefined) {
    f = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    formatters.set(zone, f);
  }
  return f;
}

/** IANA time zone that this machine knows. */
export const TimeZone = z.string().max(64).refine((zone) => {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}, 'expected an IANA time zone, e.g. Europe/Berlin');

function wallClockMs(utcMs: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const p of formatterOf(zone).formatToParts(utcMs)) part[p.type] = Number(p.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (utcMs % 1000);
}

/**
 * Local wall-clock time to UTC. An hour that exists twice (end of summer time) is taken as the one nearest to the
 * receipt; one that does not exist is moved on by the hour that is missing.
 */
function localToUtc(localMs: number, zone: string, receivedAtMs: number): number {
  const offsets = [localMs - DAY_MS, localMs + DAY_MS].map((ms) => wallClockMs(ms, zone) - ms);
  const candidates = offsets.map((o) => localMs - o).filter((ms) => wallClockMs(ms, zone) === localMs);
  candidates.sort((a, b) => Math.abs(a - receivedAtMs) - Math.abs(b - receivedAtMs));
  return candidates[0] ?? localMs - (offsets[0] ?? 0);
}

function offsetMs(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

type Fields = [year: number, month: number, day: number, hour: number, minute: number, second: number, milli: number];

/** UTC of calendar fields; `null` when they are no date (31 February) or no time of day (25:00). */
function fieldsToMs([year, month, day, hour, minute, second, milli]: Fields): number | null {
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  return new Date(ms).getUTCDate() === day ? ms : null;
}

function parseText(text: string): { ms: number | null; offset: string | null } | null {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const n = (i: number): number => Number(iso[i] ?? 0);
    const milli = Math.trunc(Number((iso[7] ?? '0').padEnd(3, '0').slice(0, 3)));
    return { ms: fieldsToMs([n(1), n(2), n(3), n(4), n(5), n(6), milli]), offset: iso[8] ?? null };
  }
  const de = GERMAN.exec(text);
  if (de === null) return null;
  const n = (i: number): number => Number(de[i] ?? 0);
  return { ms: fieldsToMs([n(3), n(2), n(1), n(4), n(5), n(6), 0]), offset: null };
}

const inRange = (ms: number): InstantResult =>
  ms >= EARLIEST_MS && ms < LATEST_MS ? { ok: true, ms: Math.trunc(ms) } : { ok: false, problem: 'range' };

const no = (problem: InstantProblem): InstantResult => ({ ok: false, problem });

function fromText(text: string, zone: string | null, receivedAtMs: number): InstantResult {
  const parsed = text.length > 64 ? null : parseText(text);
  if (parsed === null || parsed.ms === null) return no('format');
  if (parsed.offset !== null) return inRange(parsed.ms - offsetMs(parsed.offset));
  return zone === null ? no('noZone') : inRange(localToUtc(parsed.ms, zone, receivedAtMs));
}

const fromNumber = (n: number): InstantResult => (Number.isFinite(n) ? inRange(Math.abs(n) < 1e11 ? n * 1000 : n) : no('format'));

/**
 * An instant from what feeds send: ISO 8601 with offset; the same, or `dd.MM.yyyy, HH:mm`, without offset in `zone`;
 * epoch seconds or milliseconds as a number (told apart at 1e11). Never throws.
 */
export function toInstant(value: unknown, zone: string | null, receivedAtMs: number): InstantResult {
  if (value === undefined || value === null || value === '') return no('missing');
  if (typeof value === 'number') return fromNumber(value);
  return typeof value === 'string' ? fromText(value.trim(), zone, receivedAtMs) : no('format');
}
