import { FIELD_HEIGHT_PX, FIELD_PITCH_PX, unpackPixels, type Face, type RenderedPage, type Rendering } from '@wegweiser/guidance';

/** Lit dots of one colour as the `d` of a path: a zero-length line a dot, which a round line cap turns into a lamp. */
export interface Layer {
  readonly colour: string;
  readonly d: string;
}
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly layers: readonly Layer[];
}
/** Rows of pixels of a picture that belong to one field. */
export interface Slice {
  readonly top: number;
  readonly heightPx: number;
}

/** Where the field at `index` lies in the picture of its face; a text panel is one field. */
export const sliceOf = (face: Face, index: number, heightPx: number): Slice => (face.kind === 'text' ? { top: 0, heightPx } : { top: index * FIELD_PITCH_PX, heightPx: FIELD_HEIGHT_PX });

/** One field of one page as dots. */
export const dotsOf = (page: RenderedPage, palette: readonly string[], { top, heightPx }: Slice): Picture => {
  const { widthPx } = page;
  const dots: string[] = palette.map(() => '');
  unpackPixels(page)
    .subarray(top * widthPx, (top + heightPx) * widthPx)
    .forEach((index, at) => {
      if (index > 0) dots[index] += `M${(at % widthPx) + 0.5} ${Math.floor(at / widthPx) + 0.5}h0`;
    });
  const layers = palette.flatMap((colour, index) => (index === 0 || dots[index] === '' ? [] : [{ colour, d: dots[index] as string }]));
  return { widthPx, heightPx, layers };
};

/** Texts of an aged order, or of anything else with rows, by field. */
export const textsOf = (rows: readonly { readonly rowId: string; readonly text: string }[]): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const { rowId, text } of rows) texts[rowId] = text;
  return texts;
};

/** What the field at `index` says as plain text; the lines of a text panel, on all its pages, parted by ` / `. */
export const saidBy = (face: Face, rendering: Rendering, index: number): string => {
  if (face.kind === 'counter') return rendering.pages[0]?.lines[index] ?? '';
  const lines = rendering.pages.flatMap((page) => page.lines.map((line) => line.replace(/\s+/g, ' ').trim()));
  return lines.filter((line) => line !== '').join(' / ');
};
