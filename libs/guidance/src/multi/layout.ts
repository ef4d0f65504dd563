import type { Area, Group, Line, Span } from './pages.js';
import type { LineJustification, MultiColour } from './tokens.js';
import type { MultiErrorCode } from './rendering.js';

/** Second half of the layout: where each character goes, in the units of the panel (pixels, or cells of a character matrix). */
export interface Metrics {
  height: number;
  charSpacing: number;
  lineSpacing: number;
  /** `null`: the font cannot show it. */
  width: (character: string) => number | null;
}
export type MetricsOf = (font: number) => Metrics | null;

/** Upper left corner, 0-based. */
export interface Placement {
  x: number;
  y: number;
  width: number;
  height: number;
  /** First of a part of the line that is justified on its own. */
  starts: boolean;
  character: string;
  font: number;
  foreground: MultiColour | null;
  background: MultiColour | null;
}
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Ends the rendering of a page; never leaves `renderMulti`. */
export class LayoutFault extends Error {
  constructor(
    readonly code: MultiErrorCode,
    readonly detail: string,
  ) {
    super(detail);
  }
}

interface Piece extends Omit<Placement, 'x' | 'y' | 'starts'> {
  /** Gap before this piece when it is not the first. */
  gap: number;
}

const metricsFor = (metricsOf: MetricsOf, font: number): Metrics => {
  const metrics = metricsOf(font);
  if (metrics === null) throw new LayoutFault('fontNotDefined', `font ${font}`);
  return metrics;
};

const piecesOf = (span: Span, metricsOf: MetricsOf): Piece[] => {
  const metrics = metricsFor(metricsOf, span.font);
  const { foreground, background, font } = span;
  return Array.from(span.text.normalize('NFC'), (character) => {
    const width = metrics.width(character);
    if (width === null) throw new LayoutFault('characterNotDefined', `"${character}" in font ${font}`);
    return { character, width, height: metrics.height, gap: span.charSpacingPx ?? metrics.charSpacing, foreground, background, font };
  });
};

const extent = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece, index) => sum + piece.width + (index === 0 ? 0 : piece.gap), 0);

/** Full justification: what is left over is dealt out to the blanks, the first ones first. */
const spread = (pieces: Piece[], room: number): Piece[] => {
  const blanks = pieces.filter((piece) => piece.character === ' ').length;
  let rest = Math.max(0, room - extent(pieces));
  let open = blanks;
  return pieces.map((piece) => {
    if (piece.character !== ' ') return piece;
    const extra = Math.ceil(rest / open);
    rest -= extra;
    open -= 1;
    return { ...piece, width: piece.width + extra };
  });
};

const START: Record<LineJustification, (room: number, length: number) => number> = {
  2: () => 0,
  3: (room, length) => Math.floor((room - length) / 2),
  4: (room, length) => room - length,
  5: () => 0,
};

/** Places one line; fragments must come left, centre, right and keep clear of each other. */
const placeLine = (line: Line, y: number, height: number, frame: Frame, metricsOf: MetricsOf): Placement[] => {
  const placed: Placement[] = [];
  let [reached, justified]: [number, LineJustification] = [0, 2];
  for (const justify of new Set(line.spans.map((span) => span.justify))) {
    if (justify < justified) throw new LayoutFault('tagConflict', `[jl${justify}] after [jl${justified}] in one line`);
    const found = line.spans.filter((span) => span.justify === justify).flatMap((span) => piecesOf(span, metricsOf));
    const pieces = justify === 5 ? spread(found, frame.width) : found;
    const length = extent(pieces);
    let x = START[justify](frame.width, length);
    if (x < reached || x + length > frame.width) throw new LayoutFault('textTooBig', `a line needs ${reached + length} of ${frame.width}`);
    [reached, justified] = [x + length, justify];
    pieces.forEach((piece, index) => {
      const { gap, ...rest } = piece;
      x += index === 0 ? 0 : gap;
      placed.push({ ...rest, starts: index === 0, x: frame.x + x, y: frame.y + y + height - piece.height });
      x += piece.width;
    });
  }
  return placed;
};

const isEmpty = (group: Group): boolean => group.lines.every((line) => line.spans.length === 0);

const lineHeight = (line: Line, metricsOf: MetricsOf): number =>
  line.spans.length === 0
    ? metricsFor(metricsOf, line.font).height
    : Math.max(...line.spans.map((span) => metricsFor(metricsOf, span.font).height));

const GROUP_START = { 2: () => 0, 3: (room: number, height: number) => Math.floor((room - height) / 2), 4: (room: number, height: number) => room - height };

interface MeasuredLine {
  line: Line;
  height: number;
  gap: number;
}
const measure = (group: Group, metricsOf: MetricsOf): MeasuredLine[] =>
  group.lines.map((line, index) => {
    const font = line.spans[0]?.font ?? line.font;
    const gap = index === 0 ? 0 : (line.spacingPx ?? metricsFor(metricsOf, font).lineSpacing);
    return { line, height: lineHeight(line, metricsOf), gap };
  });

/** Places a text area; throws `LayoutFault` when the text does not fit, as nothing may be cut off silently. */
export const placeArea = (area: Area, frame: Frame, metricsOf: MetricsOf): Placement[][] => {
  const lines: Placement[][] = [];
  let reached = 0;
  let justified = 2;
  for (const group of area.groups) {
    if (isEmpty(group)) continue;
    if (group.justify < justified) throw new LayoutFault('tagConflict', `[jp${group.justify}] after [jp${justified}]`);
    const measured = measure(group, metricsOf);
    const height = measured.reduce((sum, { height: own, gap }) => sum + own + gap, 0);
    let y = GROUP_START[group.justify](frame.height, height);
    if (y < reached || y + height > frame.height) throw new LayoutFault('textTooBig', `the lines need ${reached + height} of ${frame.height}`);
    [reached, justified] = [y + height, group.justify];
    for (const { line, height: own, gap } of measured) {
      lines.push(placeLine(line, y + gap, own, frame, metricsOf));
      y += gap + own;
    }
  }
  return lines;
};
