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
