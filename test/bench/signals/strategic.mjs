// Strategic level alone: fixed time with our plans (`fixedTimeStep`). The shipped plan runs for the first five minutes; after
// that a new one may begin at the end of a cycle. No stage is chosen by what happens in a second.
import { createFixedTime, DEFAULT_FIXED_TIME_PARAMS, fixedTimeStep } from '@wegweiser/signals';

/** Shipped greens by the state of their phase; a phase that the network's program does not have is left out. */
function shippedStages({ phases }, program) {
  const found = (program?.stages ?? []).flatMap((s) => (phases.includes(s.state) ? [{ stage: phases.indexOf(s.state), greenS: s.greenS }] : []));
  return found.length > 0 ? found : phases.map((_, stage) => ({ stage, greenS: 20 }));
}

export function createStrategic(init, junctions, programs, tacticalParams, params = {}) {
  const byId = new Map(programs.map((p) => [p.id, p]));
  const states = new Map(junctions.map((j) => [j.id, createFixedTime(j, shippedStages(init.tls[j.id], byId.get(j.id)), tacticalParams)]));
  return {
    /** One second of all junctions: loops in, stages by id out. */
    step: (loops, shownOf) =>
      Object.fromEntries(junctions.map((junction) => {
        const { state, stage } = fixedTimeStep(junction, states.get(junction.id), loops, shownOf(junction.id), tacticalParams, { ...DEFAULT_FIXED_TIME_PARAMS, ...params });
        states.set(junction.id, state);
        return [junction.id, stage];
      })),
  };
}
