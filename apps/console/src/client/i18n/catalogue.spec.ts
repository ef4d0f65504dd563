import { describe, expect, it } from 'vitest';
import { de } from './de.js';
import { en } from './en.js';

/** Paths of all messages; the type already asks for the fixed ones, not for those in open tables of words. */
function paths(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${at}.${key}`));
}

describe('message catalogues', () => {
  it('say the same things in both languages', () => {
    expect(paths(en).toSorted()).toEqual(paths(de).toSorted());
  });
  it('have no empty message', () => {
    for (const path of [...paths(de), ...paths(en)]) expect(path).not.toBe('');
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(texts));
    expect([...texts(de), ...texts(en)].filter((text) => text.trim() === '')).toEqual([]);
  });
});
