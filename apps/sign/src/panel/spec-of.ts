import type { SignConfig } from '@wegweiser/contracts';
import type { Rgb } from '@wegweiser/guidance';
import type { SignSpec } from './spec.js';

const COLOURS: Readonly<Record<SignConfig['colour'], Rgb>> = { amber: [255, 208, 0], white: [255, 255, 255], rgb: [255, 255, 255] };

/** A free-text sign that says nothing of its size gets a common one: three lines of twenty characters. */
const DEFAULT_MATRIX = { kind: 'character', columns: 20, rows: 3 } as const;

/** The city's sign as its page draws it. */
export const specOf = (sign: SignConfig): SignSpec => {
  const { id, name, words, matrix } = sign;
  const colour = COLOURS[sign.colour];
  if (sign.type === 'counter') {
    const cells = Math.max(sign.digits, words.free.length, words.full.length, words.closed.length);
    return { kind: 'counter', id, name, cells, colour, rows: sign.rows.map((row) => ({ id: row.id, label: row.label, arrow: row.arrow })) };
  }
  const size = matrix === undefined ? DEFAULT_MATRIX : 'columns' in matrix ? ({ kind: 'character', columns: matrix.columns, rows: matrix.lines } as const) : ({ kind: 'full', ...matrix } as const);
  return { kind: 'text', id, name, panel: { kind: 'text', matrix: size, font: 1, colours: sign.colour === 'rgb' ? 'rgb' : 'monochrome', foreground: colour, graphics: [] } };
};
