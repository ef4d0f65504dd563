import { expect, it } from 'vitest';
import type { SqlSession } from '../sql/session.js';
import { DirtySpans } from './dirty.js';
import { DIRTY_ALWAYS, dirtyBeyondPolicy } from './dirty-rule.js';

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 0, 5, 8);

async function inserted(spans: DirtySpans): Promise<unknown[]> {
  let parameter = '[]';
  const session: SqlSession = {
    copyIn: null,
    query: (_text, params) => {
      parameter = String(params?.[0]);
      return Promise.resolve({ rows: [], rowCount: 0 });
    },
  };
  await spans.insert(session);
  return JSON.parse(parameter) as unknown[];
}

it('marks whole minutes, an hour and a table a row, and nothing for tables without rollups', async () => {
  const spans = new DirtySpans();
  spans.add('loop_interval', 1, T0 + 61_000);
  spans.add('loop_interval', 2, T0 + 5000);
  spans.add('loop_interval', 2, T0 + HOUR);
  spans.add('device_event', 3, T0);
  spans.add('parking_count', 4, T0 + 59_999);
  expect(await inserted(spans)).toEqual([
    { source: 'loop_interval', from_at: '2026-01-05T08:00:00.000Z', to_at: '2026-01-05T08:02:00.000Z', subject_keys: [1, 2] },
    { source: 'loop_interval', from_at: '2026-01-05T09:00:00.000Z', to_at: '2026-01-05T09:01:00.000Z', subject_keys: [2] },
    { source: 'parking_count', from_at: '2026-01-05T08:00:00.000Z', to_at: '2026-01-05T08:01:00.000Z', subject_keys: [4] },
  ]);
  expect(await inserted(new DirtySpans())).toEqual([]);
});

it('leaves to the refresh policies what they reach, and marks what is too old or ahead', () => {
  const rule = dirtyBeyondPolicy(() => T0);
  expect([T0 - HOUR, T0, T0 + 1, T0 - 4 * HOUR].map(rule)).toEqual([false, false, true, true]);
  expect(DIRTY_ALWAYS(T0)).toBe(true);
});
