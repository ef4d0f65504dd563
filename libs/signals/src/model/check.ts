import { checkPlan } from '../safety/check-plan.js';
import { describeViolation } from '../safety/violation.js';
import { inConflict, intergreenOf } from './index-of.js';
import type { JunctionModel } from './junction.js';
import { checkCrossings, checkGroupTimes } from './check-groups.js';
import { checkLanes } from './check-lanes.js';
import { checkPaths } from './check-paths.js';
import { problemsOf, type Problem, type Report } from './problem.js';

function checkUnique(model: JunctionModel, report: Report): void {
  const once = (items: readonly { readonly id: string }[], what: string): void => {
    items.forEach((item, i) => {
      if (items.findIndex((other) => other.id === item.id) < i) report.error([what, i, 'id'], 'duplicateId', `${what} has the id ${item.id} twice`);
    });
  };
  once(model.signalGroups, 'signalGroups');
  once(model.stages, 'stages');
  once(model.plans, 'plans');
  once(model.arms, 'arms');
}

function checkMatrix(model: JunctionModel, report: Report): void {
  const known = new Set(model.signalGroups.map((g) => g.id));
  for (const [clearing, row] of Object.entries(model.intergreensS)) {
    if (!known.has(clearing)) report.error(['intergreensS', clearing], 'unknownGroup', `intergreen times name the unknown signal group ${clearing}`);
    for (const [entering, seconds] of Object.entries(row)) {
      const path = ['intergreensS', clearing, entering];
      if (!known.has(entering)) report.error(path, 'unknownGroup', `intergreen times name the unknown signal group ${entering}`);
      if (clearing === entering) report.error(path, 'selfConflict', `signal group ${clearing} cannot conflict with itself`);
      if (!(Number.isSafeInteger(seconds) && seconds >= 0)) report.error(path, 'notWhole', `intergreen time ${clearing} -> ${entering} is ${seconds}, expected whole seconds, at least 0`);
      const missing = known.has(clearing) && known.has(entering) && intergreenOf(model, entering, clearing) === null;
      if (missing) report.error(path, 'intergreenMissing', `intergreen time ${clearing} -> ${entering} is given, ${entering} -> ${clearing} is missing`);
    }
  }
}

function checkStages(model: JunctionModel, report: Report): void {
  const known = new Set(model.signalGroups.map((g) => g.id));
  model.stages.forEach(({ id, groups }, i) => {
    groups.forEach((a, k) => {
      const path = ['stages', i, 'groups', k];
      if (!known.has(a)) report.error(path, 'unknownGroup', `stage ${id} has the unknown signal group ${a}`);
      if (groups.indexOf(a) < k) report.error(path, 'duplicateId', `stage ${id} lists signal group ${a} twice`);
      for (const b of groups.slice(0, k)) if (inConflict(model, a, b)) report.error(path, 'stageConflict', `stage ${id} has the conflicting signal groups ${b} and ${a}`);
    });
  });
  model.signalGroups.forEach((g, i) => {
    if (!model.stages.some((s) => s.groups.includes(g.id))) report.error(['signalGroups', i], 'groupInNoStage', `signal group ${g.id} is in no stage`);
  });
}

function checkPlans(model: JunctionModel, report: Report): void {
  const { minCycleS, maxCycleS } = model.limits;
  if (!(minCycleS >= 1 && minCycleS <= maxCycleS)) report.error(['limits'], 'limits', `cycle limits ${minCycleS}-${maxCycleS} s are not a range`);
  if (model.plans.length === 0) report.error(['plans'], 'noPlan', 'has no plan');
  model.plans.forEach((plan, i) => {
    for (const v of checkPlan(model, plan)) report.error(['plans', i], `plan.${v.code}`, `plan ${plan.id}: ${describeViolation(v)}`);
  });
}

/**
 * Everything that is wrong with a junction, at once. References, ids, matrix, stages, lanes and loops, group times,
 * crossings, paths that must cross, and every plan second by second. Never throws. Without an error the junction may be
 * operated; a warning is unusual and still allowed.
 */
export function checkJunction(model: JunctionModel): Problem[] {
  return problemsOf(model, (report) => {
    checkUnique(model, report);
    checkGroupTimes(model, report);
    checkCrossings(model, report);
    checkMatrix(model, report);
    checkStages(model, report);
    checkLanes(model, report);
    checkPaths(model, report);
    checkPlans(model, report);
  });
}
