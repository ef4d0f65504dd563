import type { CompiledAudience } from '../model/compiled.js';
import type { EvidenceConfig, EvidenceKind, FacilityConfig } from '../model/config.js';
import type { Reason } from '../model/public.js';
import { get } from '../model/record.js';
import type { AbsoluteCounterState, FacilityState, TotalsCounterState } from '../model/state.js';
import type { CapacityInForce } from './capacity.js';
import type { Observation } from './observation.js';
import { countSpaces } from './spaces.js';

interface Context {
  readonly state: FacilityState;
  readonly config: FacilityConfig;
  readonly audience: CompiledAudience;
  readonly inForce: CapacityInForce;
  readonly nowMs: number;
}

const NONE = { occupied: null, vacant: null } as const;

const freshUntil = (evidence: EvidenceConfig, config: FacilityConfig, timeMs: number): number =>
  timeMs + (evidence.staleSeconds ?? config.staleSeconds) * 1000;

/** Our own correction makes a count derived. */
function correct(observation: Observation, c: Context): Observation {
  const { correction } = get(c.state.audiences, c.audience.config.id);
  if (correction === null || correction.vehicles === 0 || c.audience.counterKind !== observation.kind) return observation;
  if (observation.occupied === null) return observation;
  const occupied = observation.occupied + correction.vehicles;
  return { ...observation, occupied, quality: 'derived', reasons: [...observation.reasons, 'corrected'] };
}

/** Spaces that a counter's own free count refers to. */
function basisOf(c: Context, reported: number | null): number {
  return reported ?? (c.inForce.counterFollows ? c.inForce.capacity : c.audience.config.capacity);
}

function fromAbsolute(e: EvidenceConfig, counter: AbsoluteCounterState, c: Context): Observation {
  const basis = basisOf(c, counter.capacity);
  const reasons: Reason[] = [...counter.reasons];
  const { vacant, occupied } = counter;
  if (vacant !== null && occupied !== null && Math.abs(vacant + occupied - basis) > c.audience.config.contradictionTolerance) {
    reasons.push('contradiction');
  }
  // The free count is what the garage itself shows to drivers: it wins over the occupied one.
  const taken = vacant !== null ? basis - vacant : occupied;
  return {
    kind: 'absolute',
    occupied: taken,
    raw: {
      occupied: counter.raw.occupied ?? taken,
      vacant: counter.raw.vacant ?? (taken === null ? null : basis - taken),
    },
    counted: taken,
    basis,
    measuredAtMs: counter.timeMs,
    freshUntilMs: freshUntil(e, c.config, counter.timeMs),
    quality: 'measured',
    reasons,
  };
}

const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, v) => (sum === null || v === null ? null : sum + v), 0);

/** Parts are added up; one that is missing or mute leaves the audience without a number. */
function addParts(c: Context): Observation | null {
  const parts = c.audience.parts.flatMap((e) => {
    const counter = c.state.counters[e.counterId] as AbsoluteCounterState | undefined;
    return counter === undefined ? [] : [{ counter, freshUntilMs: freshUntil(e, c.config, counter.timeMs) }];
  });
  if (parts.length === 0) return null;
  const complete = parts.length === c.audience.parts.length;
  const basis = basisOf(c, null);
  const vacant = sumOf(parts.map((p) => p.counter.vacant));
  const taken = vacant !== null ? basis - vacant : sumOf(parts.map((p) => p.counter.occupied));
  const occupied = complete ? taken : null;
  const reasons = parts.flatMap((p) => p.counter.reasons);
  return {
    kind: 'absolute',
    occupied,
    raw: occupied === null ? NONE : { occupied, vacant: basis - occupied },
    counted: occupied,
    basis,
    measuredAtMs: Math.min(...parts.map((p) => p.counter.timeMs)),
    freshUntilMs: Math.min(...parts.map((p) => p.freshUntilMs)),
    quality: 'derived',
    reasons: occupied === null ? [...reasons, 'partialCounters'] : reasons,
  };
}

function absoluteOf(e: EvidenceConfig, c: Context): Observation[] {
  const counter = c.state.counters[e.counterId] as AbsoluteCounterState | undefined;
  return counter === undefined ? [] : [fromAbsolute(e, counter, c)];
}

/** The most trusted fresh counter, else the newest; another fresh one that differs contradicts it. */
function pickWhole(wholes: readonly Observation[], c: Context): Observation | null {
  const usable = wholes.filter((o) => c.nowMs <= o.freshUntilMs && o.occupied !== null);
  const [first, ...others] = usable;
  if (first === undefined) {
    return wholes.reduce<Observation | null>((best, o) => (best === null || o.freshUntilMs > best.freshUntilMs ? o : best), null);
  }
  const tolerance = c.audience.config.contradictionTolerance;
  const differs = others.some((o) => Math.abs(Number(o.occupied) - Number(first.occupied)) > tolerance);
  return differs ? { ...first, reasons: [...first.reasons, 'contradiction'] } : first;
}

