import { z } from 'zod';
import { EpochMs, Id, Instant, LevelOfService, Position, FacilityStatus, Text } from './primitives.js';
import { COLLECTIONS } from './public-state.js';

/** Looking back: replays of past days, detector health, drift. Looking ahead of a decision: what if. Read-only, for operators. */
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');
const plain = z.record(z.string().max(60), z.unknown());

/** What is to be different from the configuration that stands. Only values that exist; the city is checked as a whole afterwards. */
export const ReplayChanges = z.object({
  /** As in `limits.yaml`: only what differs. */
  limits: plain.default({}),
  /** Fields of a facility or sign, by id. */
  facilities: z.record(Id, z.object({ thresholds: z.object({ almostFullVacant: z.number().int(), almostFullClear: z.number().int(), fullVacant: z.number().int(), fullClear: z.number().int() }).optional(), dwellSeconds: z.number().int().min(0).max(3600).optional(), staleSeconds: z.number().int().min(10).max(86_400).optional() })).default({}),
  signs: z.record(Id, z.object({ dwellSeconds: z.number().int().min(0).max(600).optional(), hysteresisVehicles: z.number().int().min(1).max(100).optional(), maxAgeSeconds: z.number().int().min(10).max(3600).optional(), estimateMode: z.enum(['number', 'words']).optional() })).default({}),
  /** `false`: as if no operator had done anything. */
  acts: z.boolean().default(true),
});
export type ReplayChanges = z.infer<typeof ReplayChanges>;

export const ReplayRequest = z.object({
  /** A day by the city's clock. */
  day: z.iso.date(),
  from: Clock.default('00:00'),
  /** `24:00` is the end of the day. */
  to: z.union([Clock, z.literal('24:00')]).default('24:00'),
  changes: ReplayChanges.prefault({}),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** A frame stands for this many seconds of the past. */
export const REPLAY_FRAME_S = 60;

export const ReplayStatus = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  day: z.iso.date(),
  fromMs: EpochMs,
  toMs: EpochMs,
  /** Frames up to here are there. */
  readyToMs: EpochMs,
  changed: z.boolean().describe('Whether anything differs from the configuration that stands'),
  readings: z.number().int(),
  acts: z.number().int().describe('Acts of operators that were repeated'),
  actsLeftOut: z.number().int().describe('Acts that could not be repeated'),
  failures: z.number().int().describe('Records that the rules stumbled over'),
  error: z.string().nullable(),
});
export type ReplayStatus = z.infer<typeof ReplayStatus>;

const values = Object.fromEntries(Object.entries(COLLECTIONS).map(([name, schema]) => [name, z.array(schema)])) as { [N in keyof typeof COLLECTIONS]: z.ZodArray<(typeof COLLECTIONS)[N]> };
export const ReplayFrame = z.object({
  atMs: EpochMs,
  /** The whole situation; otherwise what changed since the frame before. */
  whole: z.boolean(),
  changed: z.object(values).partial(),
  removed: z.record(z.string(), z.array(z.string())),
});
export type ReplayFrame = z.infer<typeof ReplayFrame>;
export const ReplayFramesQuery = z.object({ from: z.coerce.number().int().min(0), count: z.coerce.number().int().min(1).max(60).default(30) });
export type ReplayFramesQuery = z.infer<typeof ReplayFramesQuery>;
export const ReplayFrames = z.object({ frames: z.array(ReplayFrame), readyToMs: EpochMs, state: ReplayStatus.shape.state });
export type ReplayFrames = z.infer<typeof ReplayFrames>;

/** A span in which the replay says something else than was really said. */
export const Difference = z.object({ kind: z.enum(['sign', 'facility']), id: Id, fromMs: EpochMs, toMs: EpochMs, done: z.string(), replayed: z.string() });
export type Difference = z.infer<typeof Difference>;
export const ReplayComparison = z.object({
  state: ReplayStatus.shape.state,
  readyToMs: EpochMs,
  things: z.array(z.object({ kind: Difference.shape.kind, id: Id, comparedS: z.number(), differsS: z.number() })).describe('By thing: seconds compared, seconds that differ'),
  differences: z.array(Difference).describe('Oldest first, at most 2,000'),
  leftOut: z.number().int(),
});
export type ReplayComparison = z.infer<typeof ReplayComparison>;

export const SpanQuery = z.object({ from: Instant, to: Instant });
export type SpanQuery = z.infer<typeof SpanQuery>;

