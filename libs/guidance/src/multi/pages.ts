import type { LineJustification, MultiColour, MultiToken, PageJustification } from './tokens.js';

/** First half of the layout: tokens become pages of areas, groups, lines and spans. No pixels yet. */
export interface Attributes {
  font: number;
  foreground: MultiColour | null;
  background: MultiColour | null;
  /** `null`: what the font says. */
  charSpacingPx: number | null;
}
export interface Span extends Attributes {
  text: string;
  justify: LineJustification;
}
export interface Line {
  spans: Span[];
  /** Font of the line while it is empty. */
  font: number;
  /** Pixels above this line; `null`: what the font says. */
  spacingPx: number | null;
}
export interface Group {
  justify: PageJustification;
  lines: Line[];
}
/** 1-based; width or height 0 reaches to the edge. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Area {
  box: Box;
  groups: Group[];
}
export type Fill = Box & { kind: 'fill'; colour: MultiColour };
export interface PlacedGraphic {
  kind: 'graphic';
  number: number;
  x: number;
  y: number;
  foreground: MultiColour | null;
}
export type Paint = Fill | PlacedGraphic;
export interface PageDraft {
  onDs: number;
  offDs: number;
  background: MultiColour | null;
  /** Rectangles and graphics in the order of the text: what comes later lies on top. Characters lie above all of them. */
  paints: Paint[];
  areas: Area[];
}

export interface PageDefaults {
  font: number;
  onDs: number;
  offDs: number;
  line: LineJustification;
  page: PageJustification;
}
/** Line centre and page top, shown 2.8 s without a gap (defaults of NTCIP 1203 signs in the field). */
export const PAGE_DEFAULTS: Omit<PageDefaults, 'font'> = { onDs: 28, offDs: 0, line: 3, page: 2 };

interface Cursor {
  attributes: Attributes;
  justify: LineJustification;
  pageJustify: PageJustification;
  onDs: number;
  offDs: number;
  background: MultiColour | null;
  defaults: PageDefaults;
  pages: PageDraft[];
}

const WHOLE: Box = { x: 1, y: 1, width: 0, height: 0 };
const last = <T>(list: readonly T[]): T => list[list.length - 1] as T;
const newLine = (cursor: Cursor, spacingPx: number | null): Line => ({ spans: [], font: cursor.attributes.font, spacingPx });
const newGroup = (cursor: Cursor): Group => ({ justify: cursor.pageJustify, lines: [newLine(cursor, null)] });
const newArea = (cursor: Cursor, box: Box): Area => ({ box, groups: [newGroup(cursor)] });
const newPage = (cursor: Cursor): PageDraft => ({
  onDs: cursor.onDs,
  offDs: cursor.offDs,
  background: cursor.background,
  paints: [],
  areas: [newArea(cursor, WHOLE)],
});

const addText = (cursor: Cursor, text: string): void => {
  const line = last(last(last(last(cursor.pages).areas).groups).lines);
  line.spans.push({ ...cursor.attributes, justify: cursor.justify, text });
};

const setPageJustify = (cursor: Cursor, value: PageJustification): void => {
  if (cursor.pageJustify === value) return;
  cursor.pageJustify = value;
  last(last(cursor.pages).areas).groups.push(newGroup(cursor));
};

const setPageTime = (cursor: Cursor, onDs: number | null, offDs: number | null): void => {
  cursor.onDs = onDs ?? cursor.defaults.onDs;
  cursor.offDs = offDs ?? cursor.defaults.offDs;
  Object.assign(last(cursor.pages), { onDs: cursor.onDs, offDs: cursor.offDs });
};

const setBackground = (cursor: Cursor, colour: MultiColour | null): void => {
  cursor.background = colour;
  last(cursor.pages).background = colour;
};

const page = (cursor: Cursor): PageDraft => last(cursor.pages);
type Handlers = { [K in MultiToken['kind']]: (cursor: Cursor, token: Extract<MultiToken, { kind: K }>) => void };
const HANDLERS: Handlers = {
  text: (cursor, token) => addText(cursor, token.text),
  newLine: (cursor, token) => void last(last(page(cursor).areas).groups).lines.push(newLine(cursor, token.spacingPx)),
  newPage: (cursor) => void cursor.pages.push(newPage(cursor)),
  pageTime: (cursor, token) => setPageTime(cursor, token.onDs, token.offDs),
  justifyLine: (cursor, token) => void (cursor.justify = token.value ?? cursor.defaults.line),
  justifyPage: (cursor, token) => setPageJustify(cursor, token.value ?? cursor.defaults.page),
  foreground: (cursor, token) => void (cursor.attributes.foreground = token.colour),
  background: (cursor, token) => void (cursor.attributes.background = token.colour),
  pageBackground: (cursor, token) => setBackground(cursor, token.colour),
  font: (cursor, token) => {
    cursor.attributes.font = token.number ?? cursor.defaults.font;
    const line = last(last(last(page(cursor).areas).groups).lines);
    if (line.spans.length === 0) line.font = cursor.attributes.font;
  },
  graphic: (cursor, token) =>
    void page(cursor).paints.push({ kind: 'graphic', number: token.number, x: token.x ?? 1, y: token.y ?? 1, foreground: cursor.attributes.foreground }),
  textRectangle: (cursor, { x, y, width, height }) => void page(cursor).areas.push(newArea(cursor, { x, y, width, height })),
  colourRectangle: (cursor, { x, y, width, height, colour }) => void page(cursor).paints.push({ kind: 'fill', x, y, width, height, colour }),
  charSpacing: (cursor, token) => void (cursor.attributes.charSpacingPx = token.spacingPx),
  charSpacingEnd: (cursor) => void (cursor.attributes.charSpacingPx = null),
};

/** A page time or background holds for its own page and all later ones, other attributes from their place on. */
export const draftPages = (tokens: readonly MultiToken[], defaults: PageDefaults): PageDraft[] => {
  const cursor: Cursor = {
    attributes: { font: defaults.font, foreground: null, background: null, charSpacingPx: null },
    justify: defaults.line,
    pageJustify: defaults.page,
    onDs: defaults.onDs,
    offDs: defaults.offDs,
    background: null,
    defaults,
    pages: [],
  };
  cursor.pages.push(newPage(cursor));
  for (const token of tokens) (HANDLERS[token.kind] as (cursor: Cursor, token: MultiToken) => void)(cursor, token);
  return cursor.pages;
};
