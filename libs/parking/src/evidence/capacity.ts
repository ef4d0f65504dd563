import type { AudienceConfig } from '../model/config.js';
import type { Reason } from '../model/public.js';
import { get } from '../model/record.js';
import type { FacilityState } from '../model/state.js';

export interface CapacityInForce {
  readonly capacity: number;
  /** The counters' own free counts already reckon with it. */
  readonly counterFollows: boolean;
  readonly reason: Extract<Reason, 'temporaryCapacity' | 'reportedCapacity'> | null;
  /** Next start or end of a temporary capacity of this audience. */
  readonly nextChangeMs: number;
}

/** Temporary capacity of an audience that counts now; of several the one that began last: it was decided with the others in view. */
export function temporaryInForce(temporary: FacilityState['temporary'], audience: string, nowMs: number): FacilityState['temporary'][number] | null {
  let active: FacilityState['temporary'][number] | null = null;
  for (const t of temporary) {
    const holds = t.audience === audience && t.startMs <= nowMs && (t.endMs === null || t.endMs > nowMs);
    if (holds && (active === null || t.startMs >= active.startMs)) active = t;
  }
  return active;
}

/** Spaces in force: the operator's temporary capacity before the garage's reported one before configuration. */
export function capacityInForce(state: FacilityState, audience: AudienceConfig, nowMs: number): CapacityInForce {
  let nextChangeMs = Number.POSITIVE_INFINITY;
  for (const t of state.temporary) {
    if (t.audience !== audience.id) continue;
    if (t.startMs > nowMs) nextChangeMs = Math.min(nextChangeMs, t.startMs);
    else if (t.endMs !== null && t.endMs > nowMs) nextChangeMs = Math.min(nextChangeMs, t.endMs);
  }
  const active = temporaryInForce(state.temporary, audience.id, nowMs);
  if (active !== null) {
    return { capacity: active.capacity, counterFollows: active.counterFollows, reason: 'temporaryCapacity', nextChangeMs };
  }
  const reported = get(state.audiences, audience.id).reportedCapacity;
  if (reported !== null && reported !== audience.capacity) {
    return { capacity: reported, counterFollows: true, reason: 'reportedCapacity', nextChangeMs };
  }
  return { capacity: audience.capacity, counterFollows: true, reason: null, nextChangeMs };
}
