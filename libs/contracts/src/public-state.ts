import { z } from 'zod';
import { EpochMs, FacilityStatus, Id, LevelOfService, Quality, SignalColour, Text, Trend } from './primitives.js';
import { FacilityForecast } from './forecast.js';
import { FacilityGuidance } from './guidance.js';
import { LadderLevel, SignOrderMessage, SignalPlan } from './field-down.js';

/**
 * What leaves the engine for everybody: one value a thing, each with age (`measuredAtMs`) and quality. Sockets, REST and
 * pages show these and nothing else.
 */
export const AudienceState = z.object({
  id: Id,
  capacity: z.number().int(),
  /** `null` whenever a number must not be shown (closed, unknown, unavailable). */
  vacant: z.number().int().min(0).nullable(),
  occupied: z.number().int().min(0).nullable(),
  status: FacilityStatus,
  /** The number as the source had it, for operators. */
  raw: z.number().nullable(),
  /** Why the public number differs from the raw one, or is missing. */
  reasons: z.array(z.string()),
  quality: Quality,
  measuredAtMs: EpochMs.nullable(),
  trend: Trend,
});
/**
 * What a person or a plan decided of a garage against its hours, barrier and counters. `by` is `operator` or `plan:{id}`: no name of
 * a person is published. `sinceMs` `null`: as long as the plan runs. A capacity that begins later is among them.
 */
export const FacilityOverride = z.object({
  kind: z.enum(['closed', 'opened', 'capacity']),
  /** Of a capacity: whose spaces, and how many. */
  audience: Id.nullable(),
  capacity: z.number().int().min(0).nullable(),
  by: z.string(),
  reason: z.string(),
  sinceMs: EpochMs.nullable(),
  /** `null`: until somebody takes it back. */
  untilMs: EpochMs.nullable(),
});
export type FacilityOverride = z.infer<typeof FacilityOverride>;

export const FacilityState = z.object({
  id: Id,
  status: FacilityStatus,
  capacity: z.number().int(),
  vacant: z.number().int().min(0).nullable(),
  quality: Quality,
  measuredAtMs: EpochMs.nullable(),
  trend: Trend,
  audiences: z.array(AudienceState),
  /** Next change of opening, if one is known: `{atMs, to: 'open'|'closed'}`. */
  nextOpeningChange: z.object({ atMs: EpochMs, to: z.enum(['open', 'closed']) }).nullable(),
  rezeroProposal: z
    .object({ proposalId: z.string(), offset: z.number().int(), confidence: z.number().min(0).max(1), vacantBefore: z.number().nullable(), vacantAfter: z.number().nullable(), reason: Text })
    .nullable(),
  notes: z.array(Text),
  forecast: FacilityForecast.optional(),
  guidance: FacilityGuidance.optional(),
  /** Left out where nothing was decided. */
  overrides: z.array(FacilityOverride).optional(),
  /** Action plan that closes it or changes its capacity. */
  plan: Id.nullable().optional(),
  /** Counts what people and plans did to it; an act says with `If-Match` which one it has seen. */
  revision: z.number().int().min(0).optional(),
});
export type FacilityState = z.infer<typeof FacilityState>;

/**
 * Expected share of free spaces of an on-street zone: always an estimate, in steps of five percent. `usual` is what a count of
 * former days found, `none` that nobody knows.
 */
export const StreetZoneState = z.object({
  id: Id,
  basis: z.enum(['sensors', 'machines', 'usual', 'none']),
  quality: z.enum(['estimated', 'unknown']),
  freePct: z.number().int().min(0).max(100).nullable(),
  /** Nine times in ten between these, as far as the evidence can tell; `null` with `usual` and `none`. */
  lowPct: z.number().int().min(0).max(100).nullable(),
  highPct: z.number().int().min(0).max(100).nullable(),
  /** Watched spaces that report, or tickets that are valid. */
  seen: z.number().int().min(0),
  /** Oldest evidence in it. */
  measuredAtMs: EpochMs.nullable(),
  /** When it was estimated; renewed every minute. */
  atMs: EpochMs,
  /** Why something better was not used. */
  reasons: z.array(z.enum(['tooFewSensors', 'machineSilent', 'noCharge', 'spacesUnknown'])),
});
export type StreetZoneState = z.infer<typeof StreetZoneState>;

export const LinkState = z.object({
  id: Id,
  level: LevelOfService,
  flowVehPerH: z.number().min(0).nullable(),
  meanSpeedKmh: z.number().min(0).nullable(),
  occupancyPct: z.number().min(0).max(100).nullable(),
  travelTimeS: z.number().min(0).nullable(),
  congested: z.boolean(),
  quality: Quality,
  measuredAtMs: EpochMs.nullable(),
});
export type LinkState = z.infer<typeof LinkState>;

