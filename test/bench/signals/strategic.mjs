// Strategic level alone: fixed time with our plans. The shipped plan runs for the first minutes; then, every five minutes, the
// plan that `growPlan` makes of what the loops have shown so far. No stage is chosen by what happens in a second.
import { createTacticalState, DEFAULT_GROW_LIMITS, estimateLane, greensToKeep, growPlan } from '@wegweiser/signals';

const EVERY_S = 300;
/** Plans are for a quarter of an hour, so demand is the mean of one; it begins with the same guess for every lane, which fades. */
const MEMORY_S = 900;

/** Slots of a cycle: each stage with its green and the amber after it. */
const slotsOf = (junction, stages) => stages.map(({ stage, greenS }, k) => ({ stage, lengthS: greenS + junction.clearanceS[stage][stages[(k + 1) % stages.length].stage] }));

function stageAt(slots, second) {
  let left = second % slots.reduce((sum, s) => sum + s.lengthS, 0);
  return slots.find((s) => (left -= s.lengthS) < 0).stage;
}

/** Shipped greens by the state of their phase; a phase that the network's program does not have is left out. */
function shippedStages({ phases }, program) {
  const found = (program?.stages ?? []).flatMap((s) => (phases.includes(s.state) ? [{ stage: phases.indexOf(s.state), greenS: s.greenS }] : []));
  return found.length > 0 ? found : phases.map((_, stage) => ({ stage, greenS: 20 }));
}

export function createStrategic(init, junctions, programs, tacticalParams) {
  const params = { ...tacticalParams, arrivalMemoryS: MEMORY_S };
  const byId = new Map(programs.map((p) => [p.id, p]));
  const parts = new Map(junctions.map((j) => {
    const shipped = shippedStages(init.tls[j.id], byId.get(j.id));
    return [j.id, { state: createTacticalState(j, params), shipped, slots: slotsOf(j, shipped), fromS: 0, coveredS: j.lanes.map(() => 0) }];
  }));
  let second = 0;
  return {
    /** One second of all junctions: loops in, stages by id out. */
    step(loops, shownOf) {
      const wanted = {};
      for (const junction of junctions) {
        const part = parts.get(junction.id);
        part.state = { version: 1, lanes: part.state.lanes.map((lane, i) => estimateLane(junction.lanes[i], lane, loops, shownOf(junction.id), params)) };
        part.state.lanes.forEach((l, i) => (part.coveredS[i] += l.coveredS.some((s) => s >= params.standingAfterS) ? 1 : 0));
        if (second > 0 && second % EVERY_S === 0) {
          const demand = part.state.lanes.map((l) => 3600 * l.arrivalVehPerS);
          const keepS = greensToKeep(junction, part.shipped, part.coveredS.map((s) => s / EVERY_S));
          const plan = growPlan(junction, demand, part.state, params, DEFAULT_GROW_LIMITS, keepS);
          Object.assign(part, { slots: slotsOf(junction, plan.stages), fromS: second, coveredS: junction.lanes.map(() => 0) });
        }
        wanted[junction.id] = stageAt(part.slots, second - part.fromS);
      }
      second++;
      return wanted;
    },
  };
}
