import type { TacticalChoice } from './choose.js';
import type { LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import type { TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';
import { platoonOf, stepPlatoons, type Departures, type PlatoonState } from './platoon.js';
import { tacticalStep } from './tactical.js';

/** Plain JSON: what a junction remembers of its own lanes, and of what its neighbours have sent. */
export interface CoupledState {
  readonly rules: TacticalState;
  readonly platoons: PlatoonState;
}
export interface CoupledStep extends CoupledState {
  readonly choice: TacticalChoice;
  /** Vehicles that left the stop lines in this second, by lane; lanes left out had none. The neighbours want it in the next second. */
  readonly left: Readonly<Record<string, number>>;
}

/**
 * One second at one junction among others: `tacticalStep` with what the neighbours sent.
 *
 * @param loops this second of every loop that saw something; loops left out were free
 * @param departures what left the neighbours in the second before
 */
export function coupledStep(junction: TacticalJunction, { rules, platoons }: CoupledState, loops: LoopSeconds, shown: ShownStage, departures: Departures, params: TacticalParams): CoupledStep {
  const sent = stepPlatoons(junction, platoons, departures, params);
  const expected = rules.lanes.map((lane, i) => platoonOf(junction, sent, i, lane.arrivalVehPerS));
  const { state, choice } = tacticalStep(junction, rules, loops, shown, expected, params);
  return { rules: state, platoons: sent, choice, left: leftBy(junction, loops) };
}

const leftBy = ({ lanes }: TacticalJunction, loops: LoopSeconds): Record<string, number> =>
  Object.fromEntries(lanes.flatMap((l) => {
    const left = l.stopLoop === null ? 0 : (loops[l.stopLoop]?.left ?? 0);
    return left > 0 ? [[l.id, left]] : [];
  }));
