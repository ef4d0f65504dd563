import { DEVICE_CLASSES } from '@wegweiser/contracts';
import { z } from 'zod';

const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');
const probability = z.number().min(0).max(1);

/** Which devices: all that are given must hold. `ids` may hold `*`. `sharePct` takes a seeded share of the rest. */
const Match = z.strictObject({
  classes: z.array(z.enum(DEVICE_CLASSES)).optional(),
  ids: z.array(z.string()).optional(),
  sharePct: z.number().min(0).max(100).default(100),
});
export type Match = z.infer<typeof Match>;

/** When: local hours, weekdays, or a window counted from the start of the simulation. Empty means always. */
const When = z.strictObject({
  from: hhmm.optional(),
  to: hhmm.optional(),
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
  afterS: z.number().min(0).optional(),
  forS: z.number().min(0).optional(),
});
export type When = z.infer<typeof When>;

const base = { match: Match.prefault({}), when: When.prefault({}) };
const fault = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) => z.strictObject({ kind: z.literal(kind), ...base, ...shape });
const everyS = z.number().min(1);

/** Everything that can be wrong with a device, its clock or its line. */
export const FaultConfig = z.discriminatedUnion('kind', [
  /** Measured values are off by a normal error, percent of the value. */
  fault('noise', { percent: z.number().min(0).max(100) }),
  /** A counter misses some entries or exits (loops: some vehicles), for good. */
  fault('drift', { missEntriesPct: z.number().min(0).max(100).default(0), missExitsPct: z.number().min(0).max(100).default(0) }),
  /** Single messages are lost. */
  fault('dropout', { probability }),
  /** The line is down now and then; the device keeps its newest messages and sends them when it is back. */
  fault('outage', { meanEveryS: everyS, meanForS: everyS, keep: z.number().int().min(0).default(500) }),
  fault('duplicate', { probability, copies: z.number().int().min(1).max(20).default(1) }),
  /** Messages arrive late, and so out of order. */
  fault('late', { probability, minS: z.number().min(0), maxS: z.number().min(0) }),
  /** The device's clock is off by `offsetS` and runs wrong by `driftPpm`. */
  fault('clockSkew', { offsetS: z.number().default(0), driftPpm: z.number().default(0) }),
  /** Restart: sequence numbers and totals begin at 0 again, with a new birth. */
  fault('reset', { meanEveryS: everyS }),
  /** Totals begin shortly before their wrap (modulus of the counter, 65536 when it has none). */
  fault('wrap', { before: z.number().int().min(1).default(20) }),
  /** `frozen` repeats the last values, `covered` says always occupied, `zero` counts nothing. So does a loop's wire to its controller. */
  fault('stuck', { mode: z.enum(['frozen', 'covered', 'zero']).default('frozen') }),
  /** Loops chatter (ghost vehicles), counters and spaces flap around the truth. */
  fault('flicker', { probability, amplitude: z.number().int().min(1).max(1000).default(1) }),
  /** Payload becomes rubbish: cut, binary, wrong types, nonsense values, too large, empty, by turns. */
  fault('garbage', { probability }),
  /** The device itself says that it is faulty, without values; of a loop its controller says so too. */
  fault('selfReported', { probability }),
  /** All matched devices lose their connection at once, again and again. */
  fault('storm', { everyS, downS: everyS.default(5) }),
  /** A device repeats its message this many times. */
  fault('flood', { probability, messages: z.number().int().min(1).max(100_000) }),
  fault('sign', { mode: z.enum(['lamp', 'stuck', 'silent', 'reject', 'degraded']) }),
  /** `reject` refuses what it is told and says so, `deaf` takes no notice of it. */
  fault('signal', { mode: z.enum(['flashing', 'off', 'manual', 'reject', 'deaf']) }),
  fault('garage', { mode: z.enum(['barrierFault', 'heldOpen', 'closed', 'capacity']), capacity: z.number().int().min(0).optional() }),
]);
export type FaultConfig = z.infer<typeof FaultConfig>;

/** Visitors of an event, on top of the usual demand. */
const CityEvent = z.strictObject({
  name: z.string(),
  facilities: z.array(z.string()).min(1),
  vehicles: z.number().int().min(1),
  arriveFrom: hhmm,
  arriveTo: hhmm,
  leaveFrom: hhmm,
  /** May lie after midnight. */
  leaveTo: hhmm,
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
});
export type CityEvent = z.infer<typeof CityEvent>;

export const Scenario = z.strictObject({
  id: z.string(),
  description: z.string().default(''),
  /** Start of a time lapse when the command line gives none. */
  start: z.iso.datetime({ offset: true }).optional(),
  demand: z
    .strictObject({
      profile: z.string().default('default'),
      /** Peak of through traffic, vehicles an hour and entering lane. */
      throughVehPerHPerLane: z.number().min(0).max(1500).default(150),
      heavyPct: z.number().min(0).max(60).default(5),
      /** Deviation of a garage's day from its usual level, percent. */
      dayNoisePct: z.number().min(0).max(60).default(6),
      parkingFactor: z.number().min(0).max(3).default(1),
      followSignsPct: z.number().min(0).max(100).default(30),
      events: z.array(CityEvent).default([]),
    })
    .prefault({}),
  devices: z
    .strictObject({
      loopIntervalS: z.number().int().min(15).max(300).refine((s) => 3600 % s === 0, 'expected a divisor of an hour').default(60),
      /** Loops that also send single passages. */
      passages: z.array(z.string()).default([]),
      absoluteIntervalS: z.number().int().min(10).max(3600).default(60),
      absoluteOnChange: z.boolean().default(true),
      garageStateIntervalS: z.number().int().min(60).max(86_400).default(900),
      /** `stage`: on change of a lamp; `second`: every second as well (only sensible near real time). */
      signalState: z.enum(['stage', 'second']).default('stage'),
      connection: z.enum(['perDevice', 'concentrator']).default('concentrator'),
      /** Devices of one field concentrator. */
      devicesPerConcentrator: z.number().int().min(1).max(10_000).default(40),
      qos: z.union([z.literal(0), z.literal(1)]).default(1),
    })
    .prefault({}),
  faults: z.array(FaultConfig).default([]),
});
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioInput = z.input<typeof Scenario>;
