import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTextPanel } from '../testing/builders.js';
import type { TextPanel } from '../sign/model.js';
import { FONTS, MAX_PAGES, renderMulti } from './render.js';
import { drawAsText } from './show.js';
import { bitsFor, packPixels, unpackPixels } from './pack.js';
import type { Rendering } from './rendering.js';

const matrix = (columns: number, rows: number): TextPanel => aTextPanel({ matrix: { kind: 'character', columns, rows } });
const full = (widthPx: number, heightPx: number, over: Partial<TextPanel> = {}): TextPanel => aTextPanel({ matrix: { kind: 'full', widthPx, heightPx }, ...over });

const rendered = (multi: string, panel: TextPanel): Rendering => {
  const result = renderMulti(multi, panel);
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
  return result.rendering;
};
const drawn = (multi: string, panel: TextPanel, page = 0): string[] => drawAsText(rendered(multi, panel), page).split('\n');
const code = (multi: string, panel: TextPanel): string => {
  const result = renderMulti(multi, panel);
  return result.ok ? 'ok' : result.code;
};

describe('fonts', () => {
  it.each(FONTS.map((font) => [font.name, font] as const))('%s: every glyph fills its box, digits are one width', (_name, font) => {
    for (const [character, glyph] of Object.entries(font.glyphs)) {
      expect([character, glyph.rows.length, ...new Set(glyph.rows.map((row) => row.length))]).toEqual([character, font.heightPx, glyph.widthPx]);
    }
    expect(new Set(Array.from('0123456789', (digit) => font.glyphs[digit]?.widthPx)).size).toBe(1);
    expect(Array.from('ABCXYZÄÖÜß0123456789~P←→↑↓↖↗↘↙ ').filter((needed) => !Object.hasOwn(font.glyphs, needed))).toEqual([]);
  });
  it('tells all glyphs of a font apart, but for letter O and nought', () => {
    for (const font of FONTS) {
      const drawings = Object.entries(font.glyphs).map(([character, glyph]) => [glyph.rows.join('/'), character] as const);
      const twins = drawings.filter(([drawing, character]) => drawings.some(([other, by]) => other === drawing && by !== character));
      expect(twins.map(([, character]) => character).toSorted()).toEqual(['0', 'O']);
    }
  });
});

describe('golden renderings', () => {
  it('a full matrix with a parking sign, text and a word', () => {
    expect(drawn('[g1,2,2][tr18,1,0,0][jp3][jl2]Ö[jl4]→ ~9', full(52, 16)).join('\n')).toMatchSnapshot();
  });
  it('double strokes on three lines', () => {
    expect(drawn('[fo2][jl2]THEATER[jl4]120[nl]VOLL[nl]Münster[jl4]←', full(110, 32)).join('\n')).toMatchSnapshot();
  });
  it('a character matrix', () => {
    const rendering = rendered('[jl2]Hallenbad[jl4]ZU[nl][jl2]Altstadt West[jl4]~80', matrix(20, 2));
    expect(rendering.pages[0]?.lines).toEqual(['Hallenbad         ZU', 'Altstadt West    ~80']);
    expect(drawAsText(rendering, 0)).toMatchSnapshot();
  });
  it('a line matrix: fixed lines, characters of their own width', () => {
    const panel = aTextPanel({ matrix: { kind: 'line', widthPx: 40, rows: 2 } });
    const rendering = rendered('[jl2]Ill[jl4]9[nl][fo2]A', panel);
    expect([rendering.widthPx, rendering.heightPx, rendering.pages[0]?.lines]).toEqual([40, 16, ['Ill 9', 'A']]);
    const full40 = full(40, 16);
    expect(drawAsText(rendering, 0)).toBe(drawAsText(rendered('[jl2]Ill[jl4]9[nl1]A', full40), 0));
    expect(code('A[nl]B[nl]C', panel)).toBe('textTooBig');
    expect(code('漢', panel)).toBe('characterNotDefined');
  });
  it('paints in the order of the text', () => {
    const panel = full(16, 14, { colours: 'rgb' });
    expect(drawn('[cr1,1,16,14,1][cf7][g1]', panel)[0]).toBe('2'.repeat(14) + '11');
    expect(drawn('[cf7][g1][cr1,1,16,14,1]', panel)[0]).toBe('2'.repeat(16));
  });
  it('colours, rectangles and background', () => {
    const panel = full(30, 12, { colours: 'rgb' });
    const rendering = rendered('[pb5][cr2,2,8,8,1][tr10,2,20,9][cf7][cb0]A[cf0,255,0]B[cf][cb]C', panel);
    expect(rendering.palette).toEqual(['#000000', '#0000ff', '#ff0000', '#ffffff', '#00ff00', '#ffd000']);
    expect(rendering.pages[0]?.bitsPerPixel).toBe(4);
    expect(drawAsText(rendering, 0)).toMatchSnapshot();
  });
});

