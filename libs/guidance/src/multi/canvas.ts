import type { Rgb } from '../sign/model.js';
import type { MultiColour } from './tokens.js';

/** Classic colours of NTCIP 1203, by number. */
const CLASSIC: readonly Rgb[] = [
  [0, 0, 0], // black
  [255, 0, 0], // red
  [255, 255, 0], // yellow
  [0, 255, 0], // green
  [0, 255, 255], // cyan
  [0, 0, 255], // blue
  [255, 0, 255], // magenta
  [255, 255, 255], // white
  [255, 165, 0], // orange
  [255, 208, 0], // amber
];

export const toHex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** Colours in use; index 0 is dark. A monochrome palette has two entries, and anything but black is lit. */
export class Palette {
  readonly colours: string[];
  constructor(
    private readonly foreground: Rgb,
    private readonly monochrome: boolean,
  ) {
    this.colours = monochrome ? ['#000000', toHex(foreground)] : ['#000000'];
  }

  /** `null` is the foreground of the sign. */
  index(colour: MultiColour | null): number {
    const hex = toHex(this.rgb(colour));
    if (this.monochrome) return hex === '#000000' ? 0 : 1;
    const known = this.colours.indexOf(hex);
    return known >= 0 ? known : this.colours.push(hex) - 1;
  }

  private rgb(colour: MultiColour | null): Rgb {
    if (colour === null) return this.foreground;
    return 'rgb' in colour ? colour.rgb : (CLASSIC[colour.classic] as Rgb);
  }
}

/** Palette indices of one page, row-major. */
export class Canvas {
  readonly pixels: Uint8Array;
  constructor(
    readonly widthPx: number,
    readonly heightPx: number,
  ) {
    this.pixels = new Uint8Array(widthPx * heightPx);
  }

  fill(x: number, y: number, width: number, height: number, index: number): void {
    for (let row = y; row < y + height; row += 1) this.pixels.fill(index, row * this.widthPx + x, row * this.widthPx + x + width);
  }

  draw(x: number, y: number, rows: readonly string[], index: number): void {
    rows.forEach((row, dy) => {
      for (let dx = 0; dx < row.length; dx += 1) if (row[dx] === '#') this.pixels[(y + dy) * this.widthPx + x + dx] = index;
    });
  }
}
