/** Tokens of the MULTI subset (NTCIP 1203 markup language for transportation information). Coordinates start at 1. */

/** Classic colour number 0-9 or red, green, blue 0-255. */
export type MultiColour = { classic: number } | { rgb: readonly [number, number, number] };
/** 2 left, 3 centre, 4 right, 5 full. */
export type LineJustification = 2 | 3 | 4 | 5;
/** 2 top, 3 middle, 4 bottom. */
export type PageJustification = 2 | 3 | 4;

/** `null` in a parameter means the default of the sign. */
export type MultiToken =
  | { kind: 'text'; text: string }
  | { kind: 'newLine'; spacingPx: number | null }
  | { kind: 'newPage' }
  | { kind: 'pageTime'; onDs: number | null; offDs: number | null }
  | { kind: 'justifyLine'; value: LineJustification | null }
  | { kind: 'justifyPage'; value: PageJustification | null }
  | { kind: 'foreground'; colour: MultiColour | null }
  | { kind: 'background'; colour: MultiColour | null }
  | { kind: 'pageBackground'; colour: MultiColour | null }
  | { kind: 'font'; number: number | null; version: string | null }
  | { kind: 'graphic'; number: number; x: number | null; y: number | null; version: string | null }
  | { kind: 'textRectangle'; x: number; y: number; width: number; height: number }
  | { kind: 'colourRectangle'; x: number; y: number; width: number; height: number; colour: MultiColour }
  | { kind: 'charSpacing'; spacingPx: number }
  | { kind: 'charSpacingEnd' };

export interface MultiProblem {
  /** Offset in the source. */
  at: number;
  /** What vanished. */
  source: string;
  code: 'unsupportedTag' | 'unsupportedTagValue' | 'unmatchedBracket' | 'controlCharacter';
}
