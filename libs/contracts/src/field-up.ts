import { z } from 'zod';
import { DeviceStatus, Id, Instant, SignalColour } from './primitives.js';

/**
 * What devices say. Every reading carries the device's own sequence number, its measurement time or interval, and its
 * status; receipt time is the service's. `seq` counts per device and message and may start again after a restart.
 */
const head = { seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), status: DeviceStatus.default('ok') };
const count = z.number().int().min(0);
const total = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Interval aggregate of one lane's loop. Ranges are the wire's, not plausibility: that is judged by the MARZ rules. */
export const LoopInterval = z.object({
  ...head,
  start: Instant,
  end: Instant,
  /** Vehicles in the interval. */
  vehicles: z.number().int().min(0).max(65_535).nullable(),
  /** Heavy goods vehicles and buses among them. */
  heavyVehicles: z.number().int().min(0).max(65_535).nullable().optional(),
  /** Share of the interval in which the loop was covered, 0-100 %. */
  occupancyPct: z.number().min(0).max(100).nullable().optional(),
  /** Mean of the single speeds (time mean), km/h. */
  meanSpeedKmh: z.number().min(0).max(300).nullable().optional(),
  meanSpeedCarKmh: z.number().min(0).max(300).nullable().optional(),
  meanSpeedHeavyKmh: z.number().min(0).max(300).nullable().optional(),
});

/** One vehicle over one loop. */
export const LoopPassage = z.object({
  ...head,
  /** When the vehicle left the loop. */
  time: Instant,
  /** How long it covered the loop. */
  occupiedMs: z.number().int().min(0).max(3_600_000),
  speedKmh: z.number().min(0).max(300).nullable().optional(),
  lengthM: z.number().min(0).max(60).nullable().optional(),
});

/** A counter that knows the state: free or occupied, raw as the device has it (a negative or impossible number is kept, judged and never shown). */
export const ParkingAbsolute = z
  .object({
    ...head,
    time: Instant,
    vacant: z.number().int().min(-1_000_000).max(1_000_000).nullable().optional(),
    occupied: z.number().int().min(-1_000_000).max(1_000_000).nullable().optional(),
    /** Capacity as the device believes it, if it says so. */
    capacity: count.max(1_000_000).nullable().optional(),
  })
  .refine((v) => v.vacant != null || v.occupied != null || v.status !== 'ok', { error: 'expected vacant or occupied' });

/** Entries and exits since the device started, as monotonic totals that may wrap or reset. */
export const ParkingTotals = z.object({ ...head, time: Instant, entries: total, exits: total });

/** One single space. */
export const ParkingSpace = z.object({ ...head, time: Instant, occupied: z.boolean().nullable() });

export const GarageState = z.object({
  ...head,
  time: Instant,
  opening: z.enum(['open', 'closed', 'unknown']),
  barrier: z.enum(['ok', 'fault', 'heldOpen', 'unknown']).optional(),
  /** Capacity in force from now on, e.g. while a deck is renovated. */
  capacity: count.max(1_000_000).nullable().optional(),
});

/** What one loop saw in one second, as detector cards tell: fronts that came, rears that left, share of the second covered. */
export const DetectorSecond = z.object({ entered: z.number().int().min(0).max(20), left: z.number().int().min(0).max(20), occupancyPct: z.number().min(0).max(100) });
export type DetectorSecond = z.infer<typeof DetectorSecond>;
const MOST_DETECTORS = 256;

export const SignalState = z.object({
  ...head,
  time: Instant,
  plan: Id.nullable(),
  cycleS: z.number().int().min(1).max(600).nullable().optional(),
  cycleSecond: z.number().int().min(0).max(599).nullable().optional(),
  /** Colour per signal group. */
  groups: z.record(Id, SignalColour).optional(),
  mode: z.enum(['local', 'central', 'manual', 'off', 'flashing']).optional(),
  /** The recommendation or command that the controller runs by, if any. */
  commandId: z.string().max(100).nullable().optional(),
  faults: z.array(z.string().max(200)).max(50).optional(),
  /** Stage shown, its seconds of green, the stage for which it clears, and the stage request that it follows. For controllers that take stage requests. */
  stage: z.object({ id: Id, greenS: z.number().int().min(0).max(86_400), nextId: Id.nullable(), requestId: z.string().max(100).nullable() }).optional(),
  /** The second that ends at `time`, of the loops wired to the controller. `null`: faulty; loops left out were free. */
  detectors: z.record(Id, DetectorSecond.nullable()).refine((d) => Object.keys(d).length <= MOST_DETECTORS, { error: `at most ${MOST_DETECTORS} detectors` }).optional(),
});

export const SignReadback = z.object({
  ...head,
  time: Instant,
  /** Order that the sign shows, `null` when it shows none. */
  orderId: z.string().max(100).nullable(),
  /** What it really shows, one string a row or page; MULTI signs give the page text. */
  shows: z.array(z.string().max(500)).max(20),
  lamp: z.enum(['ok', 'degraded', 'fault', 'unknown']).optional(),
  link: z.enum(['ok', 'degraded', 'lost']).optional(),
  /** Set when the sign refused the order. */
  rejected: z.string().max(200).nullable().optional(),
});

/** What a weather station (Wetterstation) measured; a number that it does not have is left out. Never a forecast. */
export const WeatherObservation = z
  .object({
    ...head,
    time: Instant,
    /** Rain and molten snow of the hour before `time`, mm. */
    rainMm: z.number().min(0).max(200).nullable().optional(),
    /** Air temperature, degrees Celsius. */
    temperatureC: z.number().min(-60).max(60).nullable().optional(),
  })
  .refine((v) => v.rainMm != null || v.temperatureC != null || v.status !== 'ok', { error: 'expected rainMm or temperatureC' });

/** Birth (retained, on connect) and last-will (retained, `offline`). */
export const DeviceLife = z.object({
  state: z.enum(['online', 'offline']),
  time: Instant.optional(),
  bootId: z.string().max(64).optional(),
  firmware: z.string().max(64).optional(),
});

/** Payload schema by device class and message, as in `UP_MESSAGES`. */
export const UP_SCHEMAS = {
  loop: { interval: LoopInterval, passage: LoopPassage, status: DeviceLife },
  parking: { absolute: ParkingAbsolute, totals: ParkingTotals, space: ParkingSpace, status: DeviceLife },
  garage: { state: GarageState, status: DeviceLife },
  signal: { state: SignalState, status: DeviceLife },
  sign: { readback: SignReadback, status: DeviceLife },
  weather: { observation: WeatherObservation, status: DeviceLife },
} as const;

/** Simulated time: `timeMs` now, running at `rate` times wall-clock speed. */
export const SimClock = z.object({ timeMs: z.number().int().nonnegative(), rate: z.number().min(0).max(3600), runId: z.string().max(64) });
export type SimClock = z.infer<typeof SimClock>;
