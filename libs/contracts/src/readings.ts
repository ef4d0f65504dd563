import type { DetectorSecond } from './field-up.js';
import type { DeviceStatus } from './primitives.js';
import type { SignalColour } from './primitives.js';

/**
 * A reading after the wire: one shape whatever protocol it came by. `timeMs` is event time (for an interval its end);
 * `(deviceId, kind, timeMs, seq)` is its identity: a second one with the same identity is a duplicate.
 */
interface ReadingHead {
  deviceId: string;
  area: string;
  seq: number;
  timeMs: number;
  status: DeviceStatus;
  /** When the service received it. */
  receivedAtMs: number;
}

export interface LoopIntervalReading extends ReadingHead {
  kind: 'loopInterval';
  startMs: number;
  vehicles: number | null;
  heavyVehicles: number | null;
  occupancyPct: number | null;
  meanSpeedKmh: number | null;
  meanSpeedCarKmh: number | null;
  meanSpeedHeavyKmh: number | null;
}
export interface LoopPassageReading extends ReadingHead {
  kind: 'loopPassage';
  occupiedMs: number;
  speedKmh: number | null;
  lengthM: number | null;
}
export interface ParkingAbsoluteReading extends ReadingHead {
  kind: 'parkingAbsolute';
  vacant: number | null;
  occupied: number | null;
  capacity: number | null;
}
export interface ParkingTotalsReading extends ReadingHead {
  kind: 'parkingTotals';
  entries: number;
  exits: number;
}
export interface ParkingSpaceReading extends ReadingHead {
  kind: 'parkingSpace';
  occupied: boolean | null;
}
export interface GarageStateReading extends ReadingHead {
  kind: 'garageState';
  opening: 'open' | 'closed' | 'unknown';
  barrier: 'ok' | 'fault' | 'heldOpen' | 'unknown';
  capacity: number | null;
}
export interface SignalStateReading extends ReadingHead {
  kind: 'signalState';
  plan: string | null;
  cycleS: number | null;
  cycleSecond: number | null;
  groups: Record<string, SignalColour>;
  mode: 'local' | 'central' | 'manual' | 'off' | 'flashing' | null;
  commandId: string | null;
  faults: string[];
  /** Of controllers that take stage requests. */
  stage?: { id: string; greenS: number; nextId: string | null; requestId: string | null };
  /** Last second of the loops wired to the controller. */
  detectors?: Record<string, DetectorSecond | null>;
}
export interface SignReadbackReading extends ReadingHead {
  kind: 'signReadback';
  orderId: string | null;
  shows: string[];
  lamp: 'ok' | 'degraded' | 'fault' | 'unknown';
  link: 'ok' | 'degraded' | 'lost';
  rejected: string | null;
}
export interface WeatherObservationReading extends ReadingHead {
  kind: 'weatherObservation';
  rainMm: number | null;
  temperatureC: number | null;
}
export interface DeviceLifeReading extends ReadingHead {
  kind: 'deviceLife';
  deviceClass: string;
  state: 'online' | 'offline';
  bootId: string | null;
}

export type Reading =
  | LoopIntervalReading
  | LoopPassageReading
  | ParkingAbsoluteReading
  | ParkingTotalsReading
  | ParkingSpaceReading
  | GarageStateReading
  | SignalStateReading
  | SignReadbackReading
  | WeatherObservationReading
  | DeviceLifeReading;
export type ReadingKind = Reading['kind'];
export const READING_KINDS = [
  'loopInterval', 'loopPassage', 'parkingAbsolute', 'parkingTotals', 'parkingSpace',
  'garageState', 'signalState', 'signReadback', 'weatherObservation', 'deviceLife',
] as const satisfies readonly ReadingKind[];

/** What could not be read, kept with everything needed to understand it. */
export interface Fault {
  /** `schema`, `json`, `topic`, `unknownDevice`, `tooLarge`, `clockSkew`, `tooOld`, `format` or an adapter's own code. */
  code: string;
  /** What is wrong, where, and what was expected, in one English sentence. */
  reason: string;
  expected: string;
  topic: string;
  receivedAtMs: number;
}

/** What one message turned into; both lists may be empty (a heartbeat) or filled (a feed with one bad record). */
export interface Decoded {
  readings: Reading[];
  faults: Fault[];
}
