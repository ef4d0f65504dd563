import type { Rgb, TextPanel } from '@wegweiser/guidance';

/**
 * A sign as its page draws it: small, plain JSON, sent to the player with the page. The server and the player draw from the
 * same description with the same renderer, so that they show the same pixels.
 */
export interface RowSpec {
  readonly id: string;
  readonly label: string;
  readonly arrow: 'left' | 'straight' | 'right' | 'none';
}
export type SignSpec =
  | { readonly kind: 'counter'; readonly id: string; readonly name: string; readonly cells: number; readonly colour: Rgb; readonly rows: readonly RowSpec[] }
  | { readonly kind: 'text'; readonly id: string; readonly name: string; readonly panel: TextPanel };

/** A 5x7 character and its gap. */
const CELL_PX = 6;
const ROW_HEIGHT_PX = 7;

/** The number field of one counter row as a panel of its own. A longer word widens it: nothing is cut off. */
export const fieldPanel = (cells: number, colour: Rgb): TextPanel => ({
  kind: 'text',
  matrix: { kind: 'full', widthPx: cells * CELL_PX - 1, heightPx: ROW_HEIGHT_PX },
  font: 1,
  colours: 'monochrome',
  foreground: colour,
  graphics: [],
});
