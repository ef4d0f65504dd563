import type { RenderedPage } from './rendering.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let part = 0; part < 4; part += 1) text += at + part <= bytes.length ? ALPHABET[(word >> (18 - 6 * part)) & 63] : '=';
  }
  return text;
};

const fromBase64 = (text: string): number[] => {
  const bytes: number[] = [];
  let [word, bits] = [0, 0];
  for (const letter of text.replaceAll('=', '')) {
    word = ((word << 6) | ALPHABET.indexOf(letter)) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes.push((word >> (bits -= 8)) & 255);
  }
  return bytes;
};

/** Smallest of 1, 2, 4, 8 bits that holds the colours. */
export const bitsFor = (colours: number): number => [1, 2, 4].find((bits) => colours <= 2 ** bits) ?? 8;

/** Packs row-major palette indices as `RenderedPage.pixels` describes. */
export const packPixels = (pixels: Uint8Array, widthPx: number, heightPx: number, bits: number): string => {
  const stride = Math.ceil((widthPx * bits) / 8);
  const bytes = new Uint8Array(stride * heightPx);
  pixels.forEach((index, at) => {
    const bit = (at % widthPx) * bits;
    const byte = Math.floor(at / widthPx) * stride + (bit >> 3);
    bytes[byte] = (bytes[byte] as number) | (index << (8 - bits - (bit & 7)));
  });
  return toBase64(bytes);
};

/** Palette index of every pixel of a page, row-major. */
export const unpackPixels = (page: Pick<RenderedPage, 'widthPx' | 'heightPx' | 'bitsPerPixel' | 'pixels'>): Uint8Array => {
  const { widthPx, heightPx, bitsPerPixel: bits } = page;
  const stride = Math.ceil((widthPx * bits) / 8);
  const bytes = fromBase64(page.pixels);
  return Uint8Array.from({ length: widthPx * heightPx }, (_, at) => {
    const bit = (at % widthPx) * bits;
    const byte = bytes[Math.floor(at / widthPx) * stride + (bit >> 3)] ?? 0;
    return (byte >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
  });
};
