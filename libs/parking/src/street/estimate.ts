import { scheduleAt } from '../hours/schedule.js';
import { toWallMs } from '../hours/zone.js';
import { clamp } from '../model/record.js';
import type { StreetConfig, StreetEstimate, StreetReason, StreetState } from './model.js';

/** Nine times in ten. */
const Z = 1.645;
/** Fewer watched spaces say nothing about a zone, unless they are all of it. */
const FEWEST_SENSORS = 5;
/** Silent sensors are not silent by chance (a car stands over them): as for a lot (MnDOT IRIS). */
const REPORTING_PCT = 75;
const DAY_MS = 86_400_000;

type Found = Omit<StreetEstimate, 'reasons'>;
const pct = (share: number): number => 100 * clamp(share, 0, 1);

/**
 * Wilson's interval of a share seen in a sample, narrower by how much of the whole the sample is: one that is the whole knows.
 * @see Wilson (1927), with the correction for finite populations
 */
function ofSample(free: number, seen: number, spaces: number | null): Pick<Found, 'freePct' | 'lowPct' | 'highPct'> {
  const share = free / seen;
  if (spaces !== null && seen >= spaces) return { freePct: pct(share), lowPct: pct(share), highPct: pct(share) };
  const n = spaces === null ? seen : (seen * (spaces - 1)) / (spaces - seen);
  const around = 1 + (Z * Z) / n;
  const middle = (share + (Z * Z) / (2 * n)) / around;
  const half = (Z / around) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return { freePct: pct(middle), lowPct: pct(middle - half), highPct: pct(middle + half) };
}

function bySensors(state: StreetState, config: StreetConfig, nowMs: number): Found | StreetReason | null {
  const { sensors, spaces, sensorStaleSeconds } = config;
  if (sensors.length === 0) return null;
  const heard = sensors.flatMap((id) => state.sensors[id] ?? []);
  const known = heard.filter((s) => s.occupied !== null && nowMs - s.receivedMs <= sensorStaleSeconds * 1000);
  const fewest = Math.min(FEWEST_SENSORS, spaces ?? FEWEST_SENSORS);
  if (known.length < fewest || 100 * known.length < REPORTING_PCT * sensors.length) return 'tooFewSensors';
  const free = known.filter((s) => s.occupied === false).length;
  return { basis: 'sensors', ...ofSample(free, known.length, spaces), seen: known.length, measuredAtMs: Math.min(...known.map((s) => s.timeMs)) };
}

/** Cars from tickets: as many a ticket as the city once counted, and both its doubt and that of chance around it. */
function byMachines(state: StreetState, { machines, spaces, region, timeZone }: StreetConfig, nowMs: number): Found | StreetReason | null {
  if (machines === null) return null;
  if (spaces === null) return 'spacesUnknown';
  if (scheduleAt(machines.hours, region, timeZone, nowMs).state !== 'open') return 'noCharge';
  const heard = machines.ids.flatMap((id) => state.machines[id] ?? []).filter((m) => nowMs - m.receivedMs <= machines.staleSeconds * 1000);
  if (heard.length < machines.ids.length) return 'machineSilent';
  const tickets = heard.reduce((sum, m) => sum + m.tickets, 0);
  const [least, mean, most] = machines.carsPerTicket;
  const chance = Z * Math.sqrt(mean * tickets + 1);
  const free = (cars: number): number => pct(1 - cars / spaces);
  return { basis: 'machines', freePct: free(mean * tickets), lowPct: free(most * tickets + chance), highPct: free(least * tickets - chance), seen: tickets, measuredAtMs: Math.min(...heard.map((m) => m.timeMs)) };
}

function byUsual({ usual, timeZone }: StreetConfig, nowMs: number): Found | null {
  const wallMs = toWallMs(nowMs, timeZone);
  // 1 January 1970 was a Thursday.
  const weekday = ((Math.floor(wallMs / DAY_MS) + 3) % 7) + 1;
  const minute = Math.floor((wallMs % DAY_MS) / 60_000);
  const slot = usual.find((s) => s.weekdays.includes(weekday) && s.fromMinute <= minute && minute < s.toMinute);
  return slot === undefined ? null : { basis: 'usual', freePct: slot.freePct, lowPct: null, highPct: null, seen: 0, measuredAtMs: null };
}

/**
 * Expected share of free spaces of an on-street zone, from the best that there is now; never a count. Pure.
 * What was not good enough is named in `reasons`.
 */
export function estimateStreet(state: StreetState, config: StreetConfig, nowMs: number): StreetEstimate {
  const reasons: StreetReason[] = [];
  for (const look of [bySensors, byMachines]) {
    const found = look(state, config, nowMs);
    if (typeof found === 'string') reasons.push(found);
    else if (found !== null) return { ...found, reasons };
  }
  return { ...(byUsual(config, nowMs) ?? { basis: 'none', freePct: null, lowPct: null, highPct: null, seen: 0, measuredAtMs: null }), reasons };
}
