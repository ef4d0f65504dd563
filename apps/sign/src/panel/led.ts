import { html, type Html } from '@wegweiser/web-kit';
import type { Picture } from './draw.js';

/** Every dot of the panel, lit or not: one dashed line a row of dots. */
const unlit = (picture: Picture): string => Array.from({ length: picture.heightPx }, (_, y) => `M.5 ${y + 0.5}H${picture.widthPx - 0.4}`).join('');

/** A picture as SVG. Geometry and colours are attributes, which a strict content security policy allows. */
export const ledSvg = (picture: Picture, label: string): Html => {
  const { widthPx, heightPx, layers } = picture;
  return html`<svg class="led" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img" aria-label="${label}"><path class="led__off" d="${unlit(picture)}"/><g class="led__on">${layers.map((layer) => html`<path stroke="${layer.colour}" d="${layer.d}"/>`)}</g></svg>`;
};

/** The place of a picture that the player's script draws; dark until then. One pixel of it is one dot of the panel. */
export const ledCanvas = (widthPx: number, heightPx: number, label: string): Html =>
  html`<canvas class="led" width="${widthPx}" height="${heightPx}" role="img" aria-label="${label}"></canvas>`;
