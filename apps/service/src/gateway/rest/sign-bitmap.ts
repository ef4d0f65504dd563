import { createHash } from 'node:crypto';
import { unpackPixels } from '@wegweiser/guidance';
import type { SignFrame } from '@wegweiser/sign';
import { encode } from 'fast-png';

export const MAX_SCALE = 16;
/** Largest picture that is made on demand, pixels: nobody makes the service paint walls. */
const MAX_PIXELS = 2_000_000;

export interface Bitmap {
  png: Buffer;
  /** Strong: the same tag means the same bytes. */
  etag: string;
}

const rgb = (hex: string): [number, number, number] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];

/** Palette indices, every pixel `scale` times `scale`, packed as PNG wants them: most significant bit first, rows whole bytes. */
function scaled(pixels: Uint8Array, widthPx: number, heightPx: number, bits: number, scale: number): Uint8Array {
  const [width, height] = [widthPx * scale, heightPx * scale];
  const stride = Math.ceil((width * bits) / 8);
  const bytes = new Uint8Array(stride * height);
  for (let row = 0; row < heightPx; row += 1) {
    const start = row * scale * stride;
    for (let x = 0; x < width; x += 1) {
      const bit = x * bits;
      bytes[start + (bit >> 3)]! |= pixels[row * widthPx + Math.floor(x / scale)]! << (8 - bits - (bit & 7));
    }
    for (let copy = 1; copy < scale; copy += 1) bytes.copyWithin(start + copy * stride, start, start + stride);
  }
  return bytes;
}

/** A page of a sign as an indexed PNG, one pixel a dot times `scale`, without smoothing; `null` when it would be too large. */
export function signBitmap({ rendering, page }: Pick<SignFrame, 'rendering' | 'page'>, scale = 1): Bitmap | null {
  const { widthPx, heightPx } = page;
  if (widthPx * heightPx * scale * scale > MAX_PIXELS) return null;
  // A dark page is one bit deep, whatever the others are; its indices are those of the palette all the same.
  const depth = page.bitsPerPixel as 1 | 2 | 4 | 8;
  const data = scaled(unpackPixels(page), widthPx, heightPx, depth, scale);
  const palette = rendering.palette.slice(0, 2 ** depth).map(rgb);
  const png = Buffer.from(encode({ width: widthPx * scale, height: heightPx * scale, depth, channels: 1, data, palette }, { zlib: { level: 6 } }));
  return { png, etag: `"${createHash('sha256').update(png).digest('base64url').slice(0, 22)}"` };
}
