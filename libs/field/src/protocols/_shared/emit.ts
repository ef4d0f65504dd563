import { Id, type DeviceStatus, type Reading, type SignalColour } from '@wegweiser/contracts';
import { scalarText } from './path.js';
import { toBoolean, toNumber } from './value.js';

export interface Head {
  deviceId: string;
  area: string;
  seq: number;
  timeMs: number;
  status: DeviceStatus;
  receivedAtMs: number;
}

/** Values by field name of the reading, still as the foreign side has them. Absent and `null` are the same. */
export type Values = Readonly<Record<string, unknown>>;

/** Kinds of reading that a foreign source can be mapped to. */
export const MAPPED_KINDS = ['loopInterval', 'parkingAbsolute', 'parkingTotals', 'parkingSpace', 'garageState', 'signalState', 'weatherObservation'] as const;
export type MappedKind = (typeof MAPPED_KINDS)[number];

/** `missing`: a needed value is not there; `range`: a value is there and is not one the wire allows. */
export type Built = { ok: true; reading: Reading } | { ok: false; code: 'missing' | 'range'; reason: string };

type Problems = { code: 'missing' | 'range'; reason: string }[];

interface Getters {
  int(name: string, min: number, max: number): number | null;
  float(name: string, min: number, max: number): number | null;
  bool(name: string): boolean | null;
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | null;
  need(ok: boolean, what: string): void;
}

const MAX_TOTAL = Number.MAX_SAFE_INTEGER;
/** Width of the wire for a parking count: whatever a broken counter says, judged later by the parking rules. */
const COUNT = 1_000_000;

function getters(values: Values, problems: Problems): Getters {
  const raw = (name: string): unknown => (Object.hasOwn(values, name) ? values[name] : undefined);
  const range = (name: string, what: string): null => {
    problems.push({ code: 'range', reason: `${name} is not ${what}` });
    return null;
  };
  const number = (name: string, min: number, max: number, whole: boolean): number | null => {
    const n = toNumber(raw(name));
    if (n === null) return null;
    if (n === undefined || n < min || n > max || (whole && !Number.isInteger(n))) return range(name, `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`);
    return n === 0 ? 0 : n; // -0 is 0
  };
  return {
    int: (name, min, max) => number(name, min, max, true),
    float: (name, min, max) => number(name, min, max, false),
    bool: (name) => {
      const b = toBoolean(raw(name));
      return b === undefined ? range(name, 'true or false') : b;
    },
    oneOf: (name, allowed) => {
      const v = raw(name);
      if (v === undefined || v === null) return null;
      return allowed.find((a) => a === v) ?? range(name, `one of ${allowed.join(', ')}`);
    },
    need: (ok, what) => {
      if (!ok) problems.push({ code: 'missing', reason: `${what} is missing` });
    },
  };
}

const COLOURS = [0, 1, 2, 3, 4, 5, 6, 9] as const satisfies readonly SignalColour[];
export const toColour = (value: unknown): SignalColour | undefined => {
  const n = toNumber(value);
  return COLOURS.find((c) => c === n);
};

function coloursOf(given: unknown, problems: Problems): Record<string, SignalColour> {
  const groups: Record<string, SignalColour> = {};
  for (const [group, value] of Object.entries(typeof given === 'object' && given !== null ? given : {})) {
    const colour = toColour(value);
    if (colour === undefined) problems.push({ code: 'range', reason: 'colour of a signal group is not one of 0-6, 9' });
    else groups[group] = colour;
  }
  return groups;
}

function planOf(plan: unknown, problems: Problems): string | null {
  if (plan === undefined || plan === null) return null;
  const id = Id.safeParse(scalarText(plan));
  if (id.success) return id.data;
  problems.push({ code: 'range', reason: 'plan is not an identifier' });
  return null;
}

function signalState(head: Head, get: Getters, values: Values, problems: Problems): Reading {
  const groups = coloursOf(values['groups'], problems);
  const planText = planOf(values['plan'], problems);
  const cycleSecond = get.int('cycleSecond', 0, 599);
  const cycleS = get.int('cycleS', 1, 600);
  get.need(planText !== null || cycleSecond !== null || cycleS !== null || Object.keys(groups).length > 0 || problems.length > 0, 'every part of the signal state');
  return { ...head, kind: 'signalState', plan: planText, cycleS, cycleSecond, groups, mode: null, commandId: null, faults: [] };
}

function loopInterval(head: Head, get: Getters, startMs: number | null): Reading {
  const reading = {
    ...head,
    kind: 'loopInterval' as const,
    startMs: startMs ?? head.timeMs,
    vehicles: get.int('vehicles', 0, 65_535),
    heavyVehicles: get.int('heavyVehicles', 0, 65_535),
    occupancyPct: get.float('occupancyPct', 0, 100),
    meanSpeedKmh: get.float('meanSpeedKmh', 0, 300),
    meanSpeedCarKmh: get.float('meanSpeedCarKmh', 0, 300),
    meanSpeedHeavyKmh: get.float('meanSpeedHeavyKmh', 0, 300),
  };
  get.need(startMs !== null && startMs < head.timeMs, 'the start of the interval before its end');
  const { vehicles, occupancyPct, meanSpeedKmh, heavyVehicles } = reading;
  get.need(head.status !== 'ok' || [vehicles, occupancyPct, meanSpeedKmh, heavyVehicles].some((v) => v !== null), 'every measured value');
  return reading;
}

