import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readGround, tripFigures } from '../../sensors-sim/src/sumo/ground.js';
import { hasSumo, openStreet, runLockStep } from '../../sensors-sim/src/sumo/street.js';

const shared = process.env['WEGWEISER_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = join(shared, 'sumo', 'scenarios', 'cologne1');
const missing = !existsSync(folder) ? 'no measuring ground beside the repository' : hasSumo() ? null : 'SUMO is not installed';
if (missing !== null) console.log(`sumo.spec: skipped, ${missing}`);

interface Rules {
  readonly seen: () => { readonly guard?: { readonly switches: number; readonly unlike: number }; readonly requests?: number; readonly ended?: readonly string[] };
  readonly choose: () => Record<string, number>;
}

describe.skipIf(missing !== null)('a street in SUMO', () => {
  const ground = (): Exclude<ReturnType<typeof readGround>, string> => {
    const found = readGround(folder);
    if (typeof found === 'string') throw new Error(found);
    return found;
  };

  it('runs under our rules in lock step, and by the messages of the service in automatic mode just the same', async () => {
    const { createRules } = (await import('../bench/sumo/rules.mjs' as string)) as { createRules: (street: unknown, ground: unknown) => Rules };
    const { createEngineRules } = (await import('../bench/sumo/engine.mjs' as string)) as { createEngineRules: (street: unknown, ground: unknown) => Rules };
    const once = async (create: (street: unknown, ground: unknown) => Rules) => {
      const outDir = mkdtempSync(join(tmpdir(), 'sumo-'));
      let rules: Rules | undefined;
      await runLockStep({ ground: ground(), outDir, seed: 1, seconds: 120 }, (street) => {
        rules = create(street, ground());
        return rules.choose;
      });
      return { ...tripFigures(readFileSync(join(outDir, 'tripinfo.xml'), 'utf8')), seen: rules?.seen() };
    };
    const rules = await once(createRules);
    expect(rules.vehicles).toBeGreaterThan(50);
    expect(rules.seen?.guard?.switches).toBeGreaterThan(3);
    // The street shows what the guard let through, second by second.
    expect(rules.seen?.guard?.unlike).toBe(0);
    const engine = await once(createEngineRules);
    expect(engine.seen?.ended).toEqual([]);
    expect(engine.seen?.requests).toBeGreaterThan(3);
    expect({ ...engine, seen: null }).toEqual({ ...rules, seen: null });
  });

  it('says what SUMO says when it cannot start', async () => {
    const broken = { ...ground(), routes: 'nowhere.rou.xml' };
    await expect(openStreet({ ground: broken, outDir: tmpdir(), seed: 1, seconds: 10 })).rejects.toThrow(/nowhere\.rou\.xml/);
  });
});
