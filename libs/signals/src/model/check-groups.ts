import { FASTEST_CLEARING_SPEED_MPS, pedestrianGreenS } from './group-times.js';
import { intergreenOf } from './index-of.js';
import type { JunctionModel, SignalGroup } from './junction.js';
import type { Report } from './problem.js';

const isWhole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** VwV-StVO zu § 37: amber 3 s at 50 km/h, 4 s at 60, 5 s at 70; red-amber 1 s, at most 2 s. */
function checkAmber(group: SignalGroup, path: readonly (string | number)[], report: Report): void {
  if (group.kind !== 'vehicle') return;
  if (group.amberS < 3 || group.amberS > 5) report.warning([...path, 'amberS'], 'amber', `signal group ${group.id} shows amber for ${group.amberS} s, usual are 3-5 s`);
  if (group.redAmberS < 1 || group.redAmberS > 2) report.warning([...path, 'redAmberS'], 'redAmber', `signal group ${group.id} shows red-amber for ${group.redAmberS} s, usual are 1-2 s`);
}

export function checkGroupTimes(model: JunctionModel, report: Report): void {
  model.signalGroups.forEach((group, i) => {
    const path = ['signalGroups', i];
    const whole = (key: 'minGreenS' | 'amberS' | 'redAmberS' | 'maxRedS'): void => {
      const value = group[key];
      if (value !== undefined && !isWhole(value)) report.error([...path, key], 'notWhole', `signal group ${group.id}: ${key} is ${value}, expected whole seconds, at least 0`);
    };
    whole('minGreenS');
    whole('maxRedS');
    whole('amberS');
    whole('redAmberS');
    if (group.minGreenS < 1) report.error([...path, 'minGreenS'], 'minGreen', `signal group ${group.id} needs a minimum green of at least 1 s`);
    checkAmber(group, path, report);
  });
}

/** A vehicle on a long way to the crossing enters at most this much later; beyond it no clearance can be too short by reason. */
const LONGEST_ENTERING_S = 3;

/** Crossings: green to the middle, and a clearance that even a brisk walker needs (RiLSA 2015, 2.5 and 2.7). */
export function checkCrossings(model: JunctionModel, report: Report): void {
  model.signalGroups.forEach((group, i) => {
    if (group.kind !== 'pedestrian') return;
    const { crossingM } = group;
    if (crossingM === undefined) {
      report.warning(['signalGroups', i], 'crossingMissing', `pedestrian group ${group.id} has no length of its crossing, so that nothing checks its green`);
      return;
    }
    if (!(crossingM > 0)) {
      report.error(['signalGroups', i, 'crossingM'], 'crossing', `pedestrian group ${group.id}: crossingM is ${crossingM}, expected above 0`);
      return;
    }
    const neededS = pedestrianGreenS(crossingM);
    if (group.minGreenS < neededS) report.error(['signalGroups', i, 'minGreenS'], 'crossingGreen', `pedestrian group ${group.id} has a minimum green of ${group.minGreenS} s, its crossing of ${crossingM} m needs ${neededS} s`);
    const clearingS = Math.ceil(crossingM / FASTEST_CLEARING_SPEED_MPS) - LONGEST_ENTERING_S;
    for (const other of model.signalGroups) {
      const intergreenS = other.kind === 'pedestrian' ? null : intergreenOf(model, group.id, other.id);
      if (intergreenS !== null && intergreenS < clearingS) report.error(['intergreensS', group.id, other.id], 'crossingClearance', `intergreen time ${group.id} -> ${other.id} is ${intergreenS} s, clearing a crossing of ${crossingM} m needs at least ${clearingS} s`);
    }
  });
}
