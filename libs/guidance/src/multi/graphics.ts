import type { GraphicDefinition } from '../sign/model.js';

/** Parking P on a filled square. */
const PARKING = [
  '##############',
  '##############',
  '####......####',
  '####.......###',
  '####..###..###',
  '####..###..###',
  '####.......###',
  '####......####',
  '####..########',
  '####..########',
  '####..########',
  '####..########',
  '##############',
  '##############',
];
const ARROW_RIGHT = [
  '.......#......',
  '.......##.....',
  '.......###....',
  '##########....',
  '############..',
  '#############.',
  '############..',
  '##########....',
  '.......###....',
  '.......##.....',
  '.......#......',
];
const flipped = (rows: readonly string[]): string[] => rows.map((row) => Array.from(row).toReversed().join(''));
const turned = (rows: readonly string[]): string[] =>
  Array.from({ length: 14 }, (_, x) => rows.map((row) => row[13 - x]).join(''));

/** Graphics every sign knows: 1 parking P, 2 arrow left, 3 arrow up, 4 arrow right. A panel may redefine them. */
export const BUILT_IN_GRAPHICS: readonly GraphicDefinition[] = [
  { number: 1, rows: PARKING },
  { number: 2, rows: flipped(ARROW_RIGHT) },
  { number: 3, rows: turned(ARROW_RIGHT) },
  { number: 4, rows: ARROW_RIGHT },
];
