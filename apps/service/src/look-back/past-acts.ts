import type { PastAct } from '@wegweiser/archive';
import { OperatorCommand, PlanState, type City, type FacilityState } from '@wegweiser/contracts';
import { z } from 'zod';
import type { Recalled } from '../engine/city-engine.js';

/** Acts whose effect lasts beyond the moment: they are done again before the start, and so is what took them back. */
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

/** How a plan stood before and after an act, as the audit log has it. */
const Standing = z.object({ run: PlanState.shape.run, rests: z.boolean().default(false) });
const PlanDetail = z.object({ before: Standing, after: Standing });

/** What an act left of its plan, as far as that matters at the start: a run, or that it rests as long as the run it ended would have lasted. */
function planLeft({ about, atMs, detail }: PastAct, startMs: number, city: City): Recalled[] {
  const plan = city.plans.find((p) => p.id === about.id);
  const parsed = PlanDetail.safeParse(detail);
  if (plan === undefined || !parsed.success) return [];
  const { before, after } = parsed.data;
  const restsUntilMs = before.run?.endsAtMs ?? atMs + plan.maxHours * 3_600_000;
  return [{ kind: 'plan', planId: about.id, atMs, run: after.run !== null && after.run.endsAtMs > startMs ? after.run : null, rests: after.rests && restsUntilMs > startMs }];
}

/**
 * Locks, closures, capacities and runs of action plans from before the replay, in their order: each is done at its own time, so
 * that what ended, was replaced or taken back meanwhile is so in the replay too. Counts that were set are in the first state already.
 */
export function actsInForce(acts: readonly PastAct[], startMs: number, city: City): Recalled[] {
  return byPeople(acts).flatMap((act): Recalled[] => {
    if (act.about.kind === 'plan') return planLeft(act, startMs, city);
    const command = LASTING.has(act.action) ? commandOf(act) : null;
    if (command === null || (command.act.type === 'facility' && ['rezero', 'declineRezero', 'setOccupied'].includes(command.act.action.action))) return [];
    return [{ kind: 'act', command }];
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
