import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, ColumnType } from '../schema/tables.js';
import { CopyEncoder, misfit } from './copy-binary.js';
import type { Row } from './rows.js';

const column = (type: ColumnType, required = false): Column => ({ name: type, type, required });
const HEADER_BYTES = 19;

/** Fields of the rows, as the server would cut them. */
function cut(data: Buffer): (Buffer | null)[][] {
  expect(data.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0');
  const rows: (Buffer | null)[][] = [];
  let at = HEADER_BYTES;
  for (let count = data.readInt16BE(at); count !== -1; count = data.readInt16BE(at)) {
    at += 2;
    const row: (Buffer | null)[] = [];
    for (let i = 0; i < count; i += 1) {
      const length = data.readInt32BE(at);
      at += 4;
      row.push(length === -1 ? null : data.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    rows.push(row);
  }
  expect(at + 2).toBe(data.length);
  return rows;
}
const encodeOne = (type: ColumnType, value: Row[number]): Buffer | null => cut(new CopyEncoder().encode([column(type)], [[value]]))[0]?.[0] ?? null;

describe('CopyEncoder', () => {
  it('writes every safe integer and instant exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 7_258_118_400_000 }), (n, ms) => {
        expect(encodeOne('bigint', n)?.readBigInt64BE()).toBe(BigInt(n));
        expect(encodeOne('timestamptz', ms)?.readBigInt64BE()).toBe((BigInt(ms) - BigInt(Date.UTC(2000, 0, 1))) * 1000n);
      }),
    );
  });

  it('writes the other types in their own widths, and null as no value', () => {
    expect(encodeOne('integer', -5)).toEqual(Buffer.from([255, 255, 255, 251]));
    expect(encodeOne('smallint', 3)).toEqual(Buffer.from([0, 3]));
    expect(encodeOne('real', 1.5)).toEqual(Buffer.from([0x3f, 0xc0, 0, 0]));
    expect([encodeOne('boolean', true), encodeOne('boolean', false)]).toEqual([Buffer.from([1]), Buffer.from([0])]);
    expect(encodeOne('text', 'äß')?.toString()).toBe('äß');
    expect(encodeOne('jsonb', { a: [1] })?.toString()).toBe('\u0001{"a":[1]}');
    expect(encodeOne('integer', null)).toBeNull();
  });

  it('grows with what it is given and starts anew each time', () => {
    const encoder = new CopyEncoder();
    const long = 'x'.repeat(200_000);
    expect(cut(encoder.encode([column('text')], [[long], ['y']])).map((r) => r[0]?.length)).toEqual([200_000, 1]);
    expect(cut(encoder.encode([column('text'), column('integer')], [['z', 1]]))).toHaveLength(1);
    expect(cut(encoder.encode([column('text')], []))).toEqual([]);
  });
});

describe('misfit', () => {
  it('names the column that cannot hold its value', () => {
    const columns = [column('integer', true), column('real'), column('smallint')];
    expect(misfit(columns, [1, null, 2])).toBeNull();
    expect(misfit(columns, [null, null, 2])).toBe('integer as integer');
    expect(misfit(columns, [2 ** 31, null, 2])).toBe('integer as integer');
    expect(misfit(columns, [-(2 ** 31), null, -32_768])).toBeNull();
    expect(misfit(columns, [1, Number.NaN, 2])).toBe('real as real');
    expect(misfit(columns, [1, 1e39, 2])).toBe('real as real');
    expect(misfit(columns, [1, 1, 2.5])).toBe('smallint as smallint');
  });
  it.each([
    ['timestamptz', -1],
    ['timestamptz', 1e14],
    ['bigint', 2 ** 53],
    ['boolean', 1],
    ['text', 5],
    ['jsonb', 'text'],
  ] as const)('knows that %s does not hold %s', (type, value) => expect(misfit([column(type)], [value])).toBe(`${type} as ${type}`));
});
