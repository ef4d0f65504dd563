import { SignalsError } from '../errors.js';
import type { Arm, JunctionModel, Lane, SignalGroup, Stage } from './junction.js';

/** Look-up tables over a junction model; ids used twice resolve to the first (`checkJunction` names them). */
export interface JunctionIndex {
  readonly groups: ReadonlyMap<string, SignalGroup>;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly lanes: readonly { readonly lane: Lane; readonly arm: Arm }[];
  /** Ordered pairs clearing -> entering of groups in conflict; `null` where only the other order has a time. */
  readonly conflicts: readonly { readonly clearing: string; readonly entering: string; readonly intergreenS: number | null }[];
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> =>
  new Map([...items].reverse().map((item) => [item.id, item]));

function build(model: JunctionModel): JunctionIndex {
  const conflicts = model.signalGroups.flatMap((c) =>
    model.signalGroups
      .filter((e) => e.id !== c.id && inConflict(model, c.id, e.id))
      .map((e) => ({ clearing: c.id, entering: e.id, intergreenS: intergreenOf(model, c.id, e.id) })),
  );
  return {
    groups: byId(model.signalGroups),
    stages: byId(model.stages),
    lanes: model.arms.flatMap((arm) => arm.lanes.map((lane) => ({ lane, arm }))),
    conflicts,
  };
}

const memo = new WeakMap<JunctionModel, JunctionIndex>();

/** Built once per model object; a pure cache, models are never changed in place. */
export function indexOf(model: JunctionModel): JunctionIndex {
  const known = memo.get(model);
  if (known !== undefined) return known;
  const made = build(model);
  memo.set(model, made);
  return made;
}

/** Configured intergreen time, seconds; `null` when this order of the pair is not listed. */
export const intergreenOf = (model: JunctionModel, clearing: string, entering: string): number | null =>
  model.intergreensS[clearing]?.[entering] ?? null;

/** A pair that is listed in either order must never be green together. */
export const inConflict = (model: JunctionModel, a: string, b: string): boolean =>
  intergreenOf(model, a, b) !== null || intergreenOf(model, b, a) !== null;

/** @throws SignalsError `unknownStage` */
export function getStage(model: JunctionModel, id: string): Stage {
  const stage = indexOf(model).stages.get(id);
  if (stage === undefined) throw new SignalsError('unknownStage', `junction ${model.id} has no stage ${id}`);
  return stage;
}

/** @throws SignalsError `unknownGroup` */
export function getGroup(model: JunctionModel, id: string): SignalGroup {
  const group = indexOf(model).groups.get(id);
  if (group === undefined) throw new SignalsError('unknownGroup', `junction ${model.id} has no signal group ${id}`);
  return group;
}
