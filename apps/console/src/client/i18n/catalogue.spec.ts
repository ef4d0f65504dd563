import { describe, expect, it } from 'vitest';
import { de } from './de.js';
import { en } from './en.js';
import { wordPaths } from './testing/word-paths.js';

describe('message catalogues', () => {
  it('say the same things in both languages', () => {
    expect(wordPaths(en).toSorted()).toEqual(wordPaths(de).toSorted());
  });
  it('have no empty message', () => {
    for (const path of [...wordPaths(de), ...wordPaths(en)]) expect(path).not.toBe('');
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(texts));
    expect([...texts(de), ...texts(en)].filter((text) => text.trim() === '')).toEqual([]);
  });
});
