import type { Arrow, CounterPanel, PanelSymbol, SignWords } from './model.js';
import type { Form } from './order.js';
import type { SlotDecision } from './slot.js';

/** What the panel lights up in place of what it cannot; nothing means dark. Full and closed have no milder form. */
const SUBSTITUTES: Readonly<Record<Form, readonly PanelSymbol[]>> = {
  number: ['number', 'free', 'arrow'],
  estimate: ['estimate', 'free', 'arrow'],
  free: ['free', 'arrow'],
  full: ['full'],
  closed: ['closed'],
  arrow: ['arrow'],
  text: [],
  blank: [],
};
const ARROWS: Readonly<Record<Arrow, string>> = { left: '←', straight: '↑', right: '→', none: '' };

export interface Wording {
  form: Form;
  value: number | null;
  text: string;
}

export const arrowText = (arrow: Arrow, panel: CounterPanel): string => (panel.symbols.includes('arrow') ? ARROWS[arrow] : '');

/** Wording of a counter row. A number that the digits cannot hold is not cut: the panel says `free` or points the way. */
export const wordRow = (slot: Pick<SlotDecision, 'form' | 'value'>, panel: CounterPanel, words: SignWords, arrow: Arrow): Wording => {
  const texts: Record<PanelSymbol, string> = {
    number: String(slot.value),
    estimate: `${words.estimatePrefix}${slot.value}`,
    free: words.free,
    full: words.full,
    closed: words.closed,
    arrow: ARROWS[arrow],
  };
  const fits = (symbol: PanelSymbol): boolean =>
    panel.symbols.includes(symbol) && ((symbol !== 'number' && symbol !== 'estimate') || texts[symbol].length <= panel.digits);
  // Nought free is never called free.
  const wanted: readonly PanelSymbol[] = slot.value === 0 ? ['number', 'full'] : SUBSTITUTES[slot.form];
  const symbol = wanted.find(fits);
  if (symbol === undefined) return { form: 'blank', value: null, text: '' };
  const counted = symbol === 'number' || symbol === 'estimate';
  return { form: symbol, value: counted ? slot.value : null, text: texts[symbol] };
};
