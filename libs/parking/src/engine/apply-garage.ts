import { acceptCapacity } from '../evidence/absolute.js';
import { isFuture, orderOf } from '../evidence/order.js';
import { compile } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import type { GarageReport } from '../model/reading.js';
import { get } from '../model/record.js';
import type { FacilityResult } from '../model/result.js';
import type { FacilityState } from '../model/state.js';
import { advanceAll, refuse, resultOf } from './advance.js';

/** A capacity nobody could have built, or of an audience that there is not. */
function hasBadCapacity(report: GarageReport, config: FacilityConfig): boolean {
  const { byId } = compile(config);
  return Object.entries(report.capacity ?? {}).some(([id, capacity]) => {
    const a = byId.get(id);
    return a === undefined || acceptCapacity(capacity, a.config.capacity) === 'implausible';
  });
}

/** Takes in what the garage says of itself: opening, barrier, capacity. Changes the state in place. */
export function applyGarageState(state: FacilityState, report: GarageReport, config: FacilityConfig): FacilityResult {
  if (!Number.isSafeInteger(report.timeMs) || hasBadCapacity(report, config)) return refuse(state, 'invalid');
  if (isFuture(report.timeMs, report.receivedMs, config.clockToleranceSeconds)) return refuse(state, 'future');
  const last = state.garage;
  const order = orderOf(last.timeMs === 0 ? undefined : last, report);
  if (order !== null) return refuse(state, order);
  const says = report.opening ?? last.opening;
  state.garage = {
    timeMs: report.timeMs,
    seq: report.seq,
    opening: says,
    // When it began to say so: repeating "open" every minute is no news.
    openingMs: says === last.opening ? last.openingMs : report.timeMs,
    barrier: report.barrier ?? last.barrier,
  };
  for (const [id, capacity] of Object.entries(report.capacity ?? {})) get(state.audiences, id).reportedCapacity = capacity;
  state.nowMs = Math.max(state.nowMs, report.receivedMs ?? report.timeMs);
  return resultOf(state, 'applied', advanceAll(state, config, null));
}
