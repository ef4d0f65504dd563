import type { PastAct } from '@wegweiser/archive';
import { OperatorCommand, type City, type FacilityState } from '@wegweiser/contracts';

/** Acts whose effect lasts beyond the moment: they are said again at the start, and so is what took them back. */
const LASTING = new Set(['lockSign', 'unlockSign', 'facility', 'undo']);
/** What acts on the city are about; sign-ins and keys stand in the same log. */
const OF_THE_CITY = new Set(['facility', 'sign', 'alarm', 'recommendation', 'plan']);

/** What an operator did, as the engine received it; `null` for what the rules did by themselves or what cannot be read. */
export function commandOf({ commandId, by, action, atMs, detail }: PastAct): OperatorCommand | null {
  const parsed = OperatorCommand.safeParse({ commandId, by, atMs, act: { ...detail, type: action } });
  return parsed.success ? parsed.data : null;
}

/** Acts by people on the city that were carried out. */
export const byPeople = (acts: readonly PastAct[]): PastAct[] => acts.filter((a) => a.outcome === 'ok' && !a.by.startsWith('rule:') && OF_THE_CITY.has(a.about.kind));

/** Locks, closures and capacities from before, at the start of the replay; counts that were set are in the first state already. */
export function actsInForce(acts: readonly PastAct[], startMs: number): OperatorCommand[] {
  return byPeople(acts).flatMap((act) => {
    const command = LASTING.has(act.action) ? commandOf(act) : null;
    if (command === null || (command.act.type === 'facility' && ['rezero', 'setOccupied'].includes(command.act.action.action))) return [];
    return [{ ...command, atMs: startMs }];
  });
}

/** A garage that only counts in and out knows no beginning: it begins with what was known of it then. */
export function firstCounts(city: City, states: ReadonlyMap<string, FacilityState>, startMs: number): OperatorCommand[] {
  return city.facilities.flatMap((f) => {
    const state = states.get(f.id);
    if (state === undefined || f.counters.some((c) => c.kind !== 'totals')) return [];
    return state.audiences.filter((a) => a.occupied !== null && f.audiences.some((own) => own.id === a.id)).map((a): OperatorCommand => ({
      commandId: `replay:${f.id}:${a.id}`, by: 'replay', atMs: startMs,
      act: { type: 'facility', facilityId: f.id, action: { action: 'setOccupied', audience: a.id, occupied: a.occupied ?? 0, reason: 'known at the start of the replay' } },
    }));
  });
}
