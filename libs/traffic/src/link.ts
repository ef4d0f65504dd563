import { combineLanes, type Combined, type LinkBasis } from './combine-lanes.js';
import { isWorse, levelWithHysteresis, type LevelOfService } from './level-of-service.js';
import type { LinkParams } from './link-params.js';
import type { LanePublished } from './published.js';
import { travelTimeSeconds } from './travel-time.js';

/** All that a link remembers: plain JSON, owned and mutated by `applyLanes` and `tickLink`. */
export interface LinkState {
  readonly version: 1;
  level: LevelOfService;
  levelSinceMs: number | null;
  /** A level that wants to be shown, and since when. */
  candidate: LevelOfService | null;
  candidateSinceMs: number;
  /** Smoothed speed and density of one lane. */
  speedKmh: number | null;
  densityVehPerKm: number | null;
  updatedMs: number | null;
  measuredAtMs: number | null;
  congested: boolean;
  /** Since when the level has contradicted `congested`; `null` while it does not. */
  congestionTurnMs: number | null;
}

/** A link that nothing is known about. */
export function createLinkState(): LinkState {
  return {
    version: 1, level: 'unknown', levelSinceMs: null, candidate: null, candidateSinceMs: 0, speedKmh: null,
    densityVehPerKm: null, updatedMs: null, measuredAtMs: null, congested: false, congestionTurnMs: null,
  };
}

export interface LinkApplied {
  readonly kind: 'applied';
  readonly level: LevelOfService;
  readonly levelChanged: boolean;
  readonly levelSinceMs: number | null;
  /** All lanes, vehicles per hour, not smoothed. */
  readonly flowVehPerH: number | null;
  /** Smoothed. */
  readonly meanSpeedKmh: number | null;
  readonly occupancyPct: number | null;
  /** Smoothed, vehicles per kilometre of one lane. */
  readonly densityVehPerKm: number | null;
  readonly travelTimeS: number | null;
  /** Travel time beyond that of the free road, seconds. */
  readonly delayS: number | null;
  readonly basis: LinkBasis;
  /** 0-1. */
  readonly quality: number;
  readonly measuredAtMs: number | null;
  readonly congested: boolean;
  /** Change of the congestion alarm in this step. */
  readonly alarm: 'raised' | 'cleared' | null;
}
/** `late`: older than what was applied, the state is as it was. */
export type LinkResult = LinkApplied | { readonly kind: 'late'; readonly updatedMs: number };
export type LinkTick = LinkApplied | { readonly kind: 'unchanged' };

/**
 * Combines what the lanes of a link publish into its level of service, congestion alarm and travel time. Call it when a
 * lane of the link has a new result. Mutates `state`.
 */
export function applyLanes(state: LinkState, lanes: readonly LanePublished[], nowMs: number, params: LinkParams): LinkResult {
  if (state.updatedMs !== null && nowMs < state.updatedMs) return { kind: 'late', updatedMs: state.updatedMs };
  const combined = combineLanes(lanes, nowMs, params);
  smoothInto(state, combined, nowMs, params);
  state.updatedMs = nowMs;
  state.measuredAtMs = combined.measuredAtMs ?? state.measuredAtMs;
  const levelChanged = show(state, wantedLevel(state, combined, params), nowMs, params);
  return result(state, combined, levelChanged, updateCongestion(state, nowMs, params), params);
}

/** Time-based exponential smoothing, so that irregular intervals weigh what they last. */
function smoothInto(state: LinkState, combined: Combined, nowMs: number, params: LinkParams): void {
  const { meanSpeedKmh, densityVehPerKm } = combined;
  if (meanSpeedKmh === null || densityVehPerKm === null) {
    state.speedKmh = null;
    state.densityVehPerKm = null;
    return;
  }
  const elapsedSeconds = (nowMs - (state.updatedMs ?? nowMs)) / 1000;
  const weight = params.smoothingSeconds > 0 ? 1 - Math.exp(-elapsedSeconds / params.smoothingSeconds) : 1;
  state.speedKmh = blend(state.speedKmh, meanSpeedKmh, weight);
  state.densityVehPerKm = blend(state.densityVehPerKm, densityVehPerKm, weight);
}

