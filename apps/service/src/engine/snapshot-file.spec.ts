import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js';

const STATE = {
  engine: { version: 1, traffic: { lanes: { ids: ['ä', 'b'], numbers: Float64Array.of(1, -0.5, 1_767_571_200_000) }, links: {} }, list: [1, 'zwei\nZeilen'], none: null },
  intake: { windows: { loop: { ids: [], numbers: new Float64Array(0) }, other: { ids: ['x'], numbers: Float64Array.of(7) } } },
};

describe('the engine state on disk', () => {
  it('comes back as it was, and is not changed by being written', () => {
    const before = structuredClone(STATE);
    const file = Buffer.concat(encodeSnapshot(STATE));
    expect(decodeSnapshot(file)).toEqual(before);
    expect(STATE).toEqual(before);
  });

  it('is read as it was written before lists of ids had a piece of their own', () => {
    const numbers = Buffer.from(Float64Array.of(3, 4).buffer);
    const file = Buffer.concat([Buffer.from('{"lanes":{"ids":["a","b"],"numbers":{"$numbers":[0,2]}}}\n'), numbers]);
    expect(decodeSnapshot(file)).toEqual({ lanes: { ids: ['a', 'b'], numbers: Float64Array.of(3, 4) } });
  });

  it('has no names in its line, however many there are', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `loop-"${i}"\n`);
    const state = { lanes: { ids, numbers: new Float64Array(1000), shares: [['loop', 1]] } };
    const parts = encodeSnapshot(state);
    expect(parts[0]!.length).toBeLessThan(120);
    expect(decodeSnapshot(Buffer.concat(parts))).toEqual(state);
    expect(decodeSnapshot(Buffer.concat(encodeSnapshot(state)))).toEqual(state);
  });

  it('is read as it was written before it had rows of numbers', () => {
    expect(decodeSnapshot(Buffer.from('{"engine":{"version":1},"intake":{}}'))).toEqual({ engine: { version: 1 }, intake: {} });
  });

  it.each([
    ['cut off in its line', (file: Buffer) => file.subarray(0, 20)],
    ['cut off behind its line', (file: Buffer) => file.subarray(0, file.length - 3)],
    ['without anything', () => Buffer.alloc(0)],
  ])('says so when it is %s', (_, damage) => {
    expect(() => decodeSnapshot(damage(Buffer.concat(encodeSnapshot(STATE))))).toThrow(SyntaxError);
  });
});
