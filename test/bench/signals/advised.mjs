// Strategic level as the service has it: a look of `advise` every minute, an operator who accepts every proposal at once, and a
// controller that begins the plan at the end of its cycle and reads it back. Junctions are those of the importer. Demand is
// what the service would have: seconds of the detectors wired to the controller, or with `detectors: false` minutes of loops.
import {
  advise, adviseFlow, adviseReadback, countJunction, createJunctionAdvice, createJunctionCount, createTacticalState, decide, DEFAULT_TACTICAL_PARAMS, estimateLane, nearOf, plannedCycleS, runningPlanOf,
  stageSteps,
} from '@wegweiser/signals';
import { tacticalLayout } from '../../../apps/service/dist/engine/tactical-layout.js';

const MINUTE_S = 60;
const EPOCH_MS = Date.UTC(2026, 0, 1);
const msOf = (t) => EPOCH_MS + t * 1000;

/** As the engine counts: a loop before the stop line where there is one, else the one at it. */
const demandLoop = (lane) => lane.loops.find((l) => l.role === 'upstream') ?? lane.loops.find((l) => l.role === 'stop') ?? lane.loops[0];

/** Minute counts of the lanes, as the loops' intervals reach the junction. */
function createMinutes(junction) {
  const lanes = junction.arms.flatMap((a) => a.lanes).flatMap((l) => (demandLoop(l) === undefined ? [] : [{ laneId: l.id, loop: demandLoop(l).deviceId, veh: 0, occupied: 0 }]));
  return {
    second(loops) {
      for (const lane of lanes) {
        lane.veh += loops[lane.loop]?.entered ?? 0;
        lane.occupied += loops[lane.loop]?.occupancy ?? 0;
      }
    },
    flows(endMs) {
      return lanes.map((lane) => {
        const flow = { laneId: lane.laneId, vehPerH: lane.veh * 60, heavyShare: null, occupancyPct: (100 * lane.occupied) / MINUTE_S, startMs: endMs - MINUTE_S * 1000, endMs, quality: 1 };
        Object.assign(lane, { veh: 0, occupied: 0 });
        return flow;
      });
    },
  };
}

/** Estimates and counts of a junction whose controller tells every second what its detectors saw. */
function createDetectors(junction) {
  const layout = tacticalLayout(junction, junction.tactical);
  let state = createTacticalState(layout, DEFAULT_TACTICAL_PARAMS);
  let count = createJunctionCount(layout);
  return {
    second(loops, shown) {
      const now = { ...state, lanes: layout.lanes.map((lane, i) => estimateLane(lane, state.lanes[i], loops, shown, DEFAULT_TACTICAL_PARAMS)) };
      count = countJunction(layout, count, state, now, loops, shown, DEFAULT_TACTICAL_PARAMS);
      state = now;
    },
    view: () => ({ junction: layout, state, count, tactical: DEFAULT_TACTICAL_PARAMS }),
  };
}

/** Position of the stage that is on or that is cleared for, at a second of the cycle. */
function positionAt(steps, second) {
  const k = steps.findIndex((s) => second < s.startS + s.greenS + s.interS);
  return k < 0 ? 0 : k;
}

