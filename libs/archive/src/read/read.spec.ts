import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HistoryPage } from '../types.js';
import { checkedLimit, decodeCursor, encodeCursor } from './cursor.js';
import { historyCsv } from './csv.js';

it('gives a cursor back as it was, and refuses anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 4 }), (parts) => {
      expect(decodeCursor(encodeCursor(parts), parts.length)).toEqual(parts);
      expect(() => decodeCursor(encodeCursor(parts), parts.length + 1)).toThrow(/cursor/);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor(`!${text}`, 9)).toThrow(/cursor/);
    }),
  );
  expect(() => decodeCursor(Buffer.from('[{}]').toString('base64url'), 1)).toThrow(/cursor/);
});

it('takes limits from 1 to 10,000', () => {
  expect([checkedLimit(undefined), checkedLimit(1), checkedLimit(10_000)]).toEqual([1000, 1, 10_000]);
  for (const bad of [0, -1, 1.5, 10_001, Number.NaN]) expect(() => checkedLimit(bad)).toThrow(/limit/);
});

it('quotes what RFC 4180 wants quoted, over several pages with one header', async () => {
  const page = (rows: HistoryPage['rows']): HistoryPage => ({ resolution: 'raw', kind: null, columns: ['timeMs', 'a', 'b'], rows, nextCursor: null });
  async function* pages() {
    yield page([[0, 'x,"y"\nz', null]]);
    yield page([[1000, true, { k: [1] }]]);
  }
  let text = '';
  for await (const piece of historyCsv(pages())) text += piece;
  expect(text).toBe('time,a,b\r\n1970-01-01T00:00:00.000Z,"x,""y""\nz",\r\n1970-01-01T00:00:01.000Z,true,"{""k"":[1]}"\r\n');
});