function observeAbsolute(c: Context): Observation | null {
  const whole = pickWhole(c.audience.wholes.flatMap((e) => absoluteOf(e, c)), c);
  if (whole !== null) return whole;
  return addParts(c);
}

/** Entries minus exits over all counters of the audience; as old as the oldest of them. */
function observeTotals(c: Context): Observation | null {
  const basis = c.audience.config.capacity;
  const { correction } = get(c.state.audiences, c.audience.config.id);
  const reasons: Reason[] = [];
  let heard = 0;
  let net = 0;
  let measuredAtMs = Number.POSITIVE_INFINITY;
  let freshUntilMs = Number.POSITIVE_INFINITY;
  for (const e of c.audience.totals) {
    const counter = c.state.counters[e.counterId] as TotalsCounterState | undefined;
    if (counter === undefined) continue;
    heard += 1;
    net += counter.net;
    measuredAtMs = Math.min(measuredAtMs, counter.timeMs);
    freshUntilMs = Math.min(freshUntilMs, freshUntil(e, c.config, counter.timeMs));
    if (counter.suspect !== null) reasons.push(counter.suspect);
    if (e.baseline === 'needsAnchor' && correction === null) reasons.push('noAnchor');
  }
  if (heard === 0) return null;
  if (heard < c.audience.totals.length) reasons.push('partialCounters');
  const counted = heard === c.audience.totals.length ? net : null;
  return {
    kind: 'totals',
    occupied: reasons.includes('noAnchor') ? null : counted,
    raw: { occupied: net, vacant: basis - net },
    counted,
    basis,
    measuredAtMs,
    freshUntilMs,
    quality: 'derived',
    reasons,
  };
}

/** Silence of living sensors is looked at this often. */
const SILENCE_STEP_MS = 60_000;

/**
 * How far the word of single spaces reaches: where enough of them live, up to the last word over their link, because
 * they would have said what changed; else up to the last message of their own. Looked at anew every minute.
 */
function spacesReach(c: Context, heardMs: number, lives: boolean): Pick<Observation, 'measuredAtMs' | 'freshUntilMs' | 'dueMs'> {
  const measuredAtMs = lives ? Math.max(heardMs, Math.min(c.nowMs, c.state.linkHeardMs)) : heardMs;
  const reach = { measuredAtMs, freshUntilMs: measuredAtMs + c.config.staleSeconds * 1000 };
  return lives ? { ...reach, dueMs: (Math.floor(c.nowMs / SILENCE_STEP_MS) + 1) * SILENCE_STEP_MS } : reach;
}

/**
 * Single spaces: trusted when enough of them report (IRIS: 75 %). Spaces without a sensor count as not reporting.
 * Those that do report stand for the rest.
 */
function observeSpaces(c: Context): Observation | null {
  const own = get(c.state.audiences, c.audience.config.id);
  if (own.spaceHeardMs === null) return null;
  const basis = c.audience.config.capacity;
  const count = countSpaces(own.buckets, c.nowMs, c.config);
  const expected = Math.max(c.audience.spaces, basis);
  const trusted = count.reporting * 100 >= expected * c.config.minSpacesReportingPct;
  const complete = count.reporting >= expected;
  return {
    kind: 'space',
    occupied: trusted ? Math.round((count.occupied * basis) / count.reporting) : null,
    raw: { occupied: count.occupied, vacant: count.reporting - count.occupied },
    counted: null,
    basis,
    ...spacesReach(c, own.spaceHeardMs, trusted && c.config.spaceHeartbeatSeconds !== null),
    quality: complete ? 'measured' : 'derived',
    reasons: complete ? [] : ['partialSpaces'],
  };
}

const OBSERVE: Readonly<Record<EvidenceKind, (c: Context) => Observation | null>> = {
  space: observeSpaces,
  absolute: observeAbsolute,
  totals: observeTotals,
};

/** What each kind of evidence says, most trusted first. Kinds that were never heard are left out. */
export function observe(
  state: FacilityState,
  config: FacilityConfig,
  audience: CompiledAudience,
  inForce: CapacityInForce,
  nowMs: number,
): Observation[] {
  const context: Context = { state, config, audience, inForce, nowMs };
  return config.precedence.flatMap((kind) => {
    const seen = OBSERVE[kind](context);
    return seen === null ? [] : [correct(seen, context)];
  });
}
