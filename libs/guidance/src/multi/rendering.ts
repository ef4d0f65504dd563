/** One page as the panel's pixels show it. */
export interface RenderedPage {
  /** Time on and dark time after it, deciseconds. One page alone is shown steadily. */
  onDs: number;
  offDs: number;
  widthPx: number;
  heightPx: number;
  /** 1, 2, 4 or 8: bits of one palette index. */
  bitsPerPixel: number;
  /** Base64 of row-major palette indices, most significant bit first, every pixel row padded to a whole byte. */
  pixels: string;
  /** The same page as text lines: one string a line; on a character matrix padded to all its cells. */
  lines: string[];
}
export interface Rendering {
  widthPx: number;
  heightPx: number;
  /** `#rrggbb` by index; index 0 is dark. */
  palette: string[];
  pages: RenderedPage[];
}
/** NTCIP 1203 `dmsMultiSyntaxError` names, as far as this subset can raise them. */
export type MultiErrorCode =
  | 'textTooBig'
  | 'fontNotDefined'
  | 'characterNotDefined'
  | 'graphicNotDefined'
  | 'tagConflict'
  | 'tooManyPages'
  | 'unsupportedTagValue';
export type RenderResult = { ok: true; rendering: Rendering } | { ok: false; code: MultiErrorCode; page: number; detail: string };
