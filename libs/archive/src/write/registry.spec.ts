import { describe, expect, it } from 'vitest';
import type { SqlPool, SqlSession } from '../sql/session.js';
import { SubjectRegistry, type Subject } from './registry.js';

/** A database with the table of subjects alone; what it answers are names of its own, as from a connection. */
function aDatabase() {
  const stored = new Map<string, { key: number; area: string | null }>();
  const asked: Subject[][] = [];
  let failing = false;
  const query = async (text: string, params?: readonly unknown[]) => {
    if (params === undefined) return { rows: [], rowCount: 0 };
    const wanted = JSON.parse(String(params[0])) as Subject[];
    if (!text.startsWith('SELECT')) return { rows: [], rowCount: 0 };
    if (failing) throw new Error('connection lost');
    asked.push(wanted);
    for (const { kind, id, area } of wanted) stored.set(`${kind}\n${id}`, { key: stored.get(`${kind}\n${id}`)?.key ?? stored.size + 1, area });
    return { rows: wanted.map(({ kind, id }) => ({ kind, id, ...stored.get(`${kind}\n${id}`)! })), rowCount: wanted.length };
  };
  const session = { copyIn: null, query } as unknown as SqlSession;
  const pool = { withSession: (work: (s: SqlSession) => Promise<unknown>) => work(session) } as unknown as SqlPool;
  return { asked, registry: new SubjectRegistry(pool), fail: (now: boolean) => (failing = now) };
}
const loop = (id: string, area: string | null = 'mitte'): Subject => ({ kind: 'loopInterval', id, area });
const link = (id: string): Subject => ({ kind: 'link', id, area: null });

describe('subject registry', () => {
  it('asks once for each subject, and answers in their order', async () => {
    const { registry, asked } = aDatabase();
    expect(await registry.keysOf([loop('a'), link('a'), loop('b'), loop('a')])).toEqual([1, 2, 3, 1]);
    // Names that are equal without being the same text are found as well.
    expect(await registry.keysOf([loop(['b'].join('')), link('a'), loop('a', ['mit', 'te'].join(''))])).toEqual([3, 2, 1]);
    expect(asked).toEqual([[loop('a'), link('a'), loop('b')]]);
  });

  it('asks again for a device that has another area, and keeps its key', async () => {
    const { registry, asked } = aDatabase();
    await registry.keysOf([loop('a'), loop('b')]);
    expect(await registry.keysOf([loop('a', 'nord'), loop('b')])).toEqual([1, 2]);
    expect(await registry.keysOf([loop('a', 'nord')])).toEqual([1]);
    expect(asked).toEqual([[loop('a'), loop('b')], [loop('a', 'nord')]]);
  });

  it('knows nothing of what was not committed', async () => {
    const { registry, asked, fail } = aDatabase();
    fail(true);
    await expect(registry.keysOf([loop('a')])).rejects.toThrow('connection lost');
    fail(false);
    expect(await registry.keysOf([loop('a')])).toEqual([1]);
    expect(asked).toHaveLength(1);
  });
});
