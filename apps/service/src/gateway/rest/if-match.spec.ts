import { describe, expect, it } from 'vitest';
import { revisionOf } from './if-match.js';

describe('If-Match', () => {
  it.each([['"7"', 7], ['W/"12"', 12], [' 0 ', 0], ['*', undefined], [undefined, undefined]])('%s is %s', (header, revision) => {
    expect(revisionOf(header)).toBe(revision);
  });
  it.each(['', '"a"', '-1', '"1", "2"', '1e3', '9'.repeat(16)])('%s is refused', (header) => {
    expect(() => revisionOf(header)).toThrow('If-Match');
  });
});
