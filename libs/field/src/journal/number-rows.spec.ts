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

  it('keep their list of ids while the same rows come, and leave a list that was given out as it was', () => {
    const writer = new NumberRowsWriter();
    const idsOf = (...ids: string[]): readonly string[] => {
      writer.start();
      for (const id of ids) writer.row(id).put(1);
      return writer.rows().ids;
    };
    const lists = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }), { maxLength: 8 });
    fc.assert(fc.property(lists, (given) => {
      const got = given.map((ids) => idsOf(...ids));
      expect(got).toEqual(given);
    }));
    const before = idsOf('a', 'b');
    expect(idsOf('a', 'b')).toBe(before);
    expect(idsOf('a')).not.toBe(before);
    expect(before).toEqual(['a', 'b']);
  });

  it('are told from an object by id', () => {
    expect(isNumberRows(new NumberRowsWriter().rows())).toBe(true);
    expect(isNumberRows({})).toBe(false);
    expect(isNumberRows({ ids: [], numbers: { tokens: 1 } })).toBe(false);
  });
});