const blend = (old: number | null, fresh: number, weight: number): number => (old === null ? fresh : old + weight * (fresh - old));

/** An empty cross-section after slow traffic may be the gap behind a blockage: it is no reason to say better. */
function wantedLevel(state: LinkState, combined: Combined, params: LinkParams): LevelOfService {
  if (combined.empty && isWorse(state.level, 'dense')) return state.level;
  return levelWithHysteresis(state.speedKmh, state.densityVehPerKm, state.level, params.thresholds, params.hysteresis);
}

/** Shows a wanted level once it has lasted; to and from `unknown` at once. True when the level changed. */
function show(state: LinkState, wanted: LevelOfService, nowMs: number, params: LinkParams): boolean {
  if (wanted === state.level) {
    state.candidate = null;
    return false;
  }
  if (wanted !== 'unknown' && state.level !== 'unknown') {
    // Wanting something else on the same side goes on waiting: the side is what must last.
    const worse = isWorse(wanted, state.level);
    if (state.candidate === null || isWorse(state.candidate, state.level) !== worse) state.candidateSinceMs = nowMs;
    state.candidate = wanted;
    const dwellSeconds = worse ? params.dwellWorseSeconds : params.dwellBetterSeconds;
    if (nowMs - state.candidateSinceMs < dwellSeconds * 1000) return false;
  }
  state.level = wanted;
  state.levelSinceMs = nowMs;
  state.candidate = null;
  return true;
}

/** Congestion alarm: a counter with a trigger and a clear time. An unknown level is no jam: the alarm runs out. */
function updateCongestion(state: LinkState, nowMs: number, params: LinkParams): LinkApplied['alarm'] {
  if ((state.level === 'jam') === state.congested) {
    state.congestionTurnMs = null;
    return null;
  }
  state.congestionTurnMs ??= nowMs;
  const waitSeconds = state.congested ? params.congestionClearSeconds : params.congestionTriggerSeconds;
  if (nowMs - state.congestionTurnMs < waitSeconds * 1000) return null;
  state.congested = !state.congested;
  state.congestionTurnMs = null;
  return state.congested ? 'raised' : 'cleared';
}

function result(
  state: LinkState,
  combined: Combined,
  levelChanged: boolean,
  alarm: LinkApplied['alarm'],
  params: LinkParams,
): LinkApplied {
  const travelTimeS = travelTimeSeconds(state.speedKmh, params);
  const freeS = (params.lengthM * 3.6) / params.freeSpeedKmh;
  return {
    kind: 'applied',
    level: state.level,
    levelChanged,
    levelSinceMs: state.levelSinceMs,
    flowVehPerH: combined.flowVehPerH,
    meanSpeedKmh: state.speedKmh,
    occupancyPct: combined.occupancyPct,
    densityVehPerKm: state.densityVehPerKm,
    travelTimeS,
    delayS: travelTimeS === null ? null : Math.max(0, travelTimeS - freeS),
    basis: combined.basis,
    quality: combined.quality,
    measuredAtMs: state.measuredAtMs,
    congested: state.congested,
    alarm,
  };
}

const UNCHANGED: LinkTick = Object.freeze({ kind: 'unchanged' });

/**
 * Ages a link: once nothing measured is young enough its level is unknown, and a congestion alarm runs out. Reports only
 * steps that change something. Mutates `state`.
 */
export function tickLink(state: LinkState, nowMs: number, params: LinkParams): LinkTick {
  const { measuredAtMs } = state;
  const late = state.updatedMs !== null && nowMs < state.updatedMs;
  const fresh = measuredAtMs !== null && nowMs - measuredAtMs <= params.maxAgeSeconds * 1000;
  if (late || fresh || (state.level === 'unknown' && !state.congested)) return UNCHANGED;
  const nothing = combineLanes([], nowMs, params);
  smoothInto(state, nothing, nowMs, params);
  state.updatedMs = nowMs;
  const levelChanged = show(state, 'unknown', nowMs, params);
  const alarm = updateCongestion(state, nowMs, params);
  return levelChanged || alarm !== null ? result(state, nothing, levelChanged, alarm, params) : UNCHANGED;
}
