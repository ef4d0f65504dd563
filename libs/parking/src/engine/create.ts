import { compile } from '../model/compiled.js';
import type { AudienceConfig, FacilityConfig } from '../model/config.js';
import type { AudienceState, FacilityState } from '../model/state.js';

const LONG_AGO = 0;

function newAudience(config: AudienceConfig): AudienceState {
  return {
    published: {
      audience: config.id,
      status: 'unavailable',
      statusSinceMs: LONG_AGO,
      vacant: null,
      occupied: null,
      capacity: config.capacity,
      raw: { occupied: null, vacant: null },
      reasons: ['noData'],
      measuredAtMs: null,
      quality: 'unknown',
      trend: null,
      evidence: null,
    },
    buckets: [],
    bucketFloor: 0,
    spaceHeardMs: null,
    correction: null,
    drift: null,
    trend: null,
    lastGood: null,
    counter: null,
    profile: null,
    profileSlot: -1,
    reportedCapacity: null,
  };
}

/** A facility of which nothing is known yet: unavailable until the first reading or tick. */
export function createFacilityState(config: FacilityConfig): FacilityState {
  const audiences = compile(config).audiences.map((a) => [a.config.id, newAudience(a.config)] as const);
  return {
    version: 1,
    facilityId: config.id,
    nowMs: LONG_AGO,
    nextDueMs: LONG_AGO,
    counters: {},
    spaces: {},
    audiences: Object.fromEntries(audiences),
    schedule: null,
    opening: { state: 'unknown', cause: 'schedule', sinceMs: LONG_AGO, nextChangeMs: null },
    garage: { timeMs: LONG_AGO, seq: 0, opening: 'unknown', openingMs: LONG_AGO, barrier: 'ok' },
    linkHeardMs: LONG_AGO,
    spaceStaleSeconds: config.spaceStaleSeconds,
    manual: null,
    temporary: [],
    lastAutoRezeroMs: LONG_AGO,
  };
}

/**
 * Fits a stored state to a configuration that may have changed since: audiences that are new begin empty; audiences and
 * counters that are gone, or count something else now, are dropped; everything else lives on. When a single space is
 * gone or their window has changed, all spaces start afresh, because their counts are kept per audience and window.
 */
export function restoreFacilityState(stored: FacilityState, config: FacilityConfig): FacilityState {
  const { evidence } = compile(config);
  const fresh = createFacilityState(config);
  const sameWindow = stored.spaceStaleSeconds === config.spaceStaleSeconds;
  const keepsSpaces = sameWindow && Object.keys(stored.spaces).every((id) => evidence.get(id)?.kind === 'space');
  const audiences: Record<string, AudienceState> = {};
  for (const [id, empty] of Object.entries(fresh.audiences)) {
    const kept = stored.audiences[id] ?? empty;
    audiences[id] = keepsSpaces ? kept : { ...kept, buckets: [], spaceHeardMs: null };
  }
  const counters = Object.entries(stored.counters).filter(([id, c]) => evidence.get(id)?.kind === c.kind);
  return {
    ...fresh,
    ...stored,
    spaceStaleSeconds: config.spaceStaleSeconds,
    counters: Object.fromEntries(counters),
    spaces: keepsSpaces ? stored.spaces : {},
    audiences,
    // Hours, thresholds and capacities may have changed: judge everything anew at the next reading or tick.
    schedule: stored.schedule === null ? null : { ...stored.schedule, untilMs: LONG_AGO },
    nextDueMs: LONG_AGO,
  };
}
