import { foreseen } from './ahead.js';
import type { AheadView } from './ahead.js';
import { assessTarget, worst } from './assess.js';
import { lookUp, targetKey } from './inputs.js';
import type { SignInputs } from './inputs.js';
import type { CounterPanel, CounterRow, LadderLevel, RowContent, SignConfig, SignContentRule, TextPanel } from './model.js';
import type { OrderRow, SignState } from './order.js';
import type { Selection } from './select.js';
import { stepSlot } from './slot.js';
import type { SlotDecision } from './slot.js';
import { fillTemplate, readTemplate } from './template.js';
import type { TemplatePart } from './template.js';
import { arrowText, wordRow } from './wording.js';
import { normalizeMulti } from '../multi/parse.js';

/** What the sign should say now, before it is compared with the order in force and, for a text, rendered. */
export interface Draft {
  content:
    | { kind: 'counter'; rows: OrderRow[] }
    | { kind: 'text'; panel: TextPanel; multi: string; level: LadderLevel; showUntilMs: number; fallbackMulti: string };
  slots: (SlotDecision & { targetId: string; audience: string; label: string })[];
  validUntilMs: number;
}
export interface ComposeContext {
  state: SignState | null;
  inputs: SignInputs;
  ahead: Readonly<Record<string, AheadView>>;
  config: SignConfig;
  selection: Selection;
  nowMs: number;
}

/** A layer of content and until when it can be relied on without hearing more. */
interface Layer {
  content: SignContentRule;
  untilMs: number;
}
const layersOf = ({ lock, rule, lockUntilMs, ruleUntilMs }: Selection): Layer[] => [
  ...(lock === null ? [] : [{ content: lock.content, untilMs: lockUntilMs }]),
  ...(rule === null ? [] : [{ content: rule.content, untilMs: ruleUntilMs }]),
];

const slotFor = (context: ComposeContext, slotId: string, targetId: string, audience: string): SlotDecision => {
  const { state, inputs, ahead, config, nowMs } = context;
  const key = targetKey(targetId, audience);
  const input = lookUp(inputs.targets, key);
  return stepSlot({
    slotId,
    before: lookUp(state?.slots ?? {}, slotId),
    judged: foreseen(assessTarget(input, inputs.health, config.limits, nowMs), lookUp(ahead, key)),
    capacity: input?.capacity ?? null,
    limits: config.limits,
    nowMs,
  });
};

const isStatic = (form: OrderRow['form']): boolean => form === 'arrow' || form === 'blank';

type RowSource = RowContent | { show: 'dark' } | null;
const rowIn = (layer: Layer, rowId: string): RowSource => {
  if (layer.content.kind === 'blank') return { show: 'dark' };
  return layer.content.kind === 'rows' ? (layer.content.rows.find((row) => row.rowId === rowId) ?? null) : null;
};

interface RowDraft {
  row: OrderRow;
  slot: Draft['slots'][number] | null;
}

const draftRow = (context: ComposeContext, panel: CounterPanel, row: CounterRow, endMs: number): RowDraft => {
  const { config, selection, nowMs } = context;
  const found = layersOf(selection)
    .map((layer) => ({ source: rowIn(layer, row.rowId), untilMs: layer.untilMs }))
    .find(({ source }) => source !== null);
  // A row that nobody names shows its own target, whatever becomes of the rule.
  const { source, untilMs: layerUntilMs } = found ?? { source: null, untilMs: Infinity };
  const unheardMs = Math.min(layerUntilMs, nowMs + config.limits.unheardSeconds * 1000);
  const arrow = arrowText(row.arrow, panel);
  const base = { rowId: row.rowId, value: null, level: 'live' } as const;
  if (source?.show === 'dark') return { row: { ...base, form: 'blank', text: '', showUntilMs: Math.min(layerUntilMs, endMs), fallbackText: '' }, slot: null };
  if (source?.show === 'text') return { row: { ...base, form: 'text', text: source.text, showUntilMs: unheardMs, fallbackText: arrow }, slot: null };
  const { targetId, audience } = source ?? row;
  const slot = slotFor(context, `${row.rowId}:${targetKey(targetId, audience)}`, targetId, audience);
  const worded = wordRow(slot, panel, config.words, row.arrow);
  const agesAtMs = Math.min(unheardMs, slot.untilMs ?? Infinity);
  const showUntilMs = isStatic(worded.form) ? endMs : agesAtMs;
  const fallbackText = slot.form === 'closed' || slot.form === 'blank' ? '' : arrow;
  return { row: { rowId: row.rowId, ...worded, level: slot.level, showUntilMs, fallbackText }, slot: { ...slot, targetId, audience, label: row.label } };
};

