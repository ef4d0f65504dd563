import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { impurities, sqlIn } from './purity.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PURE = ['parking', 'traffic', 'signals', 'guidance'];
/** `opening_hours` reads the global clock and zone; this file lends it another one for the length of a call. */
const LENT_CLOCK = 'libs/parking/src/hours/wall-date.ts';

const sourcesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((p) => /\.tsx?$/.test(p) && !/(^|\/)(dist|node_modules|testing)\//.test(p) && !p.endsWith('.spec.ts'))
    .map((p) => `${folder}/${p}`);
const found = (files: string[], look: (path: string, text: string) => string[]) => files.flatMap((f) => look(f, readFileSync(join(ROOT, f), 'utf8')).map((what) => `${f}:${what}`));

describe('pure libs', () => {
  it.each(PURE)('%s asks for neither time nor chance nor anything outside', (lib) => {
    const files = sourcesOf(`libs/${lib}/src`).filter((f) => f !== LENT_CLOCK);
    expect(files.length).toBeGreaterThan(5);
    expect(found(files, impurities)).toEqual([]);
  });

  it.each([
    'const a = Date.now();', 'const a = new Date();', 'const a = Date();', 'const a = Math.random();', 'const a = performance.now();', 'setTimeout(f, 1);',
    'const now = Date.now;', 'const a = { t: process.env };', 'const a = globalThis;', 'enum A { B }', 'export default 1;', 'const a = [new Date];',
  ])('%s would be found', (text) => {
    expect(impurities('a.ts', text)).toHaveLength(1);
  });

  it.each(['const a = new Date(0);', 'const a = Date.UTC(2026, 1);', 'const a = x.process;', 'const a = { process: 1 };', 'interface A { performance: number }', 'const a = Math.floor(1.5);', '// Date.now()', "const a = 'Math.random()';"])(
    '%s is no fault',
    (text) => {
      expect(impurities('a.ts', text)).toEqual([]);
    },
  );
});

describe('SQL', () => {
  it('stands in libs/archive alone', () => {
    const files = ['libs', 'apps', 'sensors-sim'].flatMap(sourcesOf);
    const inArchive = files.filter((f) => f.startsWith('libs/archive/'));
    expect(found(inArchive, sqlIn).length).toBeGreaterThan(10);
    expect(found(files.filter((f) => !inArchive.includes(f)), sqlIn)).toEqual([]);
  });

  it('would be found in a template with parts', () => {
    expect(sqlIn('a.ts', 'const q = `SELECT ${columns} FROM readings`;')).toHaveLength(1);
    expect(sqlIn('a.ts', "const q = 'insert into a values (1)';")).toHaveLength(1);
    expect(sqlIn('a.ts', "const q = 'Select a garage';")).toEqual([]);
  });
});