/** Health of detectors and counters over a span, from what the archive holds. */
export const HealthAnswer = z.object({
  fromMs: EpochMs,
  toMs: EpochMs,
  devices: z.array(
    z.object({
      id: Id,
      kind: z.string(),
      samples: z.number().int(),
      okShare: z.number().min(0).max(1).describe('Readings with status `ok`'),
      availability: z.number().min(0).max(1).describe('Hours with readings, of the hours of the span'),
      lastSeenMs: EpochMs.nullable(),
      volume: z.number().nullable().describe('Vehicles counted, of loops'),
      days: z.array(z.number().min(0).max(1)).describe('Availability by day, oldest first'),
      alarms: z.record(z.string(), z.number().int()).describe('Alarms of the span by code, each in its latest state'),
    }),
  ),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;

export const DriftAnswer = z.object({
  fromMs: EpochMs,
  toMs: EpochMs,
  facilities: z.array(
    z.object({
      id: Id,
      capacity: z.number().int(),
      nights: z.array(z.object({ day: z.iso.date(), occupied: z.number().int() })).describe('Least occupied between 01:00 and 05:00: what is left when nearly all have gone'),
      perNight: z.number().nullable().describe('Vehicles a night by which the rest grows (Theil-Sen); `null` with fewer than 5 nights'),
      sure: z.boolean().describe('Four of five pairs of nights agree on the direction'),
      corrections: z.array(z.object({ atMs: EpochMs, by: z.string(), action: z.string() })),
    }),
  ),
});
export type DriftAnswer = z.infer<typeof DriftAnswer>;

/** What is supposed to be different on a day. */
export const WhatIfRequest = z.object({
  /** The day: its weekday decides what a typical day is. */
  day: z.iso.date(),
  /** Arrivals between two times multiplied, everywhere or at some facilities. 0.8 is 20 % fewer. */
  demand: z.array(z.object({ from: Clock, to: Clock, factor: z.number().min(0).max(5), stayMin: z.number().int().min(30).max(960).nullable().default(null).describe('Of whom: `null` all who arrive, otherwise those who stay so long, e.g. commuters'), facilities: z.array(Id).max(50).default([]) })).max(10).default([]),
  events: z
    .array(z.object({ name: z.string().max(60).default(''), at: Clock, visitors: z.number().int().min(1).max(100_000), position: Position, carShare: z.number().min(0).max(1).default(0.6), perCar: z.number().min(1).max(8).default(2.2), arriveOverMin: z.number().int().min(15).max(240).default(90), stayMin: z.number().int().min(30).max(720).default(150) }))
    .max(5)
    .default([]),
  closedFacilities: z.array(z.object({ id: Id, from: Clock.default('00:00'), to: z.union([Clock, z.literal('24:00')]).default('24:00') })).max(50).default([]),
  closedLinks: z.array(z.object({ id: Id, from: Clock.default('00:00'), to: z.union([Clock, z.literal('24:00')]).default('24:00') })).max(20).default([]),
  /** Mean length of stay, minutes: arrivals and departures behind the occupancy follow from it. */
  stayMin: z.number().int().min(30).max(600).default(120),
});
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;

const curve = z.array(z.number().nullable()).describe('By quarter hour from 00:00');
export const WhatIfAnswer = z.object({
  day: z.iso.date(),
  fromMs: EpochMs,
  stepS: z.number().int(),
  assumptions: z.array(Text),
  basis: z.object({ days: z.number().int().describe('Days of the archive that the typical day is made of'), filledShare: z.number().min(0).max(1).describe('Quarter hours that had values') }),
  facilities: z.array(
    z.object({
      id: Id, capacity: z.number().int(), base: curve, predicted: curve, status: z.array(FacilityStatus), baseStatus: z.array(FacilityStatus),
      turnedAway: z.number().int().describe('Vehicles that find it full, shut or cut off'), takenOver: z.number().int().describe('Vehicles that come from others'), basisDays: z.number().int(),
    }),
  ),
  unserved: z.number().int().describe('Vehicles that find no space anywhere'),
  links: z.array(z.object({ id: Id, level: z.array(LevelOfService), baseLevel: z.array(LevelOfService), extraVehPerH: z.number().describe('In the busiest quarter hour') })),
  signs: z.array(z.object({ id: Id, steps: z.array(z.object({ base: z.string(), predicted: z.string() })).describe('By quarter hour; rows by ` | `') })),
  tookMs: z.number(),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;
