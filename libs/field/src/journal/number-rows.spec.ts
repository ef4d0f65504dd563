import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNumberRows, NumberRowsWriter } from './number-rows.js';

describe('rows of numbers', () => {
  it('hold what was put, however long, and again after a new start', () => {
    const writer = new NumberRowsWriter();
    const rows = fc.array(fc.tuple(fc.string(), fc.array(fc.double({ noNaN: true }), { maxLength: 700 })), { maxLength: 12 });
    fc.assert(fc.property(rows, (given) => {
      writer.start();
      for (const [id, [first, ...rest]] of given) {
        writer.row(id);
        if (first !== undefined) writer.put(first).putAll(rest);
      }
      const { ids, numbers } = writer.rows();
      expect(ids).toEqual(given.map(([id]) => id));
      expect([...numbers]).toEqual(given.flatMap(([, values]) => values));
    }));
  });

  it('are told from an object by id', () => {
    expect(isNumberRows(new NumberRowsWriter().rows())).toBe(true);
    expect(isNumberRows({})).toBe(false);
    expect(isNumberRows({ ids: [], numbers: { tokens: 1 } })).toBe(false);
  });
});
