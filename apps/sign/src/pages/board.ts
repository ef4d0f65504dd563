import { html, raw, type Html } from '@wegweiser/web-kit';
import type { AgedOrder } from '@wegweiser/guidance';
import { drawMulti, rowMulti } from '../panel/draw.js';
import { ledSvg } from '../panel/led.js';
import { fieldPanel, type RowSpec, type SignSpec } from '../panel/spec.js';
import { plainMulti, spoken } from '../panel/words.js';

const ARROWS: Readonly<Record<RowSpec['arrow'], string>> = { left: 'M21 12H6m6.5-7L5.5 12l7 7', straight: 'M12 21V6M5 12.5l7-7 7 7', right: 'M3 12h15m-6.5-7 7 7-7 7', none: '' };
const arrow = (name: RowSpec['arrow']): Html => (name === 'none' ? raw('<span class="board__arrow"></span>') : html`<svg class="board__arrow" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${ARROWS[name]}"/></svg>`);

/** A label that starts with P gets the parking sign in front, as on the road. */
const label = (text: string): Html => {
  const name = /^P\s+(.+)$/.exec(text)?.[1];
  return name === undefined ? html`<span class="board__label">${text}</span>` : html`<span class="board__p" aria-hidden="true">P</span><span class="board__label">${name}</span>`;
};

const textOf = (aged: AgedOrder | null, rowId: string): string => aged?.rows.find((row) => row.rowId === rowId)?.text ?? '';

const counterBoard = (spec: Extract<SignSpec, { kind: 'counter' }>, aged: AgedOrder | null, lang: 'de' | 'en'): Html => {
  const texts = spec.rows.map((row) => textOf(aged, row.id));
  const cells = Math.max(spec.cells, ...texts.map((text) => text.length));
  const panel = fieldPanel(cells, spec.colour);
  return html`<div class="board board--counter">${spec.rows.map((row, index) => {
    const text = texts[index] ?? '';
    return html`<div class="board__row">${arrow(row.arrow)}${label(row.label)}<span class="board__field" data-row="${row.id}">${ledSvg(drawMulti(rowMulti(text), panel), 0, spoken(text, lang))}</span></div>`;
  })}</div>`;
};

const textBoard = (spec: Extract<SignSpec, { kind: 'text' }>, aged: AgedOrder | null, lang: 'de' | 'en'): Html => {
  const multi = textOf(aged, 'multi');
  return html`<div class="board board--text"><span class="board__field" data-row="multi">${ledSvg(drawMulti(multi, spec.panel), 0, spoken(plainMulti(multi), lang))}</span></div>`;
};

/** The sign with what it is to show now; dark without an order. */
export const board = (spec: SignSpec, aged: AgedOrder | null, lang: 'de' | 'en'): Html => (spec.kind === 'counter' ? counterBoard(spec, aged, lang) : textBoard(spec, aged, lang));
