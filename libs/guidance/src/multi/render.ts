import { Canvas, Palette } from './canvas.js';
import { findGlyph } from './font.js';
import type { Font, Glyph } from './font.js';
import { FONT_5X7 } from './font-5x7.js';
import { FONT_7X9 } from './font-7x9.js';
import { BUILT_IN_GRAPHICS } from './graphics.js';
import { LayoutFault, placeArea } from './layout.js';
import type { Frame, MetricsOf, Placement } from './layout.js';
import { bitsFor, packPixels } from './pack.js';
import { draftPages, PAGE_DEFAULTS } from './pages.js';
import type { Box, Fill, PageDraft, PlacedGraphic } from './pages.js';
import { parseMulti } from './parse.js';
import type { RenderResult } from './rendering.js';
import type { GraphicDefinition, TextPanel } from '../sign/model.js';

export const FONTS: readonly Font[] = [FONT_5X7, FONT_7X9];
/** More pages than that nobody reads in passing, and a sign's memory ends somewhere. */
export const MAX_PAGES = 12;
/** A cell of a character matrix: a 5x7 glyph and one pixel of gap to the right and below. A line of a line matrix is as high. */
export const CELL_WIDTH_PX = 6;
export const CELL_HEIGHT_PX = 8;

/** The panel as the layout sees it: in cells or in pixels. */
interface Surface {
  panel: TextPanel;
  width: number;
  height: number;
  /** Pixels of one unit. */
  unitX: number;
  unitY: number;
  widthPx: number;
  heightPx: number;
  metricsOf: MetricsOf;
}

const fontOf = (number: number): Font | null => FONTS.find((font) => font.number === number) ?? null;

const pixelMetrics: MetricsOf = (number) => {
  const font = fontOf(number);
  if (font === null) return null;
  return {
    height: font.heightPx,
    charSpacing: font.charSpacingPx,
    lineSpacing: font.lineSpacingPx,
    width: (character) => findGlyph(font, character)?.widthPx ?? null,
  };
};
const cellMetrics: MetricsOf = () => ({
  height: 1,
  charSpacing: 0,
  lineSpacing: 0,
  width: (character) => (findGlyph(FONT_5X7, character) === null ? null : 1),
});
/** Lines of fixed height, characters of their own width. */
const lineMetrics: MetricsOf = () => ({
  height: 1,
  charSpacing: FONT_5X7.charSpacingPx,
  lineSpacing: 0,
  width: (character) => findGlyph(FONT_5X7, character)?.widthPx ?? null,
});

const surfaceOf = (panel: TextPanel): Surface => {
  const { matrix } = panel;
  if (matrix.kind === 'full') {
    const { widthPx, heightPx } = matrix;
    return { panel, width: widthPx, height: heightPx, unitX: 1, unitY: 1, widthPx, heightPx, metricsOf: pixelMetrics };
  }
  if (matrix.kind === 'line') {
    const { widthPx, rows } = matrix;
    return { panel, width: widthPx, height: rows, unitX: 1, unitY: CELL_HEIGHT_PX, widthPx, heightPx: rows * CELL_HEIGHT_PX, metricsOf: lineMetrics };
  }
  const [width, height] = [matrix.columns, matrix.rows];
  const [widthPx, heightPx] = [width * CELL_WIDTH_PX, height * CELL_HEIGHT_PX];
  return { panel, width, height, unitX: CELL_WIDTH_PX, unitY: CELL_HEIGHT_PX, widthPx, heightPx, metricsOf: cellMetrics };
};

/** 0-based frame of a 1-based box; a box that leaves the panel is refused, as NTCIP signs do. */
const frameOf = (box: Box, surface: Surface): Frame => {
  const [x, y] = [box.x - 1, box.y - 1];
  const width = box.width === 0 ? surface.width - x : box.width;
  const height = box.height === 0 ? surface.height - y : box.height;
  if (width < 1 || height < 1 || x + width > surface.width || y + height > surface.height) {
    throw new LayoutFault('unsupportedTagValue', `rectangle ${box.x},${box.y},${box.width},${box.height} leaves the panel`);
  }
  return { x, y, width, height };
};

const drawGraphic = (graphic: PlacedGraphic, surface: Surface, canvas: Canvas, palette: Palette): void => {
  const isNumber = (known: GraphicDefinition): boolean => known.number === graphic.number;
  const known = surface.panel.graphics.find(isNumber) ?? BUILT_IN_GRAPHICS.find(isNumber);
  if (known === undefined) throw new LayoutFault('graphicNotDefined', `graphic ${graphic.number}`);
  const [x, y] = [(graphic.x - 1) * surface.unitX, (graphic.y - 1) * surface.unitY];
  const width = Math.max(0, ...known.rows.map((row) => row.length));
  if (x + width > canvas.widthPx || y + known.rows.length > canvas.heightPx) {
    throw new LayoutFault('textTooBig', `graphic ${graphic.number} leaves the panel`);
  }
  canvas.draw(x, y, known.rows, palette.index(graphic.foreground));
};

