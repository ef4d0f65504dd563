import type { JunctionModel, Lane } from './junction.js';
import type { Report } from './problem.js';

interface Seen {
  readonly lanes: Set<string>;
  readonly loops: Map<string, string>;
}

function checkLoops(lane: Lane, path: readonly (string | number)[], seen: Seen, report: Report): void {
  lane.loops.forEach((loop, i) => {
    const at = [...path, 'loops', i, 'deviceId'];
    const before = seen.loops.get(loop.deviceId);
    if (loop.deviceId === '') report.error(at, 'loop', `a loop of lane ${lane.id} has no device id`);
    else if (before !== undefined) report.error(at, 'loopTwice', `loop ${loop.deviceId} is on lane ${before} and on lane ${lane.id}`);
    seen.loops.set(loop.deviceId, lane.id);
  });
}

function checkLane(model: JunctionModel, lane: Lane, path: readonly (string | number)[], seen: Seen, report: Report): void {
  const group = model.signalGroups.find((g) => g.id === lane.signalGroup);
  if (seen.lanes.has(lane.id)) report.error([...path, 'id'], 'duplicateId', `two lanes have the id ${lane.id}`);
  seen.lanes.add(lane.id);
  if (group === undefined) report.error([...path, 'signalGroup'], 'unknownGroup', `lane ${lane.id} has the unknown signal group ${lane.signalGroup}`);
  if (group?.kind === 'pedestrian') report.error([...path, 'signalGroup'], 'laneGroup', `lane ${lane.id} is signalled by the pedestrian group ${group.id}`);
  if (group?.kind === 'vehicle' && lane.loops.length === 0) report.warning([...path, 'loops'], 'laneWithoutLoop', `lane ${lane.id} has no loop: its demand is taken from its neighbours, or not known`);
  if (lane.movements.length === 0) report.error([...path, 'movements'], 'movements', `lane ${lane.id} has no movement`);
  const flow = lane.saturationFlowVehPerH;
  if (flow !== undefined && !(flow > 0)) report.error([...path, 'saturationFlowVehPerH'], 'saturationFlow', `lane ${lane.id} has a saturation flow of ${flow}, expected above 0`);
  checkLoops(lane, path, seen, report);
}

export function checkLanes(model: JunctionModel, report: Report): void {
  const seen: Seen = { lanes: new Set(), loops: new Map() };
  model.arms.forEach((arm, i) => arm.lanes.forEach((lane, k) => checkLane(model, lane, ['arms', i, 'lanes', k], seen, report)));
  model.signalGroups.forEach((g, i) => {
    const served = model.arms.some((arm) => arm.lanes.some((lane) => lane.signalGroup === g.id));
    if (g.kind === 'vehicle' && !served) report.warning(['signalGroups', i], 'groupOnNoLane', `vehicle group ${g.id} is on no lane`);
  });
}
