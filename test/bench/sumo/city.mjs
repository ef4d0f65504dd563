// A city out of a street in SUMO: one junction a signal, with groups, stages and tactical section as the bench's layouts and guard have them.
import { plannedCycleS } from '@wegweiser/signals';
import { linkGroups } from '../../../sensors-sim/dist/sumo/program.js';
import { readNet, reachedFrom } from '../../../sensors-sim/dist/sumo/net.js';
import { stageName } from '../../../sensors-sim/dist/sumo/controllers.js';
import { layoutsOf } from '../signals/layout.mjs';
import { initOf } from './rules.mjs';

const text = (de) => ({ de, en: de });

function groupsOf(id, { phases }, limits) {
  const groups = linkGroups({ id, stages: phases.map((state) => ({ state, greenS: limits.minGreenS, interS: limits.yellowS })) });
  const together = (a, b) => a.green.some((g, k) => g && b.green[k]);
  return {
    signalGroups: groups.map((g) => ({ id: g.id, kind: 'vehicle', minGreenS: limits.minGreenS, amberS: limits.yellowS, redAmberS: 0 })),
    intergreensS: Object.fromEntries(groups.flatMap((a) => {
      const row = groups.filter((b) => a !== b && !together(a, b)).map((b) => [b.id, limits.yellowS]);
      return row.length === 0 ? [] : [[a.id, Object.fromEntries(row)]];
    })),
    stages: phases.map((_, k) => ({ id: stageName(k), groups: groups.filter((g) => g.green[k]).map((g) => g.id) })),
    groups,
  };
}

function tacticalOf(layout, names, laneNames, minGreenS) {
  const loop = (id) => names.loops.get(id);
  return {
    start: 'automatic', minGreenS,
    clearanceS: Object.fromEntries(layout.clearanceS.map((row, a) => [stageName(a), Object.fromEntries(row.map((s, b) => [stageName(b), s]))])),
    lanes: layout.lanes.map((l) => ({
      id: laneNames.get(l.id),
      streams: l.streams.map((s) => Object.fromEntries(s.green.flatMap((g, k) => (g === 'red' ? [] : [[stageName(k), g]])))),
      stopLoop: l.stopLoop === null ? null : loop(l.stopLoop), waitLoops: l.waitLoops.map(loop), upstream: l.upstream.map((u) => ({ ...u, loopId: loop(u.loopId) })),
      feeders: l.feeders.map((f) => ({ ...f, junctionId: names.junctions.get(f.junctionId), laneId: laneNames.get(f.laneId) })),
    })),
  };
}

/** Sections of a city's file; every value is checked by the service when it opens the city. */
export function cityOf(street, ground, names) {
  const layouts = layoutsOf(initOf(street, ground.loops), readNet(ground.netXml), reachedFrom);
  const lanes = [...new Set(layouts.flatMap((j) => j.lanes.map((l) => l.id)))];
  const laneNames = new Map(lanes.map((id, i) => [id, `f${i + 1}`]));
  return {
    city: { id: 'sumo', name: ground.name, timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11, 48], bounds: [10.9, 47.9, 11.1, 48.1], attribution: text('SUMO') },
    areas: [{ id: 'a', name: text('SUMO') }],
    junctions: layouts.map((layout, i) => {
      const { groups, ...model } = groupsOf(layout.id, street.signals[layout.id], street.limits);
      const id = names.junctions.get(layout.id);
      const fixed = model.stages.map((s) => ({ stageId: s.id, greenS: 20 }));
      // Arms are for the picture and the lanes' demand, which nothing asks for here: two of them, as the model wants.
      const half = Math.ceil(layout.lanes.length / 2);
      const arm = (k, own) => ({ id: `a${k}`, street: `${k}`, bearingDeg: k * 180, lanes: own.map((l) => ({ id: laneNames.get(l.id), movements: ['through'], signalGroup: groups[0].id, loops: [] })) });
      return {
        id, name: `${ground.name} ${i + 1}`, area: 'a', position: [11 + i / 1000, 48], ...model,
        arms: [arm(0, layout.lanes.slice(0, half)), arm(1, layout.lanes.slice(half))],
        plans: [{ id: 'p1', cycleS: plannedCycleS({ ...model, arms: [] }, { stages: fixed }), offsetS: 0, stages: fixed }],
        limits: { minCycleS: 20, maxCycleS: 300 },
        tactical: tacticalOf(layout, names, laneNames, street.limits.minGreenS),
      };
    }),
  };
}
