import { refreshOpening } from '../hours/opening.js';
import { compile } from '../model/compiled.js';
import { TOTAL_AUDIENCE, type FacilityConfig } from '../model/config.js';
import { REASONS, type AudiencePublic, type FacilityPublic, type ParkingStatus, type Quality } from '../model/public.js';
import { get } from '../model/record.js';
import type { FacilityState } from '../model/state.js';
import { isLevel } from '../status/table.js';
import { assess } from './assess.js';

/** Worst first: a sum is worth as much as its worst part. */
const QUALITIES: readonly Quality[] = ['unknown', 'estimated', 'derived', 'measured'];
/** The whole is as free as its freest part; of parts without a number the one that says least decides. */
const FREEST: readonly ParkingStatus[] = ['available', 'almostFull', 'full'];
const MUTEST: readonly ParkingStatus[] = ['unavailable', 'unknown'];

function statusOfSum(parts: readonly AudiencePublic[]): ParkingStatus {
  const has = (status: ParkingStatus): boolean => parts.some((p) => p.status === status);
  return MUTEST.find(has) ?? FREEST.find(has) ?? 'closed';
}

function oldest(parts: readonly AudiencePublic[]): number | null {
  const times = parts.map((p) => p.measuredAtMs);
  return times.reduce((low, t) => (low === null || t === null ? null : Math.min(low, t)));
}

const sum = (parts: readonly AudiencePublic[], key: 'vacant' | 'occupied'): number =>
  parts.reduce((total, p) => total + Number(p[key]), 0);

/** The facility from its audiences: a number only when every audience that is open has one. */
function combine(all: readonly AudiencePublic[]): AudiencePublic {
  const open = all.filter((p) => p.status !== 'closed');
  const parts = open.length === 0 ? all : open;
  const status = statusOfSum(parts);
  const reasons = new Set(parts.flatMap((p) => p.reasons));
  const trends = new Set(parts.map((p) => p.trend));
  const [trend = null] = trends;
  const sources = new Set(parts.map((p) => p.evidence));
  const [evidence = null] = sources;
  return {
    audience: TOTAL_AUDIENCE,
    status,
    statusSinceMs: Math.max(...parts.map((p) => p.statusSinceMs)),
    vacant: isLevel(status) ? sum(parts, 'vacant') : null,
    occupied: isLevel(status) ? sum(parts, 'occupied') : null,
    capacity: parts.reduce((total, p) => total + p.capacity, 0),
    raw: { occupied: null, vacant: null },
    reasons: REASONS.filter((r) => reasons.has(r)),
    measuredAtMs: oldest(parts),
    quality: parts.map((p) => p.quality).reduce((worst, q) => (QUALITIES.indexOf(q) < QUALITIES.indexOf(worst) ? q : worst)),
    trend: trends.size === 1 ? trend : null,
    evidence: sources.size === 1 ? evidence : null,
  };
}

/**
 * The published record at an instant. Safe at any time: where more time has passed than the last tick knew, the record
 * is judged anew on the side, so that no value outlives its limit. Reads only.
 */
export function facilityPublic(state: FacilityState, config: FacilityConfig, nowMs: number): FacilityPublic {
  const compiled = compile(config);
  const isDue = nowMs >= state.nextDueMs;
  const view: FacilityState = isDue ? { ...state, nowMs: Math.max(state.nowMs, nowMs) } : state;
  if (isDue) refreshOpening(view, config, view.nowMs);
  const all = compiled.audiences.map((a) => {
    const record = isDue ? assess(view, config, a, view.nowMs).published : get(state.audiences, a.config.id).published;
    return [a.config.id, record] as const;
  });
  const byId = Object.fromEntries(all);
  const { [TOTAL_AUDIENCE]: whole, ...audiences } = byId;
  return {
    facilityId: config.id,
    atMs: Math.max(state.nowMs, nowMs),
    opening: view.opening,
    audiences,
    total: whole ?? combine(Object.values(audiences)),
    publicAudience: config.publicAudience,
  };
}
