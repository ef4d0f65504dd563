import { unpackPixels } from './pack.js';
import type { Rendering } from './rendering.js';

/** A page as text, one character a pixel (`.` dark, then 1-9 a-z by palette index, `#` on two colours): for logs and tests. */
export const drawAsText = (rendering: Rendering, page: number): string => {
  const found = rendering.pages[page];
  if (found === undefined) return '';
  const pixels = unpackPixels(found);
  const mark = (index: number): string => (index === 0 ? '.' : rendering.palette.length === 2 ? '#' : (index % 36).toString(36));
  return Array.from({ length: found.heightPx }, (_, y) =>
    Array.from(pixels.subarray(y * found.widthPx, (y + 1) * found.widthPx), mark).join(''),
  ).join('\n');
};
