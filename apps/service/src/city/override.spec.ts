import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, loadLimits } from './limits.js';
import { override } from './override.js';

function merge<T>(defaults: T, wanted: unknown) {
  const problems: string[] = [];
  return { value: override(defaults, wanted, [], (keys, message) => problems.push(`${keys.join('.')}: ${message}`)), problems };
}

describe('override', () => {
  it('replaces what is named and keeps the rest', () => {
    expect(merge({ a: 1, b: { c: 'x', d: true } }, { b: { c: 'y' } })).toEqual({ value: { a: 1, b: { c: 'y', d: true } }, problems: [] });
    expect(merge({ a: { b: null as number | null, s: { t: 1 } } }, { a: { b: 5, s: null } })).toEqual({ value: { a: { b: 5, s: null } }, problems: [] });
    expect(merge({ a: 1 }, undefined).value).toEqual({ a: 1 });
  });
  it('reports everything that does not fit, and keeps the default there', () => {
    const { value, problems } = merge({ a: 1, b: { c: 'x' }, n: null }, { a: 'one', b: 3, z: 1, n: 'x' });
    expect(value).toEqual({ a: 1, b: { c: 'x' }, n: null });
    expect(problems).toEqual(['a: expected number, got string', 'b: expected a section with some of c', 'z: unknown limit, expected one of a, b, n', 'n: expected number or null, got string']);
    expect(merge({ a: 1 }, { a: -1 }).problems).toEqual(['a: expected a finite number of at least 0']);
  });
});

describe('loadLimits', () => {
  const file = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'limits-')), 'limits.yaml');
    writeFileSync(path, text);
    return path;
  };
  it('takes the defaults without a file, and the shipped file is clean', () => {
    expect(loadLimits('/nowhere/limits.yaml')).toEqual({ ok: true, limits: DEFAULT_LIMITS });
    expect(loadLimits('config/limits.yaml').ok).toBe(true);
  });
  it('moves limits for all lanes and for single ones', () => {
    const outcome = loadLimits(file('lane:\n  silentAfterSeconds: 90\nlanes:\n  in-lp-0101-1:\n    silentAfterSeconds: 30\n'));
    expect(outcome.ok && outcome.limits.lane.silentAfterSeconds).toBe(90);
    expect(outcome.ok && outcome.limits.lanes['in-lp-0101-1']!.silentAfterSeconds).toBe(30);
    expect(outcome.ok && outcome.limits.lanes['in-lp-0101-1']!.trust).toEqual(DEFAULT_LIMITS.lane.trust);
  });
  it('says file and line of what is wrong', () => {
    const path = file('lane:\n  silentAfterSeconds: soon\nfoo: 1\n');
    expect(loadLimits(path)).toEqual({
      ok: false,
      problems: [
        { where: `${path}:2`, message: 'lane.silentAfterSeconds: expected number, got string' },
        { where: `${path}:3`, message: expect.stringContaining('foo: unknown limit') },
      ],
    });
  });
});
