import type { JunctionConfig } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { stageBars } from './stages.js';

const junction = {
  stages: [{ id: 'a', groups: ['k1', 'k2'] }, { id: 'b', groups: ['k2', 'k2l'] }, { id: 'c', groups: ['k3'] }],
  intergreensS: { k1: { k2l: 6 }, k2: { k3: 5 }, k2l: { k3: 6 }, k3: { k1: 6, k2: 5 } },
} as unknown as JunctionConfig;
const plan = { id: 'p', cycleS: 78, offsetS: 0, stages: [{ stageId: 'a', greenS: 30 }, { stageId: 'b', greenS: 10 }, { stageId: 'c', greenS: 20 }] };

describe('stageBars', () => {
  it('puts the stages along the cycle, gaps in proportion to intergreens', () => {
    expect(stageBars(junction, plan)).toEqual([{ stageId: 'a', fromS: 0, toS: 30 }, { stageId: 'b', fromS: 36, toS: 46 }, { stageId: 'c', fromS: 52, toS: 72 }]);
  });
  it('parts the rest evenly when no intergreens are known', () => {
    expect(stageBars({ ...junction, intergreensS: {} }, plan).map((bar) => bar.fromS)).toEqual([0, 36, 52]);
  });
  it('leaves no gaps where greens fill the cycle', () => {
    expect(stageBars(junction, { ...plan, cycleS: 60 }).at(-1)).toEqual({ stageId: 'c', fromS: 40, toS: 60 });
  });
});
