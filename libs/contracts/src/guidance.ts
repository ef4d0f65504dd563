import { z } from 'zod';
import { EpochMs, Id } from './primitives.js';

/** `shown`: asked once, may go elsewhere. `followed`: the driver's page leads there and says so again on the way. */
export const PromiseKind = z.enum(['shown', 'followed']);
const share = z.number().min(0).max(1);

/**
 * What is on its way to a facility's short-stay spaces and not counted in yet. Arrivals are blurred to whole minutes and
 * weighed by what is learned of such promises; nothing tells one car from another.
 */
export const FacilityGuidance = z.object({
  atMs: EpochMs,
  promised: z.array(z.object({ atMs: EpochMs, cars: z.number().min(0), variance: z.number().min(0) })).max(200),
  /** Cars an hour that come without guidance, and that leave. */
  inPerH: z.number().min(0),
  outPerH: z.number().min(0),
  /** Share of the city's arriving cars that follow no guidance. */
  unguidedShare: share,
  /** Share of promised cars that arrive, as learned. */
  compliance: z.object({ shown: share, followed: share }),
});
export type FacilityGuidance = z.infer<typeof FacilityGuidance>;

/**
 * One step of the ledger of promises. `withdraw` names the time that was promised; `wish` the facility that somebody who sets out
 * would go to if none were ever full. Nobody's name is in it.
 */
export const PromiseAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('give'), facilityId: Id, kind: PromiseKind, dueMs: EpochMs }),
  z.object({ act: z.literal('withdraw'), facilityId: Id, dueMs: EpochMs }),
  z.object({ act: z.literal('wish'), facilityId: Id }),
]);
export type PromiseAct = z.infer<typeof PromiseAct>;
/** Record in the journal: promises given and withdrawn since the last one. */
export const PromiseRecord = z.object({ acts: z.array(PromiseAct).min(1).max(5000) });
export type PromiseRecord = z.infer<typeof PromiseRecord>;

const point = { lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) };
/** What a driver's page holds of its own trip; the service keeps nothing of it. */
export const Trip = z.object({
  facilityId: Id,
  dueMs: EpochMs,
  sinceMs: EpochMs,
  way: z
    .object({
      from: z.object(point).describe('Where the trip began, to about 100 m'),
      askedMs: EpochMs.describe('When the page asked last'),
      driveSeconds: z.number().min(0).max(36_000).describe('What was said then of the way to the garage'),
    })
    .optional()
    .describe('Of a car that says where it is: by asking again it tells how long the way takes'),
});
export type Trip = z.infer<typeof Trip>;

/** Where to park, asked before and on the way. */
export const GuidanceQuestion = z.object({
  ...z.object(point).partial().shape,
  place: Id.optional().describe('A named destination, instead of lat and lon'),
  from: z.object(point).optional().describe('Where the car is; without it every garage is taken to be equally far'),
  audience: Id.default('shortStay'),
  heightM: z.number().min(0).max(6).optional(),
  spread: z.number().int().min(0).max(15).default(0).describe('Drawn once a trip by the page: spreads equal questions over equal garages'),
  choose: Id.optional().describe('The driver wants this very garage'),
  tried: z.array(Id).max(10).default([]).describe('Found full a moment ago'),
  trip: Trip.optional().describe('The trip as the last answer gave it'),
  follow: z.boolean().default(true).describe('false: the trip is over or given up; its promise is taken back'),
});
export type GuidanceQuestion = z.infer<typeof GuidanceQuestion>;
