import {
  DeviceLife, GarageState, LoopInterval, LoopPassage, ParkingAbsolute, ParkingSpace, ParkingTotals, SignalState, SignReadback, WeatherObservation,
  type Decoded, type FieldTopic, type Reading,
} from '@wegweiser/contracts';
import type { z } from 'zod';
import type { Received } from '../../protocol.js';
import { fault } from './faults.js';
import { quickInterval, quickPassage, type Quick } from './quick.js';

type Build<S extends z.ZodType> = (body: z.infer<S>, topic: FieldTopic, message: Received) => Reading;
export interface Wire {
  schema: z.ZodType;
  build: Build<z.ZodType>;
  /** For messages of which there are thousands a second. */
  quick: Quick | null;
}

const wire = <S extends z.ZodType>(schema: S, build: Build<S>, quick: Quick | null = null): Wire => ({ schema, build: build as Build<z.ZodType>, quick });

const deviceLife = wire(DeviceLife, (b, t, m) => {
  const timeMs = b.time === undefined ? m.receivedAtMs : Date.parse(b.time);
  return {
    deviceId: t.deviceId,
    area: t.area,
    seq: 0,
    timeMs,
    status: 'ok',
    receivedAtMs: m.receivedAtMs,
    kind: 'deviceLife',
    deviceClass: t.deviceClass,
    state: b.state,
    bootId: b.bootId ?? null,
  };
});

/**
 * Reading of every device class and message. Written out field by field: spreading a shared head costs eight microseconds a
 * reading here, more than everything else together.
 */
const WIRES: Record<string, Wire> = {
  'loop/interval': wire(LoopInterval, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.end),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'loopInterval',
    startMs: Date.parse(b.start),
    vehicles: b.vehicles,
    heavyVehicles: b.heavyVehicles ?? null,
    occupancyPct: b.occupancyPct ?? null,
    meanSpeedKmh: b.meanSpeedKmh ?? null,
    meanSpeedCarKmh: b.meanSpeedCarKmh ?? null,
    meanSpeedHeavyKmh: b.meanSpeedHeavyKmh ?? null,
  }), quickInterval),
  'loop/passage': wire(LoopPassage, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'loopPassage',
    occupiedMs: b.occupiedMs,
    speedKmh: b.speedKmh ?? null,
    lengthM: b.lengthM ?? null,
  }), quickPassage),
  'parking/absolute': wire(ParkingAbsolute, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'parkingAbsolute',
    vacant: b.vacant ?? null,
    occupied: b.occupied ?? null,
    capacity: b.capacity ?? null,
  })),
  'parking/totals': wire(ParkingTotals, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'parkingTotals', entries: b.entries, exits: b.exits,
  })),
  'parking/space': wire(ParkingSpace, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'parkingSpace', occupied: b.occupied,
  })),
  'garage/state': wire(GarageState, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'garageState',
    opening: b.opening,
    barrier: b.barrier ?? 'unknown',
    capacity: b.capacity ?? null,
  })),
  'signal/state': wire(SignalState, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'signalState',
    plan: b.plan,
    cycleS: b.cycleS ?? null,
    cycleSecond: b.cycleSecond ?? null,
    groups: b.groups ?? {},
    mode: b.mode ?? null,
    commandId: b.commandId ?? null,
    faults: b.faults ?? [],
    ...(b.stage === undefined ? {} : { stage: b.stage }),
    ...(b.detectors === undefined ? {} : { detectors: b.detectors }),
  })),
  'weather/observation': wire(WeatherObservation, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'weatherObservation',
    rainMm: b.rainMm ?? null,
    temperatureC: b.temperatureC ?? null,
  })),
  'sign/readback': wire(SignReadback, (b, t, m) => ({
    deviceId: t.deviceId,
    area: t.area,
    seq: b.seq,
    timeMs: Date.parse(b.time),
    status: b.status,
    receivedAtMs: m.receivedAtMs,
    kind: 'signReadback',
    orderId: b.orderId,
    shows: b.shows,
    lamp: b.lamp ?? 'unknown',
    link: b.link ?? 'ok',
    rejected: b.rejected ?? null,
  })),
  'loop/status': deviceLife,
  'parking/status': deviceLife,
  'garage/status': deviceLife,
  'signal/status': deviceLife,
  'sign/status': deviceLife,
  'weather/status': deviceLife,
};

/** What a message of a device class is, or `undefined` when there is no such message. */
export const wireOf = (topic: FieldTopic): Wire | undefined => WIRES[`${topic.deviceClass}/${topic.message}`];

export const unknownMessage = (topic: FieldTopic, message: Received): Decoded =>
  fault(message, 'topic', `message ${topic.message.slice(0, 40)} is not known for class ${topic.deviceClass}`, Object.keys(WIRES).join(', '));

// One for all, never written to: thousands of messages a second have none.
const NO_FAULTS: Decoded['faults'] = [];
Object.freeze(NO_FAULTS);

/** Checks the payload against the contract and builds the reading, or says what is wrong with it. */
export function toReading(found: Wire, topic: FieldTopic, body: unknown, message: Received): Decoded {
  const quick = found.quick?.(body, topic, message) ?? null;
  return quick === null ? toReadingBySchema(found, topic, body, message) : { readings: [quick], faults: NO_FAULTS };
}

/** The same by the contract's schema, which has the last word on everything. */
export function toReadingBySchema(found: Wire, topic: FieldTopic, body: unknown, message: Received): Decoded {
  const parsed = found.schema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return fault(message, 'schema', `${issue.path.join('.') || 'payload'}: ${issue.message}`.slice(0, 300), `payload of ${topic.deviceClass}/${topic.message} as documented in AsyncAPI`);
  }
  const reading = found.build(parsed.data, topic, message);
  if (reading.kind === 'loopInterval' && reading.startMs >= reading.timeMs) return fault(message, 'schema', 'end: must be after start', 'an interval start < end');
  return { readings: [reading], faults: NO_FAULTS };
}
