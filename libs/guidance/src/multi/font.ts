/**
 * Bitmap fonts, drawn for this project. A glyph is written row by row, rows parted by `/`, `#` lit. Digits of a font have
 * one width, so that a changing number does not make the text jump.
 */
export interface Glyph {
  widthPx: number;
  rows: readonly string[];
}
export interface Font {
  /** Number used by `[foN]`. */
  number: number;
  name: string;
  heightPx: number;
  /** Columns between glyphs and rows between lines where the text says nothing. */
  charSpacingPx: number;
  lineSpacingPx: number;
  glyphs: Readonly<Record<string, Glyph>>;
}

export const parseGlyph = (drawing: string): Glyph => {
  const rows = drawing.split('/');
  return { widthPx: Math.max(...rows.map((row) => row.length)), rows };
};

const lit = (row: string, x: number): boolean => row[x] === '#';

/** Doubles every stroke to the right: 6 columns become 7. Glyphs drawn `fullWidth` wide are kept as they are. */
export const embolden = (glyph: Glyph, fullWidth: number): Glyph => {
  if (glyph.widthPx >= fullWidth) return glyph;
  const columns = Array.from({ length: glyph.widthPx + 1 }, (_, x) => x);
  const rows = glyph.rows.map((row) => columns.map((x) => (lit(row, x) || lit(row, x - 1) ? '#' : '.')).join(''));
  return { widthPx: glyph.widthPx + 1, rows };
};

/** Table with one glyph a line: the character, a blank, the drawing. */
export const parseSheet = (sheet: string): Record<string, Glyph> => {
  const glyphs: Record<string, Glyph> = {};
  for (const line of sheet.trim().split('\n')) glyphs[line.slice(0, 1)] = parseGlyph(line.slice(2));
  return glyphs;
};

/** A font without small letters shows capitals instead; `null` when the character cannot be shown at all. */
export const findGlyph = (font: Font, character: string): Glyph | null => {
  for (const candidate of [character, character.toUpperCase()]) {
    if (Object.hasOwn(font.glyphs, candidate)) return font.glyphs[candidate] as Glyph;
  }
  return null;
};
