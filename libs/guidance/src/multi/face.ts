import type { Rgb, SignWords, TextPanel } from '../sign/model.js';
import { Canvas, toHex } from './canvas.js';
import { packPixels, unpackPixels } from './pack.js';
import { renderMulti } from './render.js';
import type { RenderedPage, RenderResult, Rendering } from './rendering.js';

/**
 * What lights up on a sign: the number fields of a counter panel, one below the other, or one text panel. Its picture is the
 * one source of all three forms of a sign: page, bitmap and plain text.
 */
export type Face =
  | { readonly kind: 'counter'; readonly cells: number; readonly colour: Rgb; readonly rowIds: readonly string[] }
  | { readonly kind: 'text'; readonly panel: TextPanel };

/** A 5x7 character and its gap. */
const CELL_PX = 6;
/** Height of a number field, and from the top of one field to the top of the next, pixels. */
export const FIELD_HEIGHT_PX = 7;
export const FIELD_PITCH_PX = 8;

/** Character cells of a number field: wide enough for the longest number and for each word that stands in its place. */
export const fieldCells = (digits: number, { free, full, closed }: Pick<SignWords, 'free' | 'full' | 'closed'>): number => Math.max(digits, free.length, full.length, closed.length);

/** The number field of one counter row as a panel of its own. */
export const fieldPanel = (cells: number, colour: Rgb): TextPanel => ({
  kind: 'text',
  matrix: { kind: 'full', widthPx: cells * CELL_PX - 1, heightPx: FIELD_HEIGHT_PX },
  font: 1,
  colours: 'monochrome',
  foreground: colour,
  graphics: [],
});

/** A row's text, which is no markup, at the right edge of its field. */
export const rowMulti = (text: string): string => `[jl4]${text.replaceAll('[', '[[').replaceAll(']', ']]')}`;

const steady = (rendering: Omit<Rendering, 'pages'>, page: Pick<RenderedPage, 'bitsPerPixel' | 'pixels' | 'lines'>): Rendering => ({
  ...rendering,
  pages: [{ onDs: 28, offDs: 0, widthPx: rendering.widthPx, heightPx: rendering.heightPx, ...page }],
});

const counterPicture = (face: Extract<Face, { kind: 'counter' }>, texts: Readonly<Record<string, string>>): Rendering => {
  const { cells, colour, rowIds } = face;
  const panel = fieldPanel(cells, colour);
  const canvas = new Canvas(cells * CELL_PX - 1, Math.max(FIELD_HEIGHT_PX, rowIds.length * FIELD_PITCH_PX - 1));
  const { widthPx, heightPx, pixels } = canvas;
  const lines = rowIds.map((rowId, index) => {
    const text = (Object.hasOwn(texts, rowId) ? texts[rowId] : undefined) ?? '';
    const field = renderMulti(rowMulti(text), panel);
    // Number and word are shown whole or not at all: "12" of "120" would be a lie.
    if (!field.ok) return '';
    const page = field.rendering.pages[0] as RenderedPage;
    pixels.set(unpackPixels(page), index * FIELD_PITCH_PX * widthPx);
    return page.lines.join('');
  });
  return steady({ widthPx, heightPx, palette: ['#000000', toHex(colour)] }, { bitsPerPixel: 1, pixels: packPixels(pixels, widthPx, heightPx, 1), lines });
};

const textPicture = (panel: TextPanel, multi: string): Rendering => {
  const wanted = renderMulti(multi, panel);
  // Nothing at all needs no font and fits any panel.
  return wanted.ok ? wanted.rendering : (renderMulti('', panel) as Extract<RenderResult, { ok: true }>).rendering;
};

/**
 * The picture of a sign. `texts` has the text of each row by its id, or the MULTI text under `multi` (as `ageOrder` names
 * them); what is not there is dark, and so is what cannot be shown whole. Never throws on any text; the size depends on the
 * face alone.
 */
export const renderFace = (face: Face, texts: Readonly<Record<string, string>>): Rendering =>
  face.kind === 'counter' ? counterPicture(face, texts) : textPicture(face.panel, texts['multi'] ?? '');

/** Which page is on, or `null` in the dark time between two; `untilMs` is when that changes, `null`: never. */
export interface PageTurn {
  page: number | null;
  untilMs: number | null;
}

/**
 * Pages turn by the service's clock and not from the moment a player started: every player of a sign, and its bitmap pull,
 * show the same page at the same time, also after a restart. A page is on for a tenth of a second at least.
 */
export const pageAt = (pages: readonly Pick<RenderedPage, 'onDs' | 'offDs'>[], nowMs: number): PageTurn => {
  if (pages.length < 2) return { page: 0, untilMs: null };
  const times = pages.map(({ onDs, offDs }) => [Math.max(1, onDs) * 100, offDs * 100] as const);
  const cycleMs = times.reduce((sum, [onMs, offMs]) => sum + onMs + offMs, 0);
  let atMs = Math.floor(nowMs / cycleMs) * cycleMs;
  let turn: PageTurn = { page: 0, untilMs: null };
  for (let page = 0; atMs <= nowMs; page += 1) {
    const [onMs, offMs] = times[page] as readonly [number, number];
    turn = nowMs < atMs + onMs ? { page, untilMs: atMs + onMs } : { page: null, untilMs: atMs + onMs + offMs };
    atMs += onMs + offMs;
  }
  return turn;
};
