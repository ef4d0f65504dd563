// The rules of libs/signals for a street in SUMO, in the same process: a chooser for `runLockStep`. Layouts, guard and order of
// the work are those of the bench's client, so that both give the same stages for the same loops.
import { coupledStep, createCoupledState, DEFAULT_TACTICAL_PARAMS, nearOf, seenFromNear } from '@wegweiser/signals';
import { linkGroups } from '../../../sensors-sim/dist/sumo/program.js';
import { readNet, reachedFrom } from '../../../sensors-sim/dist/sumo/net.js';
import { createGuards } from '../signals/guard.mjs';
import { layoutsOf } from '../signals/layout.mjs';

const shownOf = ({ phase, greenS, nextPhase }) => ({ stage: phase, greenS, nextStage: nextPhase });

/** First message of the measuring ground's bridge, from a street. */
export const initOf = (street, loops) => ({ yellow: street.limits.yellowS, minGreen: street.limits.minGreenS, tls: street.signals, loops });

/** @param onSecond what was decided: (junction, second, choice, state, shown) @param params constants of the method */
export function createRules(street, ground, onSecond = () => {}, params = DEFAULT_TACTICAL_PARAMS) {
  const init = initOf(street, ground.loops);
  const junctions = layoutsOf(init, readNet(ground.netXml), reachedFrom);
  const guards = createGuards(init, linkGroups);
  const states = new Map(junctions.map((j) => [j.id, createCoupledState(j, params)]));
  const near = new Map(junctions.map((j) => [j.id, nearOf(j, junctions, params)]));
  let departures = {};
  const one = (junction, loops, left, before) => {
    const shown = shownOf(street.drivers.get(junction.id).shown());
    const { choice, left: gone, ...state } = coupledStep(junction, before.get(junction.id), loops, shown, departures, params, near.get(junction.id).map((o) => seenFromNear(o, before.get(o.id))));
    states.set(junction.id, state);
    left[junction.id] = gone;
    onSecond(junction, street.nowS(), choice, state.rules, shown);
    return guards.pass(junction.id, street.nowS(), [shown.stage, shown.greenS, shown.nextStage], choice.stage);
  };
  return {
    junctions,
    seen: () => ({ guard: guards.seen }),
    choose: () => {
      const left = {};
      const before = new Map(states);
      const wishes = Object.fromEntries(junctions.map((j) => [j.id, one(j, street.loops(), left, before)]));
      departures = left;
      return wishes;
    },
  };
}
