import loadHighs from 'highs';
import type { Corridor } from '../coordination/corridor.js';
import type { Solver } from '../coordination/program.js';
import type { CorridorInput } from '../coordination/recommend-group.js';
import { laneDemands } from '../demand/lane-demand.js';
import type { SignalPlan } from '../model/junction.js';
import { aDemand, aJunction, aPlan, NOW_MS } from './builders.js';

// Its types are those of its CommonJS build.
const highs = await (loadHighs as unknown as typeof loadHighs.default)();

/** The real solver, as the service uses it. */
export const solve: Solver = (lp) =>
  Object.fromEntries(Object.entries(highs.solve(lp, { presolve: 'off', output_flag: false }).Columns).map(([name, column]) => [name, (column as { Primal: number }).Primal]));

export const BUSY = { n1: 450, s1: 550, e1: 200, w1: 150, w2: 150 };

/** Crossings in a row, northwards is forward, each as `aJunction`; `over` changes single stops. */
export const aCorridor = (plans: readonly (SignalPlan | null)[], travelS: readonly number[], flows: readonly Readonly<Record<string, number>>[] = plans.map(() => BUSY)): CorridorInput => ({
  id: 'C1',
  name: { de: 'Nordstraße', en: 'Nordstrasse' },
  stops: plans.map((plan, i) => {
    const junction = aJunction({ id: `K${i + 1}` });
    return { junction, plan, lanes: { forward: ['s1'], backward: ['n1'] }, demand: aDemand(flows[i] as Record<string, number>) };
  }),
  sections: travelS.map((t) => ({ forward: t, backward: t })),
});

/** The same with the lanes' demands, as the rules see it once all plans are known. */
export const heardCorridor = (...of: Parameters<typeof aCorridor>): Corridor => {
  const { stops, ...input } = aCorridor(...of);
  return { ...input, stops: stops.map(({ demand, plan, ...stop }) => ({ ...stop, plan: plan as SignalPlan, demands: laneDemands(stop.junction, demand, NOW_MS) })) };
};

/** The same plan at every stop, with these offsets. */
export const offsets = (...values: readonly number[]): SignalPlan[] => values.map((offsetS, i) => aPlan({ id: `P${i}o${offsetS}`, offsetS }));
