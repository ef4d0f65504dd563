import { html, raw, type Html } from '@wegweiser/web-kit';
import { renderFace } from '@wegweiser/guidance';
import { dotsOf, saidBy, sliceOf } from '../panel/draw.js';
import { ledCanvas, ledSvg } from '../panel/led.js';
import { fieldsOf, type RowSpec, type SignSpec } from '../panel/spec.js';
import { spoken } from '../panel/words.js';

const ARROWS: Readonly<Record<RowSpec['arrow'], string>> = { left: 'M21 12H6m6.5-7L5.5 12l7 7', straight: 'M12 21V6M5 12.5l7-7 7 7', right: 'M3 12h15m-6.5-7 7 7-7 7', none: '' };
const arrow = (name: RowSpec['arrow']): Html => (name === 'none' ? raw('<span class="board__arrow"></span>') : html`<svg class="board__arrow" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${ARROWS[name]}"/></svg>`);

/** A label that starts with P gets the parking sign in front, as on the road. */
const label = (text: string): Html => {
  const name = /^P\s+(.+)$/.exec(text)?.[1];
  return name === undefined ? html`<span class="board__label">${text}</span>` : html`<span class="board__p" aria-hidden="true">P</span><span class="board__label">${name}</span>`;
};

const frame = (spec: SignSpec, fields: readonly Html[]): Html => {
  const places = fieldsOf(spec).map((id, index) => html`<span class="board__field" data-row="${id}">${fields[index] ?? ''}</span>`);
  if (spec.face.kind === 'text') return html`<div class="board board--text">${places}</div>`;
  return html`<div class="board board--counter">${spec.rows.map((row, index) => html`<div class="board__row">${arrow(row.arrow)}${label(row.label)}${places[index] ?? ''}</div>`)}</div>`;
};

/** The sign with these texts by field; what is not named is dark. Of a text with pages the first one. */
export const board = (spec: SignSpec, texts: Readonly<Record<string, string>>, lang: 'de' | 'en'): Html => {
  const rendering = renderFace(spec.face, texts);
  const [page] = rendering.pages;
  const fields = fieldsOf(spec).map((_, index) => page && ledSvg(dotsOf(page, rendering.palette, sliceOf(spec.face, index, rendering.heightPx)), spoken(saidBy(spec.face, rendering, index), lang)));
  return frame(spec, fields.map((field) => field ?? html``));
};

/** The sign as the player's script fills it: dark. */
export const darkBoard = (spec: SignSpec): Html => {
  const { widthPx, heightPx } = renderFace(spec.face, {});
  return frame(spec, fieldsOf(spec).map((_, index) => ledCanvas(widthPx, sliceOf(spec.face, index, heightPx).heightPx, spoken('', 'de'))));
};
