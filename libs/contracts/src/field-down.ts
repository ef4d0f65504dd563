import { z } from 'zod';
import { EpochMs, Id, Text } from './primitives.js';

/** Rung of the fallback ladder that a row stands on. */
export const LadderLevel = z.enum(['live', 'estimate', 'direction', 'blank']);
export type LadderLevel = z.infer<typeof LadderLevel>;

/** One input a decision rested on. */
export const DecisionInput = z.object({
  /** `facility/audience`, that with `@arrival` for what is expected when one gets there, or a link. */
  id: z.string().max(140),
  value: z.union([z.number(), z.string(), z.null()]),
  status: z.string().max(40).nullable(),
  measuredAtMs: EpochMs.nullable(),
  ageMs: z.number().int().nullable(),
  quality: z.string().max(20).nullable(),
});

export const OrderRow = z.object({
  rowId: Id,
  /** What the row shows, exactly; `''` is dark. */
  text: z.string().max(40),
  level: LadderLevel,
  /** From then on the number may not be shown any more, and the row falls to `fallbackText`. */
  showUntilMs: EpochMs,
  fallbackText: z.string().max(40),
});

/**
 * What a sign is to show. Retained under `.../sign/{id}/order`. A sign that hears nothing ages it by itself: after a
 * row's `showUntilMs` the row shows `fallbackText`, after `validUntilMs` the sign goes dark.
 */
export const SignOrderMessage = z.object({
  orderId: z.string().max(100),
  signId: Id,
  issuedAtMs: EpochMs,
  validUntilMs: EpochMs,
  content: z.discriminatedUnion('type', [
    z.object({ type: z.literal('counter'), rows: z.array(OrderRow).max(20) }),
    z.object({ type: z.literal('freeText'), multi: z.string().max(2000), level: LadderLevel, showUntilMs: EpochMs, fallbackMulti: z.string().max(2000) }),
  ]),
  why: z.object({
    ruleId: z.string().max(64),
    inputs: z.array(DecisionInput).max(100),
    lock: z.object({ by: z.string().max(100), reason: z.string().max(500), expiresAtMs: EpochMs }).nullable(),
    trigger: z.string().max(60).nullable(),
    text: Text,
  }),
});
export type SignOrderMessage = z.infer<typeof SignOrderMessage>;

/** Plan of a controller in whole seconds. */
export const SignalPlan = z.object({
  id: Id,
  cycleS: z.number().int().min(1).max(600),
  offsetS: z.number().int().min(0).max(599),
  stages: z.array(z.object({ stageId: Id, greenS: z.number().int().min(0).max(600) })).min(1).max(32),
});
export type SignalPlan = z.infer<typeof SignalPlan>;

/** Retained under `.../signal/{id}/recommendation` for people and systems that read, and `.../command` once accepted. */
export const SignalRecommendationMessage = z.object({
  recommendationId: z.string().max(100),
  junctionId: Id,
  issuedAtMs: EpochMs,
  expiresAtMs: EpochMs,
  plan: SignalPlan,
  reason: Text,
});
export type SignalRecommendationMessage = z.infer<typeof SignalRecommendationMessage>;

/**
 * Stage that a controller is asked to show. Retained under `.../signal/{id}/stage`; the controller keeps its own minimum greens and
 * intergreens, reports `requestId` in its state, and returns to its own program when the request expires or is emptied.
 */
export const SignalStageMessage = z.object({
  requestId: z.string().max(100),
  junctionId: Id,
  stageId: Id,
  issuedAtMs: EpochMs,
  expiresAtMs: EpochMs,
  reason: Text,
});
export type SignalStageMessage = z.infer<typeof SignalStageMessage>;
