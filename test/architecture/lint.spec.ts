import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => line(i)).join('\n');
const FILES: Record<string, { text: string; rule: string | null }> = {
  'long-function.ts': { text: `export function f(): number {\n  let a = 0;\n${lines(60, (i) => `  a += ${i};`)}\n  return a;\n}\n`, rule: 'max-lines-per-function' },
  'long-file.ts': { text: lines(401, (i) => `export const a${i} = ${i};`), rule: 'max-lines' },
  'complex.ts': { text: `export function f(a: number): number {\n${lines(12, (i) => `  if (a === ${i}) return ${i + 1};`)}\n  return 0;\n}\n`, rule: 'complexity' },
  'any.ts': { text: 'export const f = (a: any): unknown => a;\n', rule: 'no-explicit-any' },
  'fine.ts': { text: `export function f(a: number): number {\n${lines(11, (i) => `  if (a === ${i}) return ${i + 1};`)}\n  return 0;\n}\n`, rule: null },
};
let dir: string;
let report: { code?: string; filename: string }[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lint-'));
  for (const [name, { text }] of Object.entries(FILES)) writeFileSync(join(dir, name), text);
  const args = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '-c', join(ROOT, '.oxlintrc.json'), '--format', 'json', dir];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((e: { stdout: string }) => e);
  report = (JSON.parse(stdout) as { diagnostics: typeof report }).diagnostics;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the lint holds the tail: functions of 60 lines, files of 400, complexity 12, no any', () => {
  it.each(Object.entries(FILES))('%s', (name, { rule }) => {
    const rules = report.filter((d) => d.filename.endsWith(name)).map((d) => /\((.+)\)/.exec(d.code ?? '')?.[1]);
    expect(rules).toEqual(rule === null ? [] : [rule]);
  });
});