function parkingAbsolute(head: Head, get: Getters): Reading {
  const vacant = get.int('vacant', -COUNT, COUNT);
  const occupied = get.int('occupied', -COUNT, COUNT);
  get.need(head.status !== 'ok' || vacant !== null || occupied !== null, 'vacant or occupied');
  return { ...head, kind: 'parkingAbsolute', vacant, occupied, capacity: get.int('capacity', 0, COUNT) };
}

function parkingTotals(head: Head, get: Getters, problems: Problems): Reading {
  const entries = get.int('entries', 0, MAX_TOTAL);
  const exits = get.int('exits', 0, MAX_TOTAL);
  get.need(problems.length > 0 || (entries !== null && exits !== null), 'entries or exits');
  return { ...head, kind: 'parkingTotals', entries: entries ?? 0, exits: exits ?? 0 };
}

function parkingSpace(head: Head, get: Getters): Reading {
  const occupied = get.bool('occupied');
  get.need(head.status !== 'ok' || occupied !== null, 'occupied');
  return { ...head, kind: 'parkingSpace', occupied };
}

function garageState(head: Head, get: Getters): Reading {
  const opening = get.oneOf('opening', ['open', 'closed', 'unknown']) ?? 'unknown';
  const barrier = get.oneOf('barrier', ['ok', 'fault', 'heldOpen', 'unknown']) ?? 'unknown';
  return { ...head, kind: 'garageState', opening, barrier, capacity: get.int('capacity', 0, COUNT) };
}

function weatherObservation(head: Head, get: Getters, problems: Problems): Reading {
  const rainMm = get.float('rainMm', 0, 200);
  const temperatureC = get.float('temperatureC', -60, 60);
  get.need(head.status !== 'ok' || problems.length > 0 || rainMm !== null || temperatureC !== null, 'rain or temperature');
  return { ...head, kind: 'weatherObservation', rainMm, temperatureC };
}

interface Build {
  head: Head;
  get: Getters;
  values: Values;
  startMs: number | null;
  problems: Problems;
}

const BUILDERS: Readonly<Record<MappedKind, (b: Build) => Reading>> = {
  loopInterval: ({ head, get, startMs }) => loopInterval(head, get, startMs),
  parkingAbsolute: ({ head, get }) => parkingAbsolute(head, get),
  parkingTotals: ({ head, get, problems }) => parkingTotals(head, get, problems),
  parkingSpace: ({ head, get }) => parkingSpace(head, get),
  garageState: ({ head, get }) => garageState(head, get),
  signalState: ({ head, get, values, problems }) => signalState(head, get, values, problems),
  weatherObservation: ({ head, get, problems }) => weatherObservation(head, get, problems),
};

/**
 * A reading within the ranges of the wire, or why there is none. `startMs` is the start of an interval (loopInterval only);
 * its end is `head.timeMs`. What is plausible is not judged here.
 */
export function buildReading(kind: MappedKind, head: Head, values: Values, startMs: number | null = null): Built {
  const problems: Problems = [];
  const reading = BUILDERS[kind]({ head, get: getters(values, problems), values, startMs, problems });
  const first = problems.find((p) => p.code === 'range') ?? problems[0];
  return first === undefined ? { ok: true, reading } : { ok: false, ...first };
}

/** Fields that a kind can be mapped from. */
export const KIND_FIELDS: Readonly<Record<MappedKind, readonly string[]>> = {
  loopInterval: ['vehicles', 'heavyVehicles', 'occupancyPct', 'meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh'],
  parkingAbsolute: ['vacant', 'occupied', 'capacity'],
  parkingTotals: ['entries', 'exits'],
  parkingSpace: ['occupied'],
  garageState: ['opening', 'barrier', 'capacity'],
  signalState: ['plan', 'cycleS', 'cycleSecond'],
  weatherObservation: ['rainMm', 'temperatureC'],
};

/**
 * Sequence number for a source that has none: event time, then content. A record that is polled twice unchanged has the
 * same one (and so is a duplicate); one whose values changed under an unchanged time stamp has another. Grows with time;
 * neighbours differ by more than one. Safe integer until the year 2248.
 */
export function seqOf(timeMs: number, values: Values, status: DeviceStatus): number {
  const content = Object.entries(values).map(([name, value]) => `${name}=${scalarText(value) ?? ''}`);
  let hash = 0x811c9dc5;
  for (const c of `${status};${content.join(';')}`) hash = Math.imul(hash ^ (c.codePointAt(0) ?? 0), 0x01000193);
  return timeMs * 1024 + ((hash ^ (hash >>> 10)) & 1023);
}