describe('pages', () => {
  it('carry times, which hold until they are changed', () => {
    const { pages } = rendered('A[np][pt10o5]B[np]C[np][pt]D', full(20, 8));
    expect(pages.map(({ onDs, offDs, lines }) => [onDs, offDs, ...lines])).toEqual([[28, 0, 'A'], [10, 5, 'B'], [10, 5, 'C'], [28, 0, 'D']]);
  });
  it('are dark when there is nothing to say', () => {
    const rendering = rendered('', full(9, 3));
    expect(rendering.pages).toHaveLength(1);
    expect(drawAsText(rendering, 0)).toBe(['.........', '.........', '.........'].join('\n'));
    expect(drawAsText(rendering, 1)).toBe('');
  });
  it('are limited in number', () => {
    expect(code('[np]'.repeat(MAX_PAGES - 1), full(20, 8))).toBe('ok');
    expect(code('[np]'.repeat(MAX_PAGES), full(20, 8))).toBe('tooManyPages');
  });
});

describe('justification', () => {
  const at = (multi: string, panel: TextPanel): [number, number] => {
    const rows = drawn(multi, panel);
    return [Math.min(...rows.map((row) => row.indexOf('#')).filter((x) => x >= 0)), rows.findIndex((row) => row.includes('#'))];
  };
  it.each([
    ['[jl2]H', 0, 0],
    ['H', 7, 0],
    ['[jl4]H', 15, 0],
    ['[jl5]H', 0, 0],
    ['[jp2]H', 7, 0],
    ['[jl4][jl]H', 7, 0],
    ['[jp4][jp]H', 7, 0],
    ['[jp3]H', 7, 6],
    ['[jp4][jl4]H', 15, 13],
    ['[jp4][jp2]H', 7, 0],
    ['[nl]H', 7, 8],
    ['[nl3]H', 7, 10],
    ['[fo2][nl]H[fo]', 6, 11],
  ])('%s starts at %i,%i', (multi, x, y) => {
    expect(at(multi, full(20, 20))).toEqual([x, y]);
  });
  it('spreads words over the whole line', () => {
    const [row] = drawn('[jl5]I I I', full(21, 7));
    expect(row).toBe('###......###......###');
  });
  it('knows lines from groups: a middle group below a top one', () => {
    expect(rendered('A[jp4]B', full(20, 20)).pages[0]?.lines).toEqual(['A', 'B']);
  });
  it('spaces characters', () => {
    expect(drawn('[jl2][sc3]II[/sc]I', full(20, 7))[0]).toBe('###...###.###.......');
  });
});

