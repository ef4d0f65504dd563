import type { BrightnessRule, Face } from '@wegweiser/guidance';

/**
 * A sign as its page draws it: small, plain JSON, sent to the player with the page. The server and the player draw from the
 * same description with the same renderer, so that they show the same pixels.
 */
export interface RowSpec {
  readonly id: string;
  readonly label: string;
  readonly arrow: 'left' | 'straight' | 'right' | 'none';
}
export interface SignSpec {
  readonly id: string;
  readonly name: string;
  readonly face: Face;
  /** Printed rows of a counter panel, in the order of its fields; none on a text panel. */
  readonly rows: readonly RowSpec[];
}
/** How bright the sign is, with the place that the sun needs. */
export interface BrightnessSpec {
  readonly rule: BrightnessRule;
  readonly timeZone: string;
  readonly lat: number;
  readonly lon: number;
}

/** Fields of a face as its rows name them, `multi` for a text panel. */
export const fieldsOf = ({ face }: SignSpec): readonly string[] => (face.kind === 'counter' ? face.rowIds : ['multi']);
