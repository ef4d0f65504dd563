import { drawAsText, renderMulti } from '@wegweiser/guidance';
import { describe, expect, it } from 'vitest';
import { aSign } from '../testing/an-order.js';
import { drawMulti, rowMulti } from './draw.js';
import { fieldPanel } from './spec.js';
import { specOf } from './spec-of.js';
import { plainMulti, spoken } from './words.js';

const AMBER = [255, 208, 0] as const;
/** Dots of a layer as `x,y`. */
const dots = (d: string): string[] => [...d.matchAll(/M(\d+)\.5 (\d+)\.5h0/g)].map(([, x, y]) => `${x},${y}`);

describe('drawMulti', () => {
  it('lights exactly the pixels of the guidance renderer', () => {
    const panel = fieldPanel(4, AMBER);
    const result = renderMulti(rowMulti('~12'), panel);
    if (!result.ok) throw new Error(result.code);
    const wanted = drawAsText(result.rendering, 0).split('\n').flatMap((line, y) => Array.from(line).flatMap((mark, x) => (mark === '#' ? [`${x},${y}`] : [])));
    const [layer] = drawMulti(rowMulti('~12'), panel).pages[0]?.layers ?? [];
    expect(layer?.colour).toBe('#ffd000');
    expect(dots(layer?.d ?? '')).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(20);
  });
  it('keeps the page times and the colours apart', () => {
    const panel = { kind: 'text', matrix: { kind: 'full', widthPx: 40, heightPx: 9 }, font: 1, colours: 'rgb', foreground: AMBER, graphics: [] } as const;
    const picture = drawMulti('[pt20o5]A[cf255,0,0]B[np]C', panel);
    expect(picture.pages.map(({ onMs, offMs, layers }) => [onMs, offMs, layers.length])).toEqual([[2000, 500, 2], [2000, 500, 1]]);
  });
  it('is dark rather than cut off', () => {
    expect(drawMulti(rowMulti('123456'), fieldPanel(3, AMBER)).pages[0]?.layers).toEqual([]);
    expect(drawMulti('', fieldPanel(3, AMBER)).pages[0]?.layers).toEqual([]);
  });
  it('takes a row for text, not for markup', () => {
    expect(rowMulti('[A]')).toBe('[jl4][[A]]');
    expect(rowMulti('')).toBe('');
  });
});

describe('specOf', () => {
  it('makes room for numbers and words', () => {
    expect(specOf(aSign())).toMatchObject({ kind: 'counter', cells: 4, rows: [{ id: 'r1', label: 'P West', arrow: 'left' }, { id: 'r2' }] });
  });
  it('knows both kinds of matrix and a sign that names none', () => {
    expect(specOf(aSign({ type: 'freeText', matrix: { columns: 22, lines: 3 } }))).toMatchObject({ panel: { matrix: { kind: 'character', columns: 22, rows: 3 }, colours: 'monochrome' } });
    expect(specOf(aSign({ type: 'freeText', colour: 'rgb', matrix: { widthPx: 144, heightPx: 48 } }))).toMatchObject({ panel: { matrix: { kind: 'full', widthPx: 144 }, colours: 'rgb' } });
    expect(specOf(aSign({ type: 'freeText' }))).toMatchObject({ panel: { matrix: { kind: 'character', columns: 20, rows: 3 } } });
  });
});

describe('words', () => {
  it('says arrows and darkness', () => {
    expect([spoken('←', 'de'), spoken('', 'en'), spoken('120', 'de'), spoken('constructor', 'de')]).toEqual(['Pfeil nach links', 'dark', '120', 'constructor']);
    expect(plainMulti('[cf1]Stau[nl]A [[B]][np]C')).toBe('Stau / A [B] / C');
  });
});