describe('what does not fit is refused, not cut', () => {
  it.each([
    ['HHHH', full(20, 8), 'textTooBig'],
    ['A[nl]B[nl]C', full(20, 16), 'textTooBig'],
    ['A[nl]B[jp4]C', full(20, 20), 'textTooBig'],
    ['[jl2]HH[jl4]HH', full(20, 8), 'textTooBig'],
    ['HALLO', matrix(4, 1), 'textTooBig'],
    ['A[nl]B', matrix(4, 1), 'textTooBig'],
    ['[jl4]A[jl2]B', full(30, 8), 'tagConflict'],
    ['[jp4]A[jp2]B', full(30, 30), 'tagConflict'],
    ['[fo9]A', full(20, 8), 'fontNotDefined'],
    ['[fo9][nl]A[fo]B', full(20, 30), 'fontNotDefined'],
    ['漢', full(20, 8), 'characterNotDefined'],
    ['漢', matrix(4, 1), 'characterNotDefined'],
    ['[g99]', full(20, 20), 'graphicNotDefined'],
    ['[g1]', full(10, 20), 'textTooBig'],
    ['[g1]', full(20, 10), 'textTooBig'],
    ['[tr1,1,30,8]A', full(20, 8), 'unsupportedTagValue'],
    ['[tr1,1,20,9]A', full(20, 8), 'unsupportedTagValue'],
    ['[tr22,1,0,0]A', full(20, 8), 'unsupportedTagValue'],
    ['[tr1,10,0,0]A', full(20, 8), 'unsupportedTagValue'],
    ['[cr1,1,21,1,9]', full(20, 8), 'unsupportedTagValue'],
  ])('%s', (multi, panel, expected) => {
    expect(code(multi, panel)).toBe(expected);
  });
  it('names the page', () => {
    expect(renderMulti('A[np]漢', full(20, 8))).toMatchObject({ ok: false, page: 2 });
  });
  it('allows no more than 256 colours', () => {
    const rectangles = (count: number): string => Array.from({ length: count }, (_, i) => `[cr1,1,1,1,1,${i >> 8},${i & 255}]`).join('');
    expect(code(rectangles(255), full(20, 8, { colours: 'rgb' }))).toBe('ok');
    expect(code(rectangles(256), full(20, 8, { colours: 'rgb' }))).toBe('unsupportedTagValue');
  });
});

describe('panels', () => {
  it('a monochrome one lights whatever is not black', () => {
    expect(drawn('[cf1]I', full(3, 7))[1]).toBe('.#.');
    expect(drawn('[cf0]I', full(3, 7))[1]).toBe('...');
  });
  it('may define graphics of its own', () => {
    const panel = full(3, 2, { graphics: [{ number: 1, rows: ['#.#', '.#.'] }, { number: 7, rows: [] }] });
    expect(drawn('[g1][g7]', panel)).toEqual(['#.#', '.#.']);
  });
  it('shows capitals where the font has no small letters, and composed letters either way', () => {
    expect(drawn('[fo2]u\u0308', full(9, 9))).toEqual(drawn('[fo2]Ü', full(9, 9)));
  });
  it('a fault of our own is not taken for a fault of the text', () => {
    const broken = { ...full(9, 9), graphics: null } as unknown as TextPanel;
    expect(() => renderMulti('[g1]', broken)).toThrow(TypeError);
  });
});

describe('pixels', () => {
  it('survive packing at every depth', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8), fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(255)), (bits, widthPx, heightPx, noise) => {
        const pixels = Uint8Array.from({ length: widthPx * heightPx }, () => (noise.next().value as number) & (2 ** bits - 1));
        const packed = packPixels(pixels, widthPx, heightPx, bits);
        expect(packed).toBe(Buffer.from(packed, 'base64').toString('base64'));
        expect(unpackPixels({ widthPx, heightPx, bitsPerPixel: bits, pixels: packed })).toEqual(pixels);
        expect(unpackPixels({ widthPx, heightPx, bitsPerPixel: bits, pixels: '' })).toEqual(new Uint8Array(widthPx * heightPx));
      }),
    );
    expect([2, 3, 5, 16, 17, 256].map(bitsFor)).toEqual([1, 2, 4, 4, 8, 8]);
  });

  it('rendering never throws, always gives pages of the panel size, and is plain JSON', () => {
    const tag = fc.constantFrom('[nl]', '[np]', '[jl2]', '[jl4]', '[jp3]', '[cf1]', '[cb2]', '[pb3]', '[fo2]', '[fo7]', '[g1]', '[g2,5,1]', '[tr2,2,9,9]', '[cr1,1,2,2,4]', '[sc2]', '[/sc]', '[pt3o4]');
    const text = fc.array(fc.oneof(tag, fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('A', 'ß', '~12'))).map((parts) => parts.join(''));
    const panel = fc.constantFrom(full(60, 20), full(60, 20, { colours: 'rgb' }), matrix(12, 3));
    fc.assert(
      fc.property(text, panel, (multi, on) => {
        const result = renderMulti(multi, on);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        if (!result.ok) return;
        for (const page of result.rendering.pages) {
          const pixels = unpackPixels(page);
          expect(pixels.length).toBe(result.rendering.widthPx * result.rendering.heightPx);
          expect(Math.max(...pixels)).toBeLessThan(result.rendering.palette.length);
        }
      }),
    );
  });
});
