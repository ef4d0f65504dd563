import { describe, expect, it } from 'vitest';
import { greenBars } from './tactical-bars.js';

const config = {
  signalGroups: ['K1', 'K2', 'K3'].map((id) => ({ id, kind: 'vehicle' as const, minGreenS: 5, amberS: 3, redAmberS: 1 })),
  stages: [{ id: 's1', groups: ['K1'] }, { id: 's2', groups: ['K1', 'K2'] }],
};
const run = (stageId: string | null, s: number) => ({ stageId, fromMs: s * 1000 });

describe('greens of the last minutes', () => {
  it('go on over stages that share a group, and are dark while the junction clears', () => {
    const { spanS, rows } = greenBars(config, { atMs: 100_000, runs: [run('s1', 0), run('s2', 20), run(null, 50), run('s1', 60)] });
    expect(spanS).toBe(100);
    expect(rows.map((r) => [r.groupId, r.greens.map((g) => [g.fromS, g.toS])])).toEqual([['K1', [[0, 50], [60, 100]]], ['K2', [[20, 50]]], ['K3', []]]);
    expect(rows.map((r) => Math.round(r.share * 100))).toEqual([90, 30, 0]);
  });

  it('show five minutes at most, and nothing where nothing is known', () => {
    const { spanS, rows } = greenBars(config, { atMs: 1_000_000, runs: [run('s1', 0), run('s2', 900)] });
    expect(spanS).toBe(300);
    expect(rows[0]?.greens).toEqual([{ fromS: 0, toS: 300 }]);
    expect(greenBars(config, { atMs: 0, runs: [] })).toMatchObject({ spanS: 1, rows: [{ greens: [], share: 0 }, {}, {}] });
  });
});
