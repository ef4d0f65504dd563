import type { SignConfig } from '@wegweiser/contracts';
import { fieldCells, type Face, type Rgb, type TextPanel } from '@wegweiser/guidance';
import type { BrightnessSpec, SignSpec } from './spec.js';

const COLOURS: Readonly<Record<SignConfig['colour'], Rgb>> = { amber: [255, 208, 0], white: [255, 255, 255], rgb: [255, 255, 255] };

/** A free-text sign that says nothing of its size gets a common one: three lines of twenty characters. */
const matrixOf = (matrix: SignConfig['matrix']): TextPanel['matrix'] => {
  if (matrix === undefined) return { kind: 'character', columns: 20, rows: 3 };
  if ('columns' in matrix) return { kind: 'character', columns: matrix.columns, rows: matrix.lines };
  return 'lines' in matrix ? { kind: 'line', widthPx: matrix.widthPx, rows: matrix.lines } : { kind: 'full', ...matrix };
};

const faceOf = ({ type, colour, digits, words, rows, matrix, graphics }: SignConfig): Face => {
  const foreground = COLOURS[colour];
  if (type === 'freeText') return { kind: 'text', panel: { kind: 'text', matrix: matrixOf(matrix), font: 1, colours: colour === 'rgb' ? 'rgb' : 'monochrome', foreground, graphics } };
  return { kind: 'counter', cells: fieldCells(digits, words), colour: foreground, rowIds: rows.map((row) => row.id) };
};

/** The city's sign as its page draws it. */
export const specOf = (sign: SignConfig): SignSpec => ({
  id: sign.id,
  name: sign.name,
  face: faceOf(sign),
  rows: sign.type === 'counter' ? sign.rows.map((row) => ({ id: row.id, label: row.label, arrow: row.arrow })) : [],
});

export const brightnessOf = ({ brightness, position: [lon, lat] }: SignConfig, timeZone: string): BrightnessSpec => ({ rule: brightness, timeZone, lat, lon });
