import { renderMulti } from '../multi/render.js';
import type { Rendering } from '../multi/rendering.js';
import type { Draft } from './compose.js';
import { contentHashOf } from './hash.js';
import type { TextPanel } from './model.js';
import type { OrderContent, OrderWhy, SignOrder } from './order.js';

type TextDraft = Extract<Draft['content'], { kind: 'text' }>;

/** Identity of what a sign shows now. Times, reasons and fallbacks are left out: they change under the same order id. */
export const draftHash = (draft: Draft): string => {
  const { content } = draft;
  if (content.kind === 'counter') return contentHashOf(JSON.stringify(content.rows.map(({ rowId, text }) => [rowId, text])));
  return contentHashOf(JSON.stringify([content.multi, content.panel]));
};

const darkOf = (panel: TextPanel): Rendering => {
  const dark = renderMulti('', panel);
  if (!dark.ok) throw new RangeError(`panel of ${JSON.stringify(panel.matrix)} cannot even be dark: ${dark.detail}`);
  return dark.rendering;
};

/** The text, or the fallback where it does not fit, or nothing: a rule with a mistake must not leave an old number standing. */
export const renderDraft = (draft: TextDraft): { content: Extract<OrderContent, { kind: 'text' }>; renderFault: string | null } => {
  const { panel, multi, level, showUntilMs, fallbackMulti } = draft;
  const shown = renderMulti(multi, panel);
  const fallback = renderMulti(fallbackMulti, panel);
  const safe = fallback.ok ? { multi: fallbackMulti, rendering: fallback.rendering } : { multi: '', rendering: darkOf(panel) };
  const times = { kind: 'text', showUntilMs, fallbackMulti: safe.multi, fallbackRendering: safe.rendering } as const;
  if (shown.ok) return { content: { ...times, multi, rendering: shown.rendering, level }, renderFault: null };
  return { content: { ...times, ...safe, level: safe.multi === '' ? 'blank' : 'direction' }, renderFault: `${shown.code}: ${shown.detail}` };
};

interface Due {
  beforeMs: number;
  afterMs: number;
}

const untilsOf = (content: OrderContent | Draft['content']): number[] =>
  content.kind === 'counter' ? content.rows.map((row) => row.showUntilMs) : [content.showUntilMs];

/** Less than half of the possible time is left, or the new time is nearer than the promised one. */
const isDue = ({ beforeMs, afterMs }: Due, nowMs: number): boolean =>
  afterMs < beforeMs || (afterMs > beforeMs && beforeMs - nowMs < (afterMs - nowMs) / 2);

const reasonsOf = ({ ruleId, lock, rungs, trigger }: OrderWhy): string => JSON.stringify([ruleId, lock, rungs, trigger]);

/** Whether an order with the same content (and so the same rows) must go out again: its time runs out, or its reasons have changed. */
export const needsRenewal = (order: SignOrder, draft: Draft, why: OrderWhy, nowMs: number): boolean => {
  const after = untilsOf(draft.content);
  const dues: Due[] = [
    { beforeMs: order.validUntilMs, afterMs: Math.max(order.validUntilMs, draft.validUntilMs) },
    ...untilsOf(order.content).map((beforeMs, index) => ({ beforeMs, afterMs: after[index] as number })),
  ];
  return reasonsOf(order.why) !== reasonsOf(why) || dues.some((due) => isDue(due, nowMs));
};