export const RecommendationState = z.object({
  id: z.string(),
  junctionId: Id,
  state: z.enum(['proposed', 'accepted', 'rejected', 'expired', 'superseded', 'commanded', 'confirmed', 'failed']),
  issuedAtMs: EpochMs,
  expiresAtMs: EpochMs,
  plan: SignalPlan,
  runningPlan: z.string().nullable(),
  /** Mean delay, seconds per vehicle, and degree of saturation, with the plan that runs and with the recommended one. */
  delayNowS: z.number(),
  delayAfterS: z.number(),
  saturationNow: z.number(),
  saturationAfter: z.number(),
  reason: Text,
  inputs: z.array(z.object({ id: z.string(), vehPerH: z.number(), ageMs: z.number() })),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
  /** When, how and why it ended; left out while it has not. */
  ended: z.object({ atMs: EpochMs, text: Text }).optional(),
});
export type RecommendationState = z.infer<typeof RecommendationState>;

/** What the tactical level sees, wants and why. */
export const TacticalView = z.object({
  mode: z.enum(['advice', 'automatic']),
  /** Why automatic mode ended by itself, `null` when it did not. */
  ended: z.enum(['silent', 'data', 'fault', 'readback', 'plan']).nullable(),
  atMs: EpochMs,
  stageId: Id,
  greenS: z.number().int().min(0),
  nextStageId: Id.nullable(),
  /** Stage wanted; the shown one = hold. */
  wantedStageId: Id,
  reason: z.enum(['minGreen', 'clearing', 'longestWait', 'shortLaneFull', 'leastDelay']),
  text: Text,
  requestId: z.string().nullable(),
  /** Vehicles that wait, and since when somebody waits, per lane. */
  lanes: z.array(z.object({ id: Id, queueVeh: z.number().min(0), waitS: z.number().min(0) })),
  /** Stages of the last minutes, oldest first; `null` while clearing. */
  runs: z.array(z.object({ stageId: Id.nullable(), fromMs: EpochMs })),
});
export type TacticalView = z.infer<typeof TacticalView>;

export const JunctionState = z.object({
  id: Id,
  online: z.boolean(),
  plan: z.string().nullable(),
  mode: z.string().nullable(),
  cycleS: z.number().int().nullable(),
  cycleSecond: z.number().int().nullable(),
  groups: z.record(Id, SignalColour),
  faults: z.array(z.string()),
  saturation: z.number().nullable(),
  delayS: z.number().nullable(),
  /** The one that is open or in force, else the last that people decided and that ended within the hour. */
  recommendation: RecommendationState.nullable(),
  /** Why there is nothing to recommend; `null` when there is, left out before the first look. */
  note: Text.nullable().optional(),
  measuredAtMs: EpochMs.nullable(),
  /** Left out where the controller takes no stage requests. */
  tactical: TacticalView.nullable().optional(),
  /** Counts who has switched automatic mode, and its ends; an act says with `If-Match` which one it has seen. Left out as `tactical` is. */
  revision: z.number().int().min(0).optional(),
});
export type JunctionState = z.infer<typeof JunctionState>;

const seconds = z.number().min(0).max(600);
/** Green or band on the common clock: second 0 are UTC seconds that the cycle divides. */
const Span = z.object({ startS: seconds, lengthS: seconds });

/** What runs, or would run, on a corridor: its greens, its bands, and what they come to. */
export const CorridorTiming = z.object({
  /** `null` while the junctions run different cycles; there are no bands then. */
  cycleS: z.number().int().nullable(),
  /** Mean over all vehicles, side streets included, seconds per vehicle. */
  delayS: z.number().min(0),
  /** Stops per vehicle and stop line of the through traffic of both directions. */
  stopsPerVeh: z.number().min(0),
  /** Seconds of every cycle in which a vehicle finds green all the way; by section in the order of travel. */
  bands: z.object({ forward: Span, backward: Span, forwardSections: z.array(Span), backwardSections: z.array(Span) }).nullable(),
  stops: z.array(z.object({ junctionId: Id, plan: SignalPlan, forward: z.array(Span), backward: z.array(Span) })),
});
export type CorridorTiming = z.infer<typeof CorridorTiming>;

/** One common cycle and offsets for all junctions of a corridor: accepted or rejected as one. */
export const CorridorRecommendation = z.object({
  id: z.string(),
  corridorId: Id,
  state: RecommendationState.shape.state,
  issuedAtMs: EpochMs,
  expiresAtMs: EpochMs,
  now: CorridorTiming,
  after: CorridorTiming,
  reason: Text,
  /** Junctions whose controllers run their part. */
  confirmed: z.array(Id),
  /** The junction that ended it. */
  failure: z.object({ junctionId: Id, text: Text }).nullable(),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
});
export type CorridorRecommendation = z.infer<typeof CorridorRecommendation>;

export const CorridorState = z.object({
  id: Id,
  /** When it was last looked at; `null` before the first time. */
  atMs: EpochMs.nullable(),
  /** What runs; `null` while it is not known. */
  now: CorridorTiming.nullable(),
  /** Why there is nothing to recommend, `null` when there is. */
  note: Text.nullable(),
  /** The one that is open or in force, else the last that ended within the hour. */
  recommendation: CorridorRecommendation.nullable(),
  /** What became of the recommendation of the same time the day before; measured is `null` when it was never in force. */
  dayBefore: z.object({ issuedAtMs: EpochMs, state: RecommendationState.shape.state, delayNowS: z.number(), delayAfterS: z.number(), delayMeasuredS: z.number().nullable() }).nullable(),
});
export type CorridorState = z.infer<typeof CorridorState>;

