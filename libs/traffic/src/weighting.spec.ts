import { describe, expect, it } from 'vitest';
import { heavyVehicleWeight, MARZ_FLOW_WEIGHTS, weightedFlowVehPerH } from './weighting.js';

describe('weighted flow qB', () => {
  it.each([
    ['slower lorries', 100, 80, 2.6],
    ['equal speeds', 80, 80, 2.2],
    ['faster lorries', 70, 80, 2.2],
    ['no car speed', null, 80, 2.2],
    ['no lorry speed', 80, null, 2.2],
  ])('one lorry counts for %s', (_, car, heavy, weight) => {
    expect(heavyVehicleWeight(car, heavy, MARZ_FLOW_WEIGHTS)).toBeCloseTo(weight, 10);
  });

  it('adds the classes up', () => {
    expect(weightedFlowVehPerH(600, 100, 100, 80, MARZ_FLOW_WEIGHTS)).toBeCloseTo(860, 10);
    expect(weightedFlowVehPerH(null, 100, 100, 80, MARZ_FLOW_WEIGHTS)).toBeNull();
    expect(weightedFlowVehPerH(600, null, 100, 80, MARZ_FLOW_WEIGHTS)).toBeNull();
  });
});