/** One junction: its advice, its operator and its controller. `phases`: lamps by number, as the controller counts them. */
function createAdvised(junction, { signal, states }, phases, { detectors, said, near }) {
  const minutes = createMinutes(junction);
  const eyes = detectors && junction.tactical !== undefined ? createDetectors(junction) : null;
  const stageIds = junction.stages.map((s) => s.id);
  /** Index of the junction's stage by number of the controller's phase. */
  const stageOf = phases.map((lamps) => stageIds.indexOf(junction.plans[0].stages[Math.max(0, states.indexOf(lamps))].stageId));
  /** Lamps by stage of the junction. */
  const lampsOf = new Map(junction.plans[0].stages.map((s, k) => [s.stageId, states[k]]));
  let advice = createJunctionAdvice();
  let [plan, wanted, second, commandId, changes] = [junction.plans[0], null, 0, null, 0];
  const carryOut = (step) => {
    advice = step.state;
    for (const e of step.effects) if (e.type === 'command') wanted = e.command;
  };
  const look = (t) => {
    const readback = { atMs: msOf(t), planId: plan.id, cycleS: plan.cycleS, commandId };
    carryOut(adviseReadback(advice, readback));
    for (const flow of minutes.flows(msOf(t))) advice = adviseFlow(advice, flow);
    carryOut(advise(junction, advice, { nowMs: msOf(t), runningPlan: runningPlanOf(junction, advice, readback), detectors: eyes?.view(), near }));
    said({ t, junction: junction.id, plan, advice });
    const { open } = advice;
    if (open?.status === 'proposed') carryOut(decide(junction, advice, { recommendationId: open.recommendation.id, decision: 'accept', by: 'bench', reason: 'accepts all', atMs: msOf(t) }));
  };
  return {
    id: signal,
    /** @returns stage to ask the controller for */
    second(t, loops, shown) {
      minutes.second(loops);
      eyes?.second(loops, { stage: stageOf[shown.stage], greenS: shown.greenS, nextStage: shown.nextStage === null ? null : stageOf[shown.nextStage] });
      if (t % MINUTE_S === 0) look(t);
      if (second === plan.cycleS) {
        second = 0;
        if (wanted !== null) [plan, commandId, wanted, changes] = [wanted.plan, wanted.recommendationId, null, changes + 1];
      }
      const { stageId } = plan.stages[positionAt(stageSteps(junction, plan), second)];
      second++;
      return Math.max(0, phases.indexOf(lampsOf.get(stageId)));
    },
    changes: () => changes,
  };
}

/**
 * With the seconds that the driver of the ground takes between stages, as the guard has them. Stages begin when the network's program has
 * them begin, so that what was laid out together stays together.
 */
function asDriven(junction, yellowS, program) {
  const intergreensS = Object.fromEntries(Object.entries(junction.intergreensS).map(([from, row]) => [from, Object.fromEntries(Object.keys(row).map((to) => [to, yellowS]))]));
  const driven = { ...junction, intergreensS, signalGroups: junction.signalGroups.map((g) => ({ ...g, redAmberS: 0 })) };
  const plans = junction.plans.map((p) => {
    const steps = stageSteps(driven, p);
    const stages = p.stages.map((s, k) => ({ ...s, greenS: program.stages[k].greenS + program.stages[k].interS - steps[k].interS }));
    return { ...p, stages, cycleS: plannedCycleS(driven, { stages }) };
  });
  return { ...driven, plans };
}

/** A signal that the importer leaves out keeps the network's program. */
function createShipped(id, { stages }, phases) {
  const ends = stages.map((_, k) => stages.slice(0, k + 1).reduce((sum, s) => sum + s.greenS + s.interS, 0));
  const second = (t) => Math.max(0, phases.indexOf(stages[ends.findIndex((end) => t % ends.at(-1) < end)].state));
  return { id, second, changes: () => 0 };
}

/** All junctions of a network that the importer makes of it. */
export function createAdvisedStreet(init, imported, programs, { detectors = true, said = () => {} } = {}) {
  const layouts = imported.junctions.filter((j) => j.tactical !== undefined).map((j) => tacticalLayout(j, j.tactical));
  const near = new Map(layouts.map((l) => [l.id, nearOf(l, layouts, DEFAULT_TACTICAL_PARAMS).map((other) => other.id)]));
  const advised = imported.junctions.map((j) => {
    const origin = imported.origins.signals.get(j.id);
    const driven = asDriven(j, init.yellow, programs.find((p) => p.id === origin.signal));
    return createAdvised(driven, origin, init.tls[origin.signal].phases, { detectors, said, near: near.get(j.id) });
  });
  const known = new Set(advised.map((a) => a.id));
  const shipped = programs.filter((p) => !known.has(p.id) && init.tls[p.id] !== undefined).map((p) => createShipped(p.id, p, init.tls[p.id].phases));
  const all = [...advised, ...shipped];
  return {
    /** One second of all junctions: loops by the network's names in, stages by signal out. */
    step(t, loops, shownOf) {
      const seen = Object.fromEntries([...imported.origins.loops].flatMap(([device, loop]) => (loops[loop] === undefined ? [] : [[device, loops[loop]]])));
      return Object.fromEntries(all.map((a) => [a.id, a.second(t, seen, shownOf(a.id))]));
    },
    changes: () => all.reduce((sum, a) => sum + a.changes(), 0),
  };
}
