import { describe, expect, it } from 'vitest';
import { aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { coupledStep, createCoupledState } from './coupled.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { platoonOf, stepPlatoons } from './platoon.js';
import { tacticalStep } from './tactical.js';

const junction = aTacticalJunction({
  lanes: [
    aTacticalLane('n', ['protected', 'red'], { feeders: [{ junctionId: 'K2', laneId: 'a', share: 1, travelS: 8 }] }),
    aTacticalLane('e', ['red', 'protected']),
    aTacticalLane('w', ['red', 'protected'], { stopLoop: null }),
  ],
});
const fresh = createCoupledState(junction, P);
const shown = { stage: 0, greenS: 9, nextStage: null };

describe('a second at a junction among others', () => {
  it('is that of the rules with what the neighbours sent', () => {
    const departures = { K2: { a: 3 } };
    const loops = { 'stop-n': passage, 'up-e': covered };
    const sent = stepPlatoons(junction, fresh.platoons, departures, P);
    const alone = tacticalStep(junction, fresh.rules, loops, shown, { platoons: fresh.rules.lanes.map((l, i) => platoonOf(junction, sent, i, l.arrivalVehPerS)) }, P);
    expect(coupledStep(junction, fresh, loops, shown, departures, P)).toMatchObject({ rules: alone.state, platoons: sent, choice: alone.choice, left: { n: 1 } });
    expect(sent.lanes[0]?.comingVeh[8]).toBe(3);
  });

  it('tells the neighbours of lanes that somebody left, and of no others', () => {
    expect(coupledStep(junction, fresh, { 'stop-n': covered, 'stop-e': { ...passage, left: 2 } }, shown, {}, P).left).toEqual({ e: 2 });
    expect(coupledStep(junction, fresh, {}, shown, {}, P).left).toEqual({});
  });
});
