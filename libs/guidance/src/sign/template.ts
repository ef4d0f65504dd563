import type { SignWords } from './model.js';
import type { SlotDecision } from './slot.js';

/** A MULTI template, taken apart: plain text and placeholders for targets. */
export type TemplatePart =
  | { kind: 'multi'; text: string }
  | { kind: 'target'; targetId: string; audience: string; low: string; closed: string };

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const PLACEHOLDER = new RegExp(`\\[pa(${ID}),([^,\\][]*),([^,\\][]*)(?:,(${ID}))?\\]|\\{(${ID})(?:/(${ID}))?\\}`, 'gi');
const escaped = (text: string): string => text.replaceAll('[', '[[').replaceAll(']', ']]');

/** Never fails: what is no placeholder stays MULTI text, and the normaliser judges it. */
export const readTemplate = (template: string, words: SignWords, defaultAudience: string): TemplatePart[] => {
  const parts: TemplatePart[] = [];
  let reached = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [whole, paId = '', low = '', closed = '', paAudience, id, audience] = match;
    if (match.index > reached) parts.push({ kind: 'multi', text: template.slice(reached, match.index) });
    reached = match.index + whole.length;
    parts.push(
      id === undefined
        ? { kind: 'target', targetId: paId, audience: paAudience ?? defaultAudience, low, closed }
        : { kind: 'target', targetId: id, audience: audience ?? defaultAudience, low: words.full, closed: words.closed },
    );
  }
  if (reached < template.length) parts.push({ kind: 'multi', text: template.slice(reached) });
  return parts;
};

/** Wording of one placeholder. An arrow or nothing leaves it empty: the text around it still gives the direction. */
const wordingOf = (part: Extract<TemplatePart, { kind: 'target' }>, slot: SlotDecision, words: SignWords, lowThreshold: number): string => {
  switch (slot.form) {
    case 'number':
    case 'estimate':
      if (Number(slot.value) <= lowThreshold) return part.low;
      return slot.form === 'number' ? String(slot.value) : `${words.estimatePrefix}${slot.value}`;
    case 'free':
      return words.free;
    case 'full':
      return part.low;
    case 'closed':
      return part.closed;
    case 'arrow':
    case 'text':
    case 'blank':
      return '';
  }
};

export const fillTemplate = (
  parts: readonly TemplatePart[],
  slotOf: (targetId: string, audience: string) => SlotDecision,
  words: SignWords,
  lowThreshold: number,
): string =>
  parts
    .map((part) => (part.kind === 'multi' ? part.text : escaped(wordingOf(part, slotOf(part.targetId, part.audience), words, lowThreshold))))
    .join('');
