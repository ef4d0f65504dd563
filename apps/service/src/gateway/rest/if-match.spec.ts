import { HttpException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { revisionOf } from './if-match.js';

describe('If-Match', () => {
  it.each([['"7"', 7], ['W/"12"', 12], [' 0 ', 0]])('%s is %s', (header, revision) => {
    expect(revisionOf(header)).toBe(revision);
  });
  it.each(['', '"a"', '-1', '"1", "2"', '1e3', '9'.repeat(16)])('%s is refused', (header) => {
    expect(() => revisionOf(header)).toThrow('If-Match');
  });
  it.each([undefined, '*', ' * '])('%s names nothing that was seen', (header) => {
    const refused = (): unknown => {
      try {
        return revisionOf(header);
      } catch (error) {
        return error instanceof HttpException && error.getStatus();
      }
    };
    expect(refused()).toBe(428);
  });
});
