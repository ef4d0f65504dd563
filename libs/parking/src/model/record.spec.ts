import { expect, it } from 'vitest';
import { clamp, get } from './record.js';

it('gets what is there and throws on what is not', () => {
  expect(get({ a: 1 }, 'a')).toBe(1);
  expect(() => get({ a: 1 }, 'b')).toThrow('no entry "b"');
  expect([clamp(-1, 0, 5), clamp(3, 0, 5), clamp(9, 0, 5)]).toEqual([0, 3, 5]);
});