const draftCounter = (context: ComposeContext, panel: CounterPanel, endMs: number): Draft => {
  const drafts = panel.rows.map((row) => draftRow(context, panel, row, endMs));
  const rows = drafts.map(({ row }) => row);
  const validUntilMs = Math.max(endMs, ...rows.map((row) => row.showUntilMs));
  return { content: { kind: 'counter', rows }, slots: drafts.flatMap(({ slot }) => (slot === null ? [] : [slot])), validUntilMs };
};

type Slots = Record<string, Draft['slots'][number]>;
const slotsOf = (context: ComposeContext, parts: readonly TemplatePart[]): Slots => {
  const slots: Slots = {};
  for (const part of parts) {
    if (part.kind === 'multi') continue;
    const { targetId, audience } = part;
    const key = targetKey(targetId, audience);
    slots[key] ??= { ...slotFor(context, key, targetId, audience), targetId, audience, label: targetId };
  }
  return slots;
};

interface Texts {
  multi: string;
  fallbackMulti: string;
  directionOnly: boolean;
}
const wordText = (content: Extract<SignContentRule, { kind: 'multi' }>, parts: readonly TemplatePart[], slots: Slots, config: SignConfig): Texts => {
  const list = Object.values(slots);
  const fill = (form: 'asDecided' | 'arrow'): string => {
    const slotOf = (targetId: string, audience: string): SlotDecision => {
      const slot = slots[targetKey(targetId, audience)] as SlotDecision;
      return form === 'arrow' ? { ...slot, form } : slot;
    };
    return fillTemplate(parts, slotOf, config.words, content.lowThreshold);
  };
  const pointsToNothing = list.length === 0 || list.some(({ form }) => form === 'closed' || form === 'blank');
  const fallbackMulti = content.directionMulti ?? (pointsToNothing ? '' : fill('arrow'));
  if (list.length === 0 || list.some(({ form }) => !isStatic(form))) return { multi: fill('asDecided'), fallbackMulti, directionOnly: false };
  const dark = list.every(({ form }) => form === 'blank');
  return { multi: dark ? '' : (content.directionMulti ?? fill('arrow')), fallbackMulti, directionOnly: true };
};

const draftText = (context: ComposeContext, panel: TextPanel, endMs: number): Draft => {
  const { config, selection, nowMs } = context;
  const layer = layersOf(selection).find(({ content }) => content.kind !== 'rows');
  if (layer === undefined || layer.content.kind !== 'multi') {
    const showUntilMs = Math.min(endMs, layer?.untilMs ?? Infinity);
    return { content: { kind: 'text', panel, multi: '', level: 'live', showUntilMs, fallbackMulti: '' }, slots: [], validUntilMs: endMs };
  }
  const parts = readTemplate(layer.content.template, config.words, config.defaultAudience);
  const slots = slotsOf(context, parts);
  const { multi, fallbackMulti, directionOnly } = wordText(layer.content, parts, slots, config);
  const list = Object.values(slots);
  const agesAtMs = Math.min(nowMs + config.limits.unheardSeconds * 1000, ...list.map((slot) => slot.untilMs ?? Infinity));
  const showUntilMs = Math.min(layer.untilMs, directionOnly ? endMs : agesAtMs);
  const level = worst(list.map((slot) => slot.level));
  const content = { kind: 'text', panel, multi: normalizeMulti(multi), level, showUntilMs, fallbackMulti: normalizeMulti(fallbackMulti) } as const;
  return { content, slots: list, validUntilMs: Math.max(endMs, showUntilMs) };
};

export const compose = (context: ComposeContext): Draft => {
  const { panel, limits } = context.config;
  const endMs = context.nowMs + limits.blankAfterSeconds * 1000;
  return panel.kind === 'counter' ? draftCounter(context, panel, endMs) : draftText(context, panel, endMs);
};
