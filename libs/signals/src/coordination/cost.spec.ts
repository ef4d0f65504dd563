import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPlan } from '../testing/builders.js';
import { BUSY, heardCorridor, offsets } from '../testing/corridor.js';
import { assessPlan } from '../strategic/assess.js';
import { shifted } from './bands.js';
import type { Corridor } from './corridor.js';
import { DEFAULT_GROUP_PARAMS as PARAMS } from './params.js';
import { costOf } from './cost.js';

const plansOf = (corridor: Corridor) => corridor.stops.map((s) => s.plan);
const of = (corridor: Corridor, plans = plansOf(corridor)) => costOf(corridor, plans, PARAMS);

describe('what plans come to on a corridor', () => {
  it('a wave both ways saves waiting and stops against the worst offset', () => {
    const corridor = heardCorridor(offsets(0, 35), [35]);
    const [wave, against] = [of(corridor), of(corridor, offsets(0, 0))];
    expect(wave.delayS).toBeLessThan(against.delayS - 3);
    // Half of the stop lines are the first of their way, where no wave helps.
    expect(wave.stopsPerVeh).toBeLessThan(against.stopsPerVeh * 0.9);
    expect(wave.vehHPerH).toBeGreaterThan(wave.delayVehHPerH);
  });
  it('is the delay of isolated junctions where cycles differ', () => {
    const corridor = heardCorridor([aPlan(), aPlan({ id: 'P2', cycleS: 71, stages: [{ stageId: 'S1', greenS: 27 }, { stageId: 'S2', greenS: 27 }] })], [35]);
    const alone = corridor.stops.map((s) => assessPlan(s.junction, s.plan, s.demands, PARAMS.assess).delayVehHPerH);
    expect(of(corridor).delayVehHPerH).toBeCloseTo((alone[0] as number) + (alone[1] as number), 9);
    expect(of(corridor).stopsPerVeh).toBeGreaterThan(0.5);
  });
  it('is nothing without traffic, and stays finite with too much', () => {
    const none = { n1: 0, s1: 0, e1: 0, w1: 0, w2: 0 };
    expect(of(heardCorridor(offsets(0, 0), [20], [none, none]))).toEqual({ delayS: 0, delayVehHPerH: 0, stopsPerVeh: 0, vehHPerH: 0 });
    const [quiet, flood] = [of(heardCorridor(offsets(0, 0), [20])), of(heardCorridor(offsets(0, 0), [20], [{ ...BUSY, s1: 3000 }, BUSY]))];
    expect(flood.vehHPerH).toBeGreaterThan(quiet.vehHPerH);
    expect(Number.isFinite(flood.vehHPerH)).toBe(true);
  });
  it('a shift of all offsets changes nothing', () => {
    const offset = fc.integer({ min: 0, max: 69 });
    fc.assert(fc.property(offset, offset, offset, fc.integer({ min: 5, max: 60 }), (a, b, shift, travelS) => {
      const corridor = heardCorridor(offsets(a, b), [travelS]);
      const moved = of(corridor, plansOf(corridor).map((p) => shifted(p, p.offsetS + shift)));
      expect(moved.vehHPerH).toBeCloseTo(of(corridor).vehHPerH, 6);
    }), { numRuns: 40 });
  });
});
