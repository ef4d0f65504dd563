import type { LadderLevel, SignConfig } from './model.js';
import type { SignInputs } from './inputs.js';
import type { Rendering } from '../multi/rendering.js';

/** What a row or placeholder says, apart from its wording. */
export type Form = 'number' | 'estimate' | 'free' | 'full' | 'closed' | 'arrow' | 'text' | 'blank';

/** Why a row stands lower than `live`, or says less than was counted. */
export type Trigger =
  | 'staleData'
  | 'noData'
  | 'unknownStatus'
  | 'estimatedInput'
  | 'contradictoryInput'
  | 'impossibleValue'
  | 'futureMeasurement'
  | 'readbackMismatch'
  | 'silentLink'
  | 'recovering'
  | 'fillsBefore'
  | 'notRenderable';

export interface OrderRow {
  rowId: string;
  form: Form;
  /** The number, for `number` and `estimate`. */
  value: number | null;
  /** Exactly what the row shows; `''` is dark. */
  text: string;
  level: LadderLevel;
  /** From then on the row shows `fallbackText`, epoch ms. */
  showUntilMs: number;
  fallbackText: string;
}
export type OrderContent =
  | { kind: 'counter'; rows: OrderRow[] }
  | {
      kind: 'text';
      multi: string;
      rendering: Rendering;
      level: LadderLevel;
      showUntilMs: number;
      fallbackMulti: string;
      fallbackRendering: Rendering;
    };

export interface WhyInput {
  id: string;
  value: number | string | null;
  status: string | null;
  measuredAtMs: number | null;
  ageMs: number | null;
  quality: string | null;
}
export interface OrderWhy {
  /** `null` when no rule applied. */
  ruleId: string | null;
  inputs: WhyInput[];
  lock: { lockId: string; operator: string; reason: string; expiresAtMs: number } | null;
  /** Per row or placeholder (`targetId/audience`): its rung and all triggers, most severe first. */
  rungs: { slotId: string; level: LadderLevel; triggers: Trigger[] }[];
  /** The most severe trigger of the sign, `null` when all is live. */
  trigger: Trigger | null;
  /** Why the wanted text could not be shown, as `code: detail` of the renderer; `null` when it could. */
  renderFault: string | null;
  textDe: string;
  textEn: string;
}

/**
 * One order to a sign. `orderId` is `{signId}.{version}` and stands for the content: a renewal moves the times and the
 * reasons, counts `renewal` up and keeps id and hash, so that a read-back of the id stays valid.
 */
export interface SignOrder {
  orderId: string;
  signId: string;
  version: number;
  renewal: number;
  contentHash: string;
  /** When this content was first ordered. */
  issuedAtMs: number;
  /** When this renewal was made; equals `issuedAtMs` at first. */
  renewedAtMs: number;
  /** From then on the sign is dark. */
  validUntilMs: number;
  /** Worst rung of its rows. */
  level: LadderLevel;
  content: OrderContent;
  why: OrderWhy;
}

/** Memory of one row or placeholder. */
export interface SlotState {
  level: LadderLevel;
  /** Since when a better rung has been possible without a break. */
  betterSinceMs: number | null;
  /** Since when nothing better than `direction` has been possible. */
  fallenSinceMs: number | null;
  form: Form;
  value: number | null;
  /** Measurement behind the shown value. */
  measuredAtMs: number | null;
  /** Since when form and value are shown. */
  sinceMs: number;
}
/** `tight`: free when one gets there is likely, not sure. `fills`: nobody is to be led there. */
export type AheadState = 'free' | 'tight' | 'fills';
export interface AheadMemory {
  state: AheadState;
  /** Since when a better state has been possible without a break. */
  betterSinceMs: number | null;
}
/** Kept per sign between decisions: plain JSON, safe to snapshot. */
export interface SignState {
  version: number;
  decidedAtMs: number;
  ruleId: string | null;
  ruleSinceMs: number;
  slots: Record<string, SlotState>;
  /** By target; missing in what was stored before there was such a thing. */
  ahead?: Record<string, AheadMemory>;
  order: SignOrder | null;
}
export interface SignDecision {
  order: SignOrder;
  state: SignState;
  /** The content is another one: publish, and expect the read-back to follow. */
  changed: boolean;
  /** Same content, later times or other reasons: publish under the same order id. */
  renewed: boolean;
}
export type DecideSign = (state: SignState | null, inputs: SignInputs, config: SignConfig, nowMs: number) => SignDecision;
