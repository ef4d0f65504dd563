import { expect, it } from 'vitest';
import { mergeHours } from './rollup-timescale.js';

it('refreshes neighbouring hours of one table in one go', () => {
  const HOUR = 3_600_000;
  const row = (source: 'loop_interval' | 'link_state', hour: number, ids: string) => ({ source, hour_ms: hour * HOUR, ids });
  expect(mergeHours([row('link_state', 4, '9'), row('loop_interval', 5, '1,2'), row('loop_interval', 6, '3'), row('loop_interval', 8, '4')])).toEqual([
    { source: 'link_state', fromMs: 4 * HOUR, toMs: 5 * HOUR, ids: ['9'] },
    { source: 'loop_interval', fromMs: 5 * HOUR, toMs: 7 * HOUR, ids: ['1,2', '3'] },
    { source: 'loop_interval', fromMs: 8 * HOUR, toMs: 9 * HOUR, ids: ['4'] },
  ]);
  expect(mergeHours([])).toEqual([]);
  const days = mergeHours(Array.from({ length: 50 }, (_, hour) => row('loop_interval', hour, `${hour}`)));
  expect(days.map((w) => (w.toMs - w.fromMs) / HOUR)).toEqual([24, 24, 2]);
});
