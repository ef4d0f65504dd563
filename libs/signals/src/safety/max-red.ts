import { indexOf } from '../model/index-of.js';
import type { JunctionModel, Stage } from '../model/junction.js';
import { earliestSwitch, trySwitch, type GuardGroup, type GuardState } from './guard-state.js';

/** The stages in the order in which the guard itself would serve them: the junction's first plan. */
function fallbackOrder(model: JunctionModel): Stage[] {
  const { stages } = indexOf(model);
  const plan = model.plans[0]?.stages.flatMap((s) => stages.get(s.stageId) ?? []) ?? [];
  return plan.length > 0 ? plan : [...stages.values()];
}

/**
 * How late the worst group gets its green, in milliseconds (0 or less = in time), when from `fromMs` on the stages follow
 * each other as fast as minimum greens and intergreen times allow, beginning with `order[first]`. Two rounds: after them
 * the pattern repeats, so that what holds now holds for ever.
 */
function latenessMs(model: JunctionModel, start: GuardState, order: readonly Stage[], first: number, fromMs: number): number {
  let [state, nowMs, worst] = [start, fromMs, -Infinity];
  for (let k = 0; k <= 2 * order.length; k++) {
    const stage = order[(first + k) % order.length] as Stage;
    nowMs = Math.max(nowMs, earliestSwitch(model, state, stage.groups).atMs);
    const next = trySwitch(model, state, stage.id, nowMs);
    if (!next.ok) return Infinity;
    for (const g of model.signalGroups) {
      const [before, after] = [state.groups[g.id] as GuardGroup, next.state.groups[g.id] as GuardGroup];
      if (before.green || !after.green || g.maxRedS === undefined) continue;
      worst = Math.max(worst, after.sinceMs - before.sinceMs - g.maxRedS * 1000);
    }
    state = next.state;
  }
  return worst;
}

const latenesses = (model: JunctionModel, state: GuardState, fromMs: number): number[] => {
  const order = fallbackOrder(model);
  return order.map((_, first) => latenessMs(model, state, order, first, fromMs));
};

/** Whether every maximum red can still be kept when the guard takes over at `fromMs`. True where none is configured. */
export const maxRedsHold = (model: JunctionModel, state: GuardState, fromMs: number): boolean =>
  model.signalGroups.every((g) => g.maxRedS === undefined) || latenesses(model, state, fromMs).some((lateMs) => lateMs <= 0);

/** The stages in the order that serves the worst group as early as can be. */
export function rescueOrder(model: JunctionModel, state: GuardState, nowMs: number): string[] {
  const late = latenesses(model, state, nowMs);
  const order = fallbackOrder(model).map((s) => s.id);
  const first = late.reduce((best, lateMs, i) => (lateMs < (late[best] as number) ? i : best), 0);
  return [...order.slice(first), ...order.slice(0, first)];
}