export const SignState = z.object({
  id: Id,
  online: z.boolean(),
  /** Worst rung among its rows. */
  level: LadderLevel,
  order: SignOrderMessage.nullable(),
  readback: z.object({ orderId: z.string().nullable(), shows: z.array(z.string()), lamp: z.string(), link: z.string(), atMs: EpochMs }).nullable(),
  /** Named cause of a mismatch between order and read-back, `null` when they agree. */
  mismatch: z.string().nullable(),
  lock: z.object({ by: z.string(), reason: z.string(), expiresAtMs: EpochMs }).nullable(),
  /** Action plan that decides what it shows; a lock stands above it. */
  plan: Id.nullable().optional(),
  /** Counts what people and plans did to it; an act says with `If-Match` which one it has seen. */
  revision: z.number().int().min(0).optional(),
});
export type SignState = z.infer<typeof SignState>;

export const AlarmState = z.object({
  id: z.string(),
  /** e.g. `congestion`, `laneFault`, `signMismatch`, `facilityStale`, `counterDrift`, `jobFailed`. */
  code: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  about: z.object({ kind: z.string(), id: z.string() }),
  raisedAtMs: EpochMs,
  clearedAtMs: EpochMs.nullable(),
  acknowledgedBy: z.string().nullable(),
  text: Text,
  /** Alarms with the same group have the same kind of cause in the same area, e.g. `lane-silent/nord`. */
  group: z.string().max(140).optional(),
  /** Nobody acknowledged it in time: 1 the first limit has passed, 2 the second. */
  escalation: z.object({ level: z.union([z.literal(1), z.literal(2)]), sinceMs: EpochMs }).nullable().optional(),
  /** How often it came back within an hour of being cleared, this time included. */
  occurrences: z.number().int().min(1).optional(),
});
export type AlarmState = z.infer<typeof AlarmState>;

/** Health of one detector, counter, controller or sign as a device. */
export const DeviceState = z.object({
  id: Id,
  online: z.boolean().nullable(),
  lastSeenMs: EpochMs.nullable(),
  quality: z.number().min(0).max(1).nullable(),
  faults: z.array(z.string()),
});
export type DeviceState = z.infer<typeof DeviceState>;

/** What the city's weather station measured last; without a word for two hours it is `unknown` and has no numbers. */
export const WeatherState = z.object({
  id: Id,
  /** Rain of the hour before `measuredAtMs`, mm. */
  rainMm: z.number().min(0).nullable(),
  temperatureC: z.number().nullable(),
  quality: z.enum(['measured', 'unknown']),
  measuredAtMs: EpochMs.nullable(),
});
export type WeatherState = z.infer<typeof WeatherState>;

/** One measure of a plan as it stands: `waiting` the plan does not run; `overridden` an operator's own act stands above it; `beaten` a plan of higher priority does. */
export const PlanMeasureState = z.object({ effect: z.enum(['waiting', 'inForce', 'overridden', 'beaten']), by: Id.nullable() });
export const PlanState = z.object({
  id: Id,
  state: z.enum(['idle', 'proposed', 'running']),
  run: z.object({ startedAtMs: EpochMs, endsAtMs: EpochMs, cause: z.enum(['operator', 'schedule', 'condition']), by: z.string(), reason: z.string() }).nullable(),
  proposedAtMs: EpochMs.nullable(),
  /** Whether its trigger holds; `null` where it has none. */
  trigger: z.enum(['true', 'false', 'unknown']).nullable(),
  /** Stopped by an operator while its trigger holds: it does not start again by itself until that has gone. */
  rests: z.boolean(),
  /** Next edge of its schedule. */
  nextChange: z.object({ atMs: EpochMs, to: z.enum(['begin', 'end']) }).nullable(),
  /** In the order of the configuration. */
  measures: z.array(PlanMeasureState),
  /** Counts what people and plans did to it; an act says with `If-Match` which one it has seen. */
  revision: z.number().int().min(0).optional(),
});
export type PlanState = z.infer<typeof PlanState>;

/** The collections that can be watched, with the value each holds. */
export const COLLECTIONS = {
  facilities: FacilityState,
  links: LinkState,
  junctions: JunctionState,
  signs: SignState,
  alarms: AlarmState,
  devices: DeviceState,
  plans: PlanState,
  corridors: CorridorState,
  streetZones: StreetZoneState,
  weather: WeatherState,
} as const;
export type CollectionName = keyof typeof COLLECTIONS;
export interface CollectionValues {
  facilities: FacilityState;
  links: LinkState;
  junctions: JunctionState;
  signs: SignState;
  alarms: AlarmState;
  devices: DeviceState;
  plans: PlanState;
  corridors: CorridorState;
  streetZones: StreetZoneState;
  weather: WeatherState;
}
export const COLLECTION_NAMES = Object.keys(COLLECTIONS) as CollectionName[];
