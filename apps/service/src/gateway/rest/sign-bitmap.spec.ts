import { drawAsText, renderMulti, type TextPanel } from '@wegweiser/guidance';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { signBitmap } from './sign-bitmap.js';

const panel: TextPanel = { kind: 'text', matrix: { kind: 'full', widthPx: 21, heightPx: 9 }, font: 1, colours: 'rgb', foreground: [255, 208, 0], graphics: [] };
const frame = (multi: string, over: Partial<TextPanel> = {}) => {
  const result = renderMulti(multi, { ...panel, ...over });
  if (!result.ok) throw new Error(result.code);
  return { rendering: result.rendering, page: result.rendering.pages[0]! };
};
const indices = (png: Uint8Array): number[][] => {
  const { data, width, height, depth } = decode(png);
  const stride = Math.ceil((width * depth) / 8);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_x, x) => (Number(data[y * stride + ((x * depth) >> 3)]) >> (8 - depth - ((x * depth) & 7))) & (2 ** depth - 1)));
};

describe('bitmap of a sign', () => {
  it.each([
    ['one bit', '[jl2]AB', { colours: 'monochrome' } as const, 1],
    ['two bits', '[cf1]A[cf2]B', {}, 2],
    ['four bits', '[cb1]A[cb2]B[pb3]', {}, 4],
    ['eight bits', Array.from({ length: 20 }, (_, x) => `[cr${x + 1},1,1,9,${x},1,1]`).join(''), {}, 8],
  ])('has the very dots at %s, and nearest neighbours when scaled', (_name, multi, over, depth) => {
    const given = frame(multi, over);
    const wanted = drawAsText(given.rendering, 0).split('\n').map((row) => Array.from(row, (mark) => (mark === '.' ? 0 : mark === '#' ? 1 : Number.parseInt(mark, 36))));
    const plain = signBitmap(given)!;
    expect(decode(plain.png)).toMatchObject({ width: 21, height: 9, depth });
    expect(indices(plain.png)).toEqual(wanted);
    expect(decode(plain.png).palette!.slice(0, given.rendering.palette.length).map((c) => `#${c.slice(0, 3).map((v) => v.toString(16).padStart(2, '0')).join('')}`)).toEqual(given.rendering.palette);
    const large = signBitmap(given, 3)!;
    expect(indices(large.png)).toEqual(wanted.flatMap((row) => Array.from({ length: 3 }, () => row.flatMap((index) => [index, index, index]))));
    expect(large.etag).not.toBe(plain.etag);
    expect(signBitmap(given)!.etag).toBe(plain.etag);
  });
  it('is refused when too large', () => {
    expect(signBitmap(frame('', { matrix: { kind: 'full', widthPx: 400, heightPx: 200 } }), 16)).toBeNull();
  });
});
