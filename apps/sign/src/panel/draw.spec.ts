import { drawAsText, renderFace } from '@wegweiser/guidance';
import { describe, expect, it } from 'vitest';
import { aSign } from '../testing/an-order.js';
import { dotsOf, saidBy, sliceOf, textsOf } from './draw.js';
import { specOf, brightnessOf } from './spec-of.js';
import { plainMulti, spoken } from './words.js';

/** Dots of a layer as `x,y`. */
const dots = (d: string): string[] => [...d.matchAll(/M(\d+)\.5 (\d+)\.5h0/g)].map(([, x, y]) => `${x},${y}`);

describe('dots of a field', () => {
  it('are exactly the pixels of the guidance renderer', () => {
    const { face } = specOf(aSign());
    const rendering = renderFace(face, { r1: 'VOLL', r2: '~12' });
    const wanted = drawAsText(rendering, 0).split('\n').slice(8).flatMap((line, y) => Array.from(line).flatMap((mark, x) => (mark === '#' ? [`${x},${y}`] : [])));
    const picture = dotsOf(rendering.pages[0]!, rendering.palette, sliceOf(face, 1, rendering.heightPx));
    expect([picture.widthPx, picture.heightPx, picture.layers[0]?.colour]).toEqual([23, 7, '#ffd000']);
    expect(dots(picture.layers[0]?.d ?? '')).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(20);
  });
  it('keep colours apart', () => {
    const { face } = specOf(aSign({ type: 'freeText', colour: 'rgb', matrix: { widthPx: 40, heightPx: 9 } }));
    const { pages, palette } = renderFace(face, { multi: 'A[cf255,0,0]B' });
    expect(dotsOf(pages[0]!, palette, sliceOf(face, 0, 9)).layers.map(({ colour }) => colour)).toEqual(['#ffffff', '#ff0000']);
  });
  it('say what they show', () => {
    const counter = specOf(aSign()).face;
    expect([0, 1, 2].map((index) => saidBy(counter, renderFace(counter, textsOf([{ rowId: 'r2', text: '7' }])), index))).toEqual(['', '7', '']);
    const cells = specOf(aSign({ type: 'freeText', matrix: { columns: 8, lines: 2 } })).face;
    expect(saidBy(cells, renderFace(cells, { multi: '[jl2]A[jl4]9[nl]B[np]C' }), 0)).toBe('A 9 / B / C');
  });
});

describe('specOf', () => {
  it('makes room for numbers and words', () => {
    expect(specOf(aSign())).toMatchObject({ face: { kind: 'counter', cells: 4, rowIds: ['r1', 'r2'] }, rows: [{ id: 'r1', label: 'P West', arrow: 'left' }, { id: 'r2' }] });
  });
  it('knows every kind of matrix and a sign that names none', () => {
    expect(specOf(aSign({ type: 'freeText', matrix: { columns: 22, lines: 3 } }))).toMatchObject({ face: { panel: { matrix: { kind: 'character', columns: 22, rows: 3 }, colours: 'monochrome' } } });
    expect(specOf(aSign({ type: 'freeText', colour: 'rgb', matrix: { widthPx: 144, heightPx: 48 } }))).toMatchObject({ face: { panel: { matrix: { kind: 'full', widthPx: 144 }, colours: 'rgb' } } });
    expect(specOf(aSign({ type: 'freeText', matrix: { widthPx: 90, lines: 3 }, graphics: [{ number: 9, rows: ['#.'] }] }))).toMatchObject({ face: { panel: { matrix: { kind: 'line', widthPx: 90, rows: 3 }, graphics: [{ number: 9 }] } } });
    expect(specOf(aSign({ type: 'freeText' }))).toMatchObject({ face: { panel: { matrix: { kind: 'character', columns: 20, rows: 3 } } } });
  });
});

describe('brightnessOf', () => {
  it('goes by the sun where nothing is said', () => {
    expect(brightnessOf(aSign(), 'Europe/Berlin')).toEqual({ rule: { by: 'sun', dayPct: 100, nightPct: 40 }, timeZone: 'Europe/Berlin', lat: 48, lon: 11 });
  });
});

describe('words', () => {
  it('says arrows and darkness', () => {
    expect([spoken('←', 'de'), spoken('', 'en'), spoken('120', 'de'), spoken('constructor', 'de')]).toEqual(['Pfeil nach links', 'dark', '120', 'constructor']);
    expect(plainMulti('[cf1]Stau[nl]A [[B]][np]C')).toBe('Stau / A [B] / C');
  });
});
