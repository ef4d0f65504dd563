import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { violationsOf, walk } from './doors.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['libs', 'apps', 'sensors-sim', 'test'];

/** Every source file of the rooms, counted by looking at the disk: the independent witness of what was walked. */
function sourcesOnDisk(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((p) => /\.tsx?$/.test(p) && !/(^|\/)(dist|node_modules)\//.test(p))
      .map((p) => `${folder}/${p}`),
  );
}

describe('doors between the rooms', () => {
  it('are shut, and every source file was looked at', async () => {
    const sources = sourcesOnDisk();
    const result = await walk(FOLDERS, ROOT);
    const walked = new Set(result.modules.map((m) => m.source));
    expect(sources.length).toBeGreaterThan(300);
    expect(sources.filter((s) => !walked.has(s))).toEqual([]);
    // Files without a single resolved import would mean that nothing was really read.
    expect(result.summary.totalDependenciesCruised).toBeGreaterThan(sources.length * 2);
    expect(violationsOf(result)).toEqual([]);
  });
});

describe('a planted violation', () => {
  const dirs: string[] = [];
  afterEach(() => {
    for (const d of dirs.splice(0)) rmSync(d, { recursive: true, force: true });
  });

  const CLEAN: Record<string, string> = {
    'libs/contracts/src/index.ts': "import { z } from 'zod';\nexport const a = z;",
    'libs/parking/src/index.ts': "import { b } from './b.js';\nimport oh from 'opening_hours';\nexport const a = [b, oh];",
    'libs/parking/src/b.ts': 'export const b = 1;',
    'libs/parking/src/b.spec.ts': "import { readFileSync } from 'node:fs';\nimport { b } from './b.js';\nexport const a = [readFileSync, b];",
    'libs/traffic/src/index.ts': 'export const t = 1;',
    'libs/field/src/index.ts': "import { readFileSync } from 'node:fs';\nimport { a } from '@wegweiser/contracts';\nexport const f = [readFileSync, a];",
    'libs/archive/src/index.ts': "import pg from 'pg';\nexport const g = pg;",
    'apps/service/src/index.ts': "import { a } from '@wegweiser/parking';\nexport const s = a;",
    'sensors-sim/src/index.ts': "import { a } from '@wegweiser/contracts';\nexport const s = a;",
    'test/harness.ts': "import { s } from '@wegweiser/service';\nexport const h = s;",
  };
  const packageAt = (name: string, entry: string): Record<string, string> => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', exports: { '.': entry } }),
    [`node_modules/${name}/${entry}`]: 'export default 1; export const z = 1;',
  });

  async function violations(planted: Record<string, string>): Promise<string[]> {
    const dir = mkdtempSync(join(tmpdir(), 'doors-'));
    dirs.push(dir);
    const packages = ['zod', 'pg', 'opening_hours', '@nestjs/common'].map((n) => packageAt(n, './index.js'));
    const rooms = [['contracts', 'libs'], ['parking', 'libs'], ['traffic', 'libs'], ['field', 'libs'], ['archive', 'libs'], ['service', 'apps']] as const;
    for (const [path, text] of Object.entries(Object.assign({}, ...packages, CLEAN, planted) as Record<string, string>)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    mkdirSync(join(dir, 'node_modules/@wegweiser'));
    const workspaces = rooms.map(([name, kind]) => {
      writeFileSync(join(dir, kind, name, 'package.json'), JSON.stringify({ name: `@wegweiser/${name}`, exports: { '.': { source: './src/index.ts' } } }));
      symlinkSync(join(dir, kind, name), join(dir, 'node_modules/@wegweiser', name));
      return `${kind}/${name}`;
    });
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'planted', workspaces }));
    return [...new Set(violationsOf(await walk(FOLDERS, dir)).map((v) => v.slice(0, v.indexOf(':'))))].sort();
  }

  it('is not seen where there is none', async () => {
    expect(await violations({})).toEqual([]);
  });

  it.each([
    ['a Node builtin in a pure lib', 'pure-libs', { 'libs/traffic/src/bad.ts': "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;" }],
    ['zod in a pure lib', 'pure-parking', { 'libs/parking/src/bad.ts': "import { z } from 'zod';\nexport const x = z;" }],
    ['a pure lib in a pure lib', 'pure-libs', { 'libs/traffic/src/bad.ts': "import { a } from '@wegweiser/parking';\nexport const x = a;" }],
    ['a type of the contracts in a pure lib', 'pure-libs', { 'libs/traffic/src/bad.ts': "import type { a } from '@wegweiser/contracts';\nexport type X = typeof a;" }],
    ['a lazily imported builtin in a pure lib', 'pure-libs', { 'libs/traffic/src/bad.ts': "export const x = () => import('node:crypto');" }],
    ['Nest in the contracts', 'contracts-zod-alone', { 'libs/contracts/src/bad.ts': "import { z } from '@nestjs/common';\nexport const x = z;" }],
    ['Nest in a lib', 'nest-in-service-and-platform-only', { 'libs/field/src/bad.ts': "import { z } from '@nestjs/common';\nexport const x = z;" }],
    ['an app in a lib', 'libs-know-no-app', { 'libs/field/src/bad.ts': "import { s } from '@wegweiser/service';\nexport const x = s;" }],
    ['a rule in the field', 'field-and-archive-know-no-rule', { 'libs/field/src/bad.ts': "import { a } from '@wegweiser/parking';\nexport const x = a;" }],
    ['a rule in the simulator', 'sim-is-a-witness', { 'sensors-sim/src/bad.ts': "import { a } from '@wegweiser/parking';\nexport const x = a;" }],
    ['a test in the service', 'nothing-imports-test', { 'apps/service/src/bad.ts': "import { h } from '../../../test/harness.js';\nexport const x = h;" }],
    ['a spec in the product', 'nothing-runs-on-specs', { 'libs/parking/src/bad.ts': "import { a } from './b.spec.js';\nexport const x = a;" }],
    ['another room by its back door', 'front-door-only', { 'apps/service/src/bad.ts': "import { b } from '../../../libs/parking/src/b.js';\nexport const x = b;" }],
    ['a database in the service', 'sql-in-archive-only', { 'apps/service/src/bad.ts': "import pg from 'pg';\nexport const x = pg;" }],
    ['a cycle', 'no-cycle', { 'libs/parking/src/b.ts': "import { c } from './c.js';\nexport const b = () => c;", 'libs/parking/src/c.ts': "import { b } from './b.js';\nexport const c = () => b;" }],
    ['an import that leads nowhere', 'everything-resolves', { 'apps/service/src/bad.ts': "import { b } from './nowhere.js';\nexport const x = b;" }],
  ])('%s is reported as %s', async (_what, rule, planted) => {
    expect(await violations(planted)).toContain(rule);
  });
});
