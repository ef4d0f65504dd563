import { requiredGreenS, shortestRedS, shownAmberS, shownRedAmberS } from '../model/group-times.js';
import { getGroup, inConflict, indexOf, intergreenOf } from '../model/index-of.js';
import type { JunctionModel, SignalColour, SignalGroup } from '../model/junction.js';

/** Lamp of one group as the guard knows it. */
export interface GuardGroup {
  /** Green now, or bound to become so at `sinceMs`. */
  readonly green: boolean;
  /** Begin of this green (may lie ahead) or of this red. */
  readonly sinceMs: number;
  /** End of the last green, `null` before the first. */
  readonly endedMs: number | null;
}

/** Plain JSON. */
export interface GuardState {
  readonly version: 1;
  readonly stageId: string;
  readonly groups: Readonly<Record<string, GuardGroup>>;
}

export type GuardRejection =
  | { readonly code: 'unknownStage'; readonly stageId: string }
  /** A conflict of the stage has no intergreen time for this order: there is no instant at which it could be safe. */
  | { readonly code: 'intergreenMissing'; readonly stageId: string }
  | { readonly code: 'conflict'; readonly a: string; readonly b: string }
  | { readonly code: 'minGreen'; readonly group: string; readonly earliestMs: number }
  /** Would leave some group red for longer than allowed. */
  | { readonly code: 'maxRed' };

export type SwitchResult = { readonly ok: true; readonly state: GuardState } | { readonly ok: false; readonly rejection: GuardRejection };

/** A controller that shows `stageId` and of whose past nothing is known: all others count as just ended. */
export function createGuardState(model: JunctionModel, stageId: string, nowMs: number): GuardState {
  const groups = indexOf(model).stages.get(stageId)?.groups ?? [];
  const entries = model.signalGroups.map((g): [string, GuardGroup] => [g.id, { green: groups.includes(g.id), sinceMs: nowMs, endedMs: null }]);
  return { version: 1, stageId, groups: Object.fromEntries(entries) };
}

const lampOf = (state: GuardState, id: string): GuardGroup => state.groups[id] as GuardGroup;

/** Earliest instant at which all groups that must end have had their minimum green. */
export function earliestSwitch(model: JunctionModel, state: GuardState, target: readonly string[]): { atMs: number; group: string | null } {
  let atMs = -Infinity;
  let group: string | null = null;
  for (const g of model.signalGroups) {
    const lamp = lampOf(state, g.id);
    const doneMs = lamp.sinceMs + requiredGreenS(g) * 1000;
    if (lamp.green && !target.includes(g.id) && doneMs > atMs) [atMs, group] = [doneMs, g.id];
  }
  return { atMs, group };
}

/** Begin of green together: after every intergreen time, own amber and red, and red-amber. */
function startOf(model: JunctionModel, state: GuardState, starting: readonly SignalGroup[], nowMs: number): number {
  let startMs = nowMs;
  for (const group of starting) {
    const own = lampOf(state, group.id);
    const ownEndMs = own.endedMs ?? -Infinity;
    startMs = Math.max(startMs, nowMs + shownRedAmberS(group) * 1000, ownEndMs + shortestRedS(group) * 1000);
    for (const other of model.signalGroups) {
      if (other.id === group.id || !inConflict(model, other.id, group.id)) continue;
      const intergreenS = intergreenOf(model, other.id, group.id) ?? Infinity;
      const lamp = lampOf(state, other.id);
      startMs = Math.max(startMs, (lamp.green ? nowMs : lamp.sinceMs) + intergreenS * 1000);
    }
  }
  return startMs;
}

/** The switch itself, without regard to maximum reds; never before the minimum greens are over. */
export function trySwitch(model: JunctionModel, state: GuardState, stageId: string, nowMs: number): SwitchResult {
  const target = indexOf(model).stages.get(stageId)?.groups;
  if (target === undefined || !target.every((g) => indexOf(model).groups.has(g))) return { ok: false, rejection: { code: 'unknownStage', stageId } };
  for (const a of target) for (const b of target) if (a < b && inConflict(model, a, b)) return { ok: false, rejection: { code: 'conflict', a, b } };
  const { atMs, group } = earliestSwitch(model, state, target);
  if (group !== null && nowMs < atMs) return { ok: false, rejection: { code: 'minGreen', group, earliestMs: atMs } };
  const starting = target.filter((g) => !lampOf(state, g).green).map((g) => getGroup(model, g));
  const startMs = startOf(model, state, starting, nowMs);
  if (startMs === Infinity) return { ok: false, rejection: { code: 'intergreenMissing', stageId } };
  const groups = Object.entries(state.groups).map(([id, lamp]): [string, GuardGroup] => {
    if (target.includes(id)) return [id, lamp.green ? lamp : { green: true, sinceMs: startMs, endedMs: lamp.endedMs }];
    return [id, lamp.green ? { green: false, sinceMs: nowMs, endedMs: nowMs } : lamp];
  });
  return { ok: true, state: { version: 1, stageId, groups: Object.fromEntries(groups) } };
}

function colourOf(group: SignalGroup, lamp: GuardGroup, atMs: number): SignalColour {
  if (lamp.green && atMs >= lamp.sinceMs) return 3;
  if (lamp.green && atMs >= lamp.sinceMs - shownRedAmberS(group) * 1000) return 4;
  return lamp.endedMs !== null && atMs < lamp.endedMs + shownAmberS(group) * 1000 ? 2 : 1;
}

/** Lamps at an instant from the last switch on. */
export const guardColours = (model: JunctionModel, state: GuardState, atMs: number): Record<string, SignalColour> =>
  Object.fromEntries(model.signalGroups.map((g) => [g.id, colourOf(g, lampOf(state, g.id), atMs)]));
