import type { PlanConfig } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import type { CityIndex } from './city.js';
import { rivalsOf } from './plans.js';

const plan = (id: string, priority: number, audience?: string) => ({ id, priority, measures: [{ facility: 'nord', capacity: 10, ...(audience === undefined ? {} : { audience }) }] }) as unknown as PlanConfig;
const audiences = ['disabled', 'shortStay'].map((id) => ({ id, capacity: 50 }));

describe('rivals of a measure', () => {
  it('a capacity without audience is one of the public audience, and no other', () => {
    const plans = [plan('left-out', 10), plan('named', 50, 'shortStay'), plan('other', 30, 'disabled')];
    const index = { city: { plans }, facilities: new Map([['nord', { audiences }]]) } as unknown as CityIndex;
    const rivals = (at: number) => rivalsOf(index, plans[at]!, plans[at]!.measures[0]!).map((p) => p.id);
    expect([rivals(0), rivals(1), rivals(2)]).toEqual([['named'], ['left-out'], []]);
  });
});