const drawFill = (fill: Fill, surface: Surface, canvas: Canvas, palette: Palette): void => {
  const frame = frameOf(fill, surface);
  const { unitX, unitY } = surface;
  canvas.fill(frame.x * unitX, frame.y * unitY, frame.width * unitX, frame.height * unitY, palette.index(fill.colour));
};

const drawCharacter = (placed: Placement, surface: Surface, canvas: Canvas, palette: Palette): void => {
  const { unitX, unitY } = surface;
  const [x, y] = [placed.x * unitX, placed.y * unitY];
  if (placed.background !== null) {
    canvas.fill(x, y, placed.width * unitX, placed.height * unitY, palette.index(placed.background));
  }
  // The layout has refused whatever has no font or glyph; a cell centres its narrow letters.
  const inCell = surface.panel.matrix.kind === 'character';
  const font = surface.panel.matrix.kind === 'full' ? (fontOf(placed.font) as Font) : FONT_5X7;
  const glyph = findGlyph(font, placed.character) as Glyph;
  const inset = inCell ? Math.floor((CELL_WIDTH_PX - 1 - glyph.widthPx) / 2) : 0;
  canvas.draw(x + inset, y, glyph.rows, palette.index(placed.foreground));
};

/** Parts of a line that stand apart on the panel stand apart as text, too. */
const joined = (line: readonly Placement[]): string =>
  line
    .map(({ character, starts }) => (starts ? ` ${character}` : character))
    .join('')
    .trim();

const cellLines = (placed: readonly Placement[], surface: Surface): string[] =>
  Array.from({ length: surface.height }, (_, y) => {
    const row = new Map(placed.filter((one) => one.y === y).map((one) => [one.x, one.character]));
    return Array.from({ length: surface.width }, (_cell, x) => row.get(x) ?? ' ').join('');
  });

interface PaintedPage {
  draft: PageDraft;
  canvas: Canvas;
  lines: string[];
}
const paintPage = (draft: PageDraft, surface: Surface, palette: Palette): PaintedPage => {
  const canvas = new Canvas(surface.widthPx, surface.heightPx);
  if (draft.background !== null) canvas.fill(0, 0, surface.widthPx, surface.heightPx, palette.index(draft.background));
  for (const paint of draft.paints) {
    if (paint.kind === 'fill') drawFill(paint, surface, canvas, palette);
    else drawGraphic(paint, surface, canvas, palette);
  }
  const placed = draft.areas.flatMap((area) => placeArea(area, frameOf(area.box, surface), surface.metricsOf));
  for (const one of placed.flat()) drawCharacter(one, surface, canvas, palette);
  const lines = surface.panel.matrix.kind === 'character' ? cellLines(placed.flat(), surface) : placed.map(joined);
  return { draft, canvas, lines };
};

const assemble = (pages: readonly PaintedPage[], surface: Surface, palette: Palette): RenderResult => {
  const { widthPx, heightPx } = surface;
  const bitsPerPixel = bitsFor(palette.colours.length);
  return {
    ok: true,
    rendering: {
      widthPx,
      heightPx,
      palette: palette.colours,
      pages: pages.map(({ draft, canvas, lines }) => ({
        onDs: draft.onDs,
        offDs: draft.offDs,
        widthPx,
        heightPx,
        bitsPerPixel,
        pixels: packPixels(canvas.pixels, widthPx, heightPx, bitsPerPixel),
        lines,
      })),
    },
  };
};

/**
 * Renders a MULTI text to the panel's own pixels. Never throws on any text: invalid tags are left out (see
 * `parseMulti().problems`), and what cannot be shown whole is an error value, as nothing is cut off silently.
 */
export const renderMulti = (multi: string, panel: TextPanel): RenderResult => {
  const surface = surfaceOf(panel);
  const drafts = draftPages(parseMulti(multi).tokens, { ...PAGE_DEFAULTS, font: panel.font });
  if (drafts.length > MAX_PAGES) return { ok: false, code: 'tooManyPages', page: MAX_PAGES + 1, detail: `${drafts.length} pages, at most ${MAX_PAGES}` };
  const palette = new Palette(panel.foreground, panel.colours === 'monochrome');
  const painted: PaintedPage[] = [];
  try {
    for (const draft of drafts) painted.push(paintPage(draft, surface, palette));
  } catch (fault) {
    if (!(fault instanceof LayoutFault)) throw fault;
    return { ok: false, code: fault.code, page: painted.length + 1, detail: fault.detail };
  }
  if (palette.colours.length > 256) return { ok: false, code: 'unsupportedTagValue', page: painted.length, detail: 'more than 256 colours' };
  return assemble(painted, surface, palette);
};
