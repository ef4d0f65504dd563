import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTextPanel } from '../testing/builders.js';
import { FIELD_PITCH_PX, fieldPanel, pageAt, renderFace, rowMulti } from './face.js';
import type { Face } from './face.js';
import { renderMulti } from './render.js';
import { drawAsText } from './show.js';

const AMBER = [255, 208, 0] as const;
const counter = (rowIds: readonly string[], cells = 4): Face => ({ kind: 'counter', cells, colour: AMBER, rowIds });

describe('picture of a counter panel', () => {
  it('has its fields one below the other, each as its own panel shows it', () => {
    const picture = renderFace(counter(['a', 'b', 'c']), { a: '120', c: 'VOLL' });
    expect([picture.widthPx, picture.heightPx, picture.palette, picture.pages[0]?.lines]).toEqual([23, 23, ['#000000', '#ffd000'], ['120', '', 'VOLL']]);
    const rows = drawAsText(picture, 0).split('\n');
    for (const [index, text] of ['120', '', 'VOLL'].entries()) {
      const own = renderMulti(rowMulti(text), fieldPanel(4, AMBER));
      if (!own.ok) throw new Error(own.code);
      expect(rows.slice(index * FIELD_PITCH_PX, index * FIELD_PITCH_PX + 7)).toEqual(drawAsText(own.rendering, 0).split('\n'));
    }
    expect(rows[7]).toBe('.'.repeat(23));
  });
  it('takes text for text, and is dark rather than cut off', () => {
    const { pages } = renderFace(counter(['a', 'b']), { a: '[1]', b: '12345' });
    expect(pages[0]?.lines).toEqual(['[1]', '']);
    expect(drawAsText(renderFace(counter(['b']), { b: '12345' }), 0)).not.toContain('#');
  });
  it('has a size without rows', () => {
    expect(renderFace(counter([]), {})).toMatchObject({ widthPx: 23, heightPx: 7 });
  });
  it('knows no row that is not named', () => {
    expect(renderFace(counter(['constructor']), {}).pages[0]?.lines).toEqual(['']);
  });
});

describe('picture of a text panel', () => {
  const panel = aTextPanel({ matrix: { kind: 'full', widthPx: 60, heightPx: 16 } });
  it('is the text', () => {
    const own = renderMulti('A[np]B', panel);
    expect({ ok: true, rendering: renderFace({ kind: 'text', panel }, { multi: 'A[np]B' }) }).toEqual(own);
  });
  it('is dark without a text and with one that does not fit', () => {
    const dark = renderFace({ kind: 'text', panel }, {});
    expect(drawAsText(dark, 0)).not.toContain('#');
    expect(renderFace({ kind: 'text', panel }, { multi: 'W'.repeat(50) })).toEqual(dark);
  });
  it('is dark on a panel whose font is not there', () => {
    expect(renderFace({ kind: 'text', panel: { ...panel, font: 9 } }, { multi: 'A' })).toEqual(renderFace({ kind: 'text', panel }, {}));
  });
  it('never throws and never changes its size', () => {
    const faces: Face[] = [counter(['a', 'b']), { kind: 'text', panel }];
    fc.assert(
      fc.property(fc.constantFrom(...faces), fc.string(), fc.string(), (face, a, b) => {
        const dark = renderFace(face, {});
        expect(renderFace(face, { a, b, multi: `${a}[np]${b}` })).toMatchObject({ widthPx: dark.widthPx, heightPx: dark.heightPx });
      }),
    );
  });
});

describe('turning pages', () => {
  const pages = [{ onDs: 28, offDs: 0 }, { onDs: 10, offDs: 5 }];
  const cycle = 4300;
  it.each([
    [0, 0, 2800],
    [2799, 0, 2800],
    [2800, 1, 3800],
    [3800, null, 4300],
    [4299, null, 4300],
    [4300, 0, 7100],
  ])('at %i page %s until %i', (atMs, page, untilMs) => {
    const start = cycle * 400_000;
    expect(pageAt(pages, start + atMs)).toEqual({ page, untilMs: start + untilMs });
  });
  it('keeps one page steady, also without any time', () => {
    expect(pageAt([{ onDs: 0, offDs: 9 }], 5)).toEqual({ page: 0, untilMs: null });
    expect(pageAt([{ onDs: 0, offDs: 0 }, { onDs: 0, offDs: 0 }], 150)).toEqual({ page: 1, untilMs: 200 });
  });
  it('always has a next moment, later than now', () => {
    const times = fc.array(fc.record({ onDs: fc.nat(255), offDs: fc.nat(255) }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(times, fc.nat(2_000_000_000), (some, nowMs) => {
        const { page, untilMs } = pageAt(some, nowMs);
        expect(untilMs).toBeGreaterThan(nowMs);
        expect(page === null || page < some.length).toBe(true);
        expect(pageAt(some, untilMs as number)).not.toEqual({ page, untilMs });
      }),
    );
  });
});
