import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeMulti, parseMulti } from './parse.js';

describe('normalizeMulti', () => {
  it.each([
    ['ABC[bad]DEF', 'ABCDEF'],
    ['ABC[jl6]DEF', 'ABC[jl]DEF'],
    ['[jp9]A', '[jp]A'],
    ['[JL4]A[Nl3]b', '[jl4]A[nl3]b'],
    ['[nl]x[nl123]', '[nl]x'],
    ['[np]a[np1]', '[np]a'],
    ['[pt]', '[pto]'],
    ['[pt28]', '[pt28o]'],
    ['[pt010o05]', '[pt10o5]'],
    ['[pto5]', '[pto5]'],
    ['[pt1234]', ''],
    ['[cf9][cf10][cf]', '[cf9][cf]'],
    ['[cf255,0,0][cf256,0,0][cf1,2][cfx]', '[cf255,0,0]'],
    ['[cb3][pb0][pb1,2,3]', '[cb3][pb0][pb1,2,3]'],
    ['[fo3][fo3,BEEF][fo][fo0][fo256][fox]', '[fo3][fo3,beef][fo]'],
    ['[g1][g1,5,5][g1,5,5,beef][g1_][g0][g256][g1,0,5][g1,5,0][g1,beef]', '[g1][g1,5,5][g1,5,5,beef]'],
    ['[tr1,1,0,0][tr0,1,5,5][tr1,0,5,5][tr1,1,5][tra]', '[tr1,1,0,0]'],
    ['[cr1,1,5,5,9][cr1,1,5,5,1,2,3][cr1,1,5,5][cr0,1,5,5,9][cr]', '[cr1,1,5,5,9][cr1,1,5,5,1,2,3]'],
    ['[sc3]A[/sc]B[sc][/sc1][sc123]', '[sc3]A[/sc]B'],
    ['[[NOT TAG]]', '[[NOT TAG]]'],
    ['[', ''],
    [']', ''],
    ['[bad tag', 'bad tag'],
    ['bad tag]', 'bad tag'],
    ['bad[ tag[nl]', 'bad'],
    ['bad ]tag[nl]', 'bad tag[nl]'],
    ['a\tb\u0000c\u009f', 'abc'],
    ['[[[nl]]]', '[[[nl]]]'],
    ['toString', 'toString'],
    ['[constructor]__proto__', '__proto__'],
  ])('%s becomes %s', (source, canonical) => {
    expect(normalizeMulti(source)).toBe(canonical);
  });

  it('is idempotent on anything, and leaves nothing to complain about', () => {
    const piece = fc.oneof(fc.constantFrom('[', ']', '[[', ']]', '[nl]', '[jl', '3]', '[pt2o', '[cf', '1,2,3', '[g1,', '/sc]', 'Ä', '\u0007'), fc.string());
    fc.assert(
      fc.property(fc.array(piece).map((parts) => parts.join('')), (source) => {
        const once = normalizeMulti(source);
        expect(normalizeMulti(once)).toBe(once);
        expect(parseMulti(once).problems).toEqual([]);
      }),
    );
  });
});

describe('parseMulti', () => {
  it('reads tags with their parameters', () => {
    expect(parseMulti('A[jl2]B[ptXoY][pt5o][g2,3,4]').tokens).toEqual([
      { kind: 'text', text: 'A' },
      { kind: 'justifyLine', value: 2 },
      { kind: 'text', text: 'B' },
      { kind: 'pageTime', onDs: 5, offDs: null },
      { kind: 'graphic', number: 2, x: 3, y: 4, version: null },
    ]);
  });

  it('names what it left out and where', () => {
    expect(parseMulti('a[zz]b]\u0001[cf99]').problems).toEqual([
      { at: 1, source: '[zz]', code: 'unsupportedTag' },
      { at: 6, source: ']', code: 'unmatchedBracket' },
      { at: 7, source: '\u0001', code: 'controlCharacter' },
      { at: 8, source: '[cf99]', code: 'unsupportedTagValue' },
    ]);
  });
});
