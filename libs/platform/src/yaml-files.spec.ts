import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readYaml } from './yaml-files.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yaml-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const read = (text: string) => {
  const path = join(dir, 'a.yaml');
  writeFileSync(path, text);
  return readYaml(path);
};

describe('YAML files', () => {
  it('know the line of every value', () => {
    const file = read('a: 1\nlist:\n  - id: x\n    n: 2\n  - id: y\n    deep:\n      n: 3\nflow: { b: [1,\n  2] }\n');
    expect(file.value).toEqual({ a: 1, list: [{ id: 'x', n: 2 }, { id: 'y', deep: { n: 3 } }], flow: { b: [1, 2] } });
    expect([['a'], ['list', 0, 'id'], ['list', 0, 'n'], ['list', 1], ['list', 1, 'deep', 'n'], ['flow', 'b', 1]].map(file.lineOf)).toEqual([1, 3, 4, 5, 7, 9]);
  });

  it('answer for a value that is not there with its closest parent', () => {
    const file = read('list:\n  - id: x\n  - id: y\n');
    expect([['list', 1, 'missing'], ['list', 1, 'id', 'deeper'], ['list', 9], ['nothing'], []].map(file.lineOf)).toEqual([3, 3, 2, 1, 1]);
  });

  it('follow anchors and merges', () => {
    const file = read('x-base: &base\n  n: 1\nlist:\n  - { <<: *base, m: 2 }\n');
    expect(file.value).toMatchObject({ list: [{ n: 1, m: 2 }] });
    expect(file.lineOf(['list', 0, 'n'])).toBe(4);
  });

  it('tell all syntax errors with path and line, and then have no value', () => {
    const file = read('a: 1\nb: [1, 2\nc: "open\n');
    expect(file.errors.length).toBeGreaterThan(0);
    expect(file.errors.every((e) => /^.*a\.yaml:\d+: ./.test(e))).toBe(true);
    expect(file.value).toEqual({});
  });

  it('take a key given twice for an error, and an empty file for nothing', () => {
    expect(read('a: 1\nb: 2\na: 3\n').errors).toEqual([expect.stringMatching(/a\.yaml:3: /)]);
    expect(read('# nothing yet\n')).toMatchObject({ value: {}, errors: [] });
  });
});
