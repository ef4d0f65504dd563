import { renderMulti, unpackPixels, type TextPanel } from '@wegweiser/guidance';

/** Lit dots of one colour as the `d` of a path: a zero-length line a dot, which a round line cap turns into a lamp. */
export interface Layer {
  readonly colour: string;
  readonly d: string;
}
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pages: readonly { readonly layers: readonly Layer[]; readonly onMs: number; readonly offMs: number }[];
}

const layersOf = (pixels: Uint8Array, widthPx: number, palette: readonly string[]): Layer[] => {
  const dots: string[] = palette.map(() => '');
  pixels.forEach((index, at) => {
    if (index > 0) dots[index] += `M${(at % widthPx) + 0.5} ${Math.floor(at / widthPx) + 0.5}h0`;
  });
  return palette.flatMap((colour, index) => (index === 0 || dots[index] === '' ? [] : [{ colour, d: dots[index] as string }]));
};

/** A MULTI text as dots. What cannot be shown whole is dark: a sign shows nothing rather than something else. */
export const drawMulti = (multi: string, panel: TextPanel): Picture => {
  const shown = renderMulti(multi, panel);
  const result = shown.ok ? shown : renderMulti('', panel);
  if (!result.ok) return { widthPx: 1, heightPx: 1, pages: [] };
  const { widthPx, heightPx, palette, pages } = result.rendering;
  return { widthPx, heightPx, pages: pages.map((page) => ({ layers: layersOf(unpackPixels(page), widthPx, palette), onMs: page.onDs * 100, offMs: page.offDs * 100 })) };
};

/** A row's text, which is no markup, at the right edge of its field. */
export const rowMulti = (text: string): string => (text === '' ? '' : `[jl4]${text.split('[').join('[[').split(']').join(']]')}`);
