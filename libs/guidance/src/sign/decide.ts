import { stepAheads } from './ahead.js';
import type { AheadView } from './ahead.js';
import { worst } from './assess.js';
import { compose } from './compose.js';
import type { Draft } from './compose.js';
import { explain } from './explain.js';
import type { SignInputs } from './inputs.js';
import { draftHash, needsRenewal, renderDraft } from './issue.js';
import type { SignConfig } from './model.js';
import type { OrderContent, OrderWhy, SignDecision, SignOrder, SignState } from './order.js';
import { select } from './select.js';
import type { Selection } from './select.js';
import { withZones } from './zone.js';

/** A clock that jumped back (a replay starts again) leaves dwell times without meaning; numbering goes on. */
const usable = (state: SignState | null, nowMs: number): SignState | null =>
  state === null || nowMs >= state.decidedAtMs ? state : { ...state, ruleId: null, ruleSinceMs: nowMs, slots: {}, ahead: {} };

/** Counts up; starts from the clock, so that numbering goes on even when the memory was lost. */
const nextVersion = (state: SignState | null, nowMs: number): number => Math.max((state?.version ?? 0) + 1, Math.floor(nowMs / 1000));

const stateOf = (selection: Selection, draft: Draft, ahead: Readonly<Record<string, AheadView>>, order: SignOrder, nowMs: number): SignState => ({
  version: order.version,
  decidedAtMs: nowMs,
  ruleId: selection.rule?.ruleId ?? null,
  ruleSinceMs: selection.ruleSinceMs,
  slots: Object.fromEntries(draft.slots.map(({ slotId, state }) => [slotId, state])),
  ahead: Object.fromEntries(Object.entries(ahead).map(([key, { memory }]) => [key, memory])),
  order,
});

const contentOf = (draft: Draft): { content: OrderContent; renderFault: string | null } =>
  draft.content.kind === 'counter' ? { content: draft.content, renderFault: null } : renderDraft(draft.content);

interface Issue {
  config: SignConfig;
  before: SignState | null;
  /** The order in force when it has the same content already. */
  kept: SignOrder | null;
  draft: Draft;
  contentHash: string;
  content: OrderContent;
  why: OrderWhy;
  nowMs: number;
}
const issue = ({ config, before, kept, draft, contentHash, content, why, nowMs }: Issue): SignOrder => {
  const version = kept?.version ?? nextVersion(before, nowMs);
  return {
    orderId: `${config.signId}.${version}`,
    signId: config.signId,
    version,
    renewal: kept === null ? 0 : kept.renewal + 1,
    contentHash,
    issuedAtMs: kept?.issuedAtMs ?? nowMs,
    renewedAtMs: nowMs,
    validUntilMs: draft.validUntilMs,
    level: content.kind === 'counter' ? worst(content.rows.map((row) => row.level)) : content.level,
    content,
    why,
  };
};

/**
 * Decides what a sign shows at `nowMs`. Pure; call it on every tick or change and keep `state`.
 *
 * The same content never becomes a new order: `changed` is false and the order stays as it is, until half of its time is
 * used up or its reasons change; then it is `renewed` (same id and hash, later times). Publish when either is true.
 * Throws a `RangeError` on a time zone that the runtime does not know, which `checkSign` reports beforehand.
 */
export const decideSign = (state: SignState | null, given: SignInputs, config: SignConfig, nowMs: number): SignDecision => {
  const before = usable(state, nowMs);
  const expected = before?.ahead ?? {};
  const { inputs, views: ahead } = withZones(given, stepAheads(expected, given.ahead ?? {}, config.limits, nowMs), expected, config, nowMs);
  const zones = config.zones ?? [];
  const selection = select(before, inputs, ahead, config, nowMs);
  const draft = compose({ state: before, inputs, ahead, config, selection, nowMs });
  const contentHash = draftHash(draft);
  const old = before?.order ?? null;
  const sameContent = old !== null && old.contentHash === contentHash && old.renewedAtMs <= nowMs;
  if (sameContent) {
    // The hash covers text and panel, so what could not be rendered before still cannot.
    const why = explain({ selection, draft, inputs, ahead, zones, nowMs }, old.why.renderFault);
    if (!needsRenewal(old, draft, why, nowMs)) return { order: old, state: stateOf(selection, draft, ahead, old, nowMs), changed: false, renewed: false };
  }
  const { content, renderFault } = contentOf(draft);
  const why = explain({ selection, draft, inputs, ahead, zones, nowMs }, renderFault);
  const order = issue({ config, before, kept: sameContent ? old : null, draft, contentHash, content, why, nowMs });
  return { order, state: stateOf(selection, draft, ahead, order, nowMs), changed: !sameContent, renewed: sameContent };
};
