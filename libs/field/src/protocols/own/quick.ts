import { DeviceStatus, type FieldTopic, type LoopIntervalReading, type LoopPassageReading, type Reading } from '@wegweiser/contracts';
import type { Received } from '../../protocol.js';

/**
 * Takes a body that is beyond doubt valid as the contract has it; `null` leaves it to the schema. A schema that says what
 * is wrong, where, costs three microseconds a message; a city's loops send thousands a second and hardly ever a wrong one.
 * That both agree is tested for arbitrary bodies.
 */
export type Quick = (body: unknown, topic: FieldTopic, message: Received) => Reading | null;

type Loose = Record<string, unknown>;
type Maybe = number | null | undefined;

/** `null` or left out, or a number from 0 to `max`. */
const isMeasure = (v: unknown, max: number): v is Maybe => v === undefined || v === null || (typeof v === 'number' && v >= 0 && v <= max);
const isCount = (v: unknown, max: number): v is number => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= max;
const isSeq = (v: unknown): v is number => isCount(v, Number.MAX_SAFE_INTEGER);
const MAX_COUNT = 65_535;
const isVehicles = (v: unknown): v is number | null => v === null || isCount(v, MAX_COUNT);
const isKmh = (v: unknown): v is Maybe => isMeasure(v, 300);

const STATUS = new Map<unknown, DeviceStatus>([[undefined, 'ok'], ...DeviceStatus.options.map((s) => [s, s] as const)]);

export function quickInterval(body: unknown, topic: FieldTopic, message: Received): LoopIntervalReading | null {
  if (typeof body !== 'object' || body === null) return null;
  const b = body as Loose;
  const status = STATUS.get(b.status);
  const startMs = quickInstant(b.start);
  const timeMs = quickInstant(b.end);
  if (!(startMs < timeMs) || status === undefined || !isSeq(b.seq) || !isMeasured(b)) return null;
  return {
    deviceId: topic.deviceId,
    area: topic.area,
    seq: b.seq,
    timeMs,
    status,
    receivedAtMs: message.receivedAtMs,
    kind: 'loopInterval',
    startMs,
    vehicles: b.vehicles,
    heavyVehicles: b.heavyVehicles ?? null,
    occupancyPct: b.occupancyPct ?? null,
    meanSpeedKmh: b.meanSpeedKmh ?? null,
    meanSpeedCarKmh: b.meanSpeedCarKmh ?? null,
    meanSpeedHeavyKmh: b.meanSpeedHeavyKmh ?? null,
  };
}

interface Measured {
  vehicles: number | null;
  heavyVehicles: Maybe;
  occupancyPct: Maybe;
  meanSpeedKmh: Maybe;
  meanSpeedCarKmh: Maybe;
  meanSpeedHeavyKmh: Maybe;
}
const isMeasured = (b: Loose): b is Loose & Measured =>
  isVehicles(b.vehicles) && isVehicles(b.heavyVehicles ?? null) && isMeasure(b.occupancyPct, 100) && isKmh(b.meanSpeedKmh) && isKmh(b.meanSpeedCarKmh) && isKmh(b.meanSpeedHeavyKmh);

export function quickPassage(body: unknown, topic: FieldTopic, message: Received): LoopPassageReading | null {
  if (typeof body !== 'object' || body === null) return null;
  const b = body as Loose;
  const status = STATUS.get(b.status);
  const timeMs = quickInstant(b.time);
  if (Number.isNaN(timeMs) || status === undefined || !isSeq(b.seq) || !isCount(b.occupiedMs, 3_600_000) || !isKmh(b.speedKmh) || !isMeasure(b.lengthM, 60)) return null;
  return {
    deviceId: topic.deviceId,
    area: topic.area,
    seq: b.seq,
    timeMs,
    status,
    receivedAtMs: message.receivedAtMs,
    kind: 'loopPassage',
    occupiedMs: b.occupiedMs,
    speedKmh: b.speedKmh ?? null,
    lengthM: b.lengthM ?? null,
  };
}

/** UTC to the second or the millisecond, a day that there is; February 29 and every other way to write it are left to the schema. */
const INSTANT = /^(?:19[7-9]|2\d\d)\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/** Epoch ms of `2026-11-22T13:00:00Z` or `2026-11-22T13:00:00.250Z`, `NaN` for anything else. */
export function quickInstant(text: unknown): number {
  if (typeof text !== 'string' || !INSTANT.test(text)) return Number.NaN;
  const ms = text.length === 24 ? digits(text, 20) * 10 + text.charCodeAt(22) - ZERO : 0;
  return Date.UTC(digits(text, 0) * 100 + digits(text, 2), digits(text, 5) - 1, digits(text, 8), digits(text, 11), digits(text, 14), digits(text, 17), ms);
}

const ZERO = 0x30;
/** Two digits. */
const digits = (text: string, at: number): number => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
