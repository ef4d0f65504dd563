// The safety layer in the loop: what the rules wish goes through `guardStageSwitch`, and only what it lets through leaves.
// Groups, minimum green and intergreens (the amber) are those of the measuring ground's driver, which keeps its own besides.
import { createGuardState, guardStageSwitch } from '@wegweiser/signals';

/** Junction model of one signal: links that are green in the same stages are one group; groups never green together conflict. */
function guardModel(id, { phases }, { yellow, minGreen }, linkGroups) {
  const groups = linkGroups({ id, stages: phases.map((state) => ({ state, greenS: minGreen, interS: yellow })) });
  const together = (a, b) => a.green.some((g, k) => g && b.green[k]);
  return {
    id, name: id, arms: [], plans: [], limits: { minCycleS: 1, maxCycleS: 600 },
    signalGroups: groups.map((g) => ({ id: g.id, kind: 'vehicle', minGreenS: minGreen, amberS: yellow, redAmberS: 0 })),
    intergreensS: Object.fromEntries(groups.map((a) => [a.id, Object.fromEntries(groups.filter((b) => a !== b && !together(a, b)).map((b) => [b.id, yellow]))])),
    stages: phases.map((_, k) => ({ id: String(k), groups: groups.filter((g) => g.green[k]).map((g) => g.id) })),
  };
}

/** One guard a signal, and what it had to do; `unlike` counts seconds in which the street shows another stage than the guard. */
export function createGuards(init, linkGroups) {
  const models = new Map(Object.entries(init.tls).map(([id, tls]) => [id, guardModel(id, tls, init, linkGroups)]));
  const states = new Map();
  const seen = { switches: 0, rejected: {}, unlike: 0 };
  return {
    seen,
    /** @returns stage to ask the controller for */
    pass(id, t, [stage, , nextStage], wish) {
      const model = models.get(id);
      const state = states.get(id) ?? createGuardState(model, String(stage), t * 1000);
      if (state.stageId !== String(nextStage ?? stage)) seen.unlike++;
      const decision = guardStageSwitch(model, state, nextStage === null ? String(wish) : null, t * 1000);
      states.set(id, decision.state);
      if (decision.action === 'switch') seen.switches++;
      if (decision.rejection !== null) seen.rejected[decision.rejection.code] = (seen.rejected[decision.rejection.code] ?? 0) + 1;
      return Number(decision.state.stageId);
    },
  };
}
