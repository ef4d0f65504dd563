import type { FacilityConfig, FacilityState, Position, Trend } from '@wegweiser/contracts';
import { ageValue, STALE_AFTER_MS, type AgedValue, type PublicValue } from '@wegweiser/web-kit';
import type { RankedLike, Tier } from '../model.js';
import { DEFAULT_AUDIENCE } from '../query.js';
import { arrivalOf, type Arrival } from './arrival.js';

/** The part of a facility's configuration that a list needs; also sent to the browser. */
export type FacilityBrief = Pick<FacilityConfig, 'id' | 'name' | 'address' | 'position'> &
  Partial<Pick<FacilityConfig, 'heightLimitM' | 'staleSeconds'>> & {
    audiences: { id: string; capacity: number }[];
    entrance: Position | null;
    centPerHour: number | null;
    maxDayCent: number | null;
  };

export const briefOf = (config: FacilityConfig): FacilityBrief => ({
  id: config.id,
  name: config.name,
  address: config.address,
  position: config.position,
  audiences: config.audiences.map(({ id, capacity }) => ({ id, capacity })),
  entrance: config.entrances[0]?.position ?? null,
  centPerHour: config.tariff?.centPerHour ?? null,
  maxDayCent: config.tariff?.maxDayCent ?? null,
  ...(config.heightLimitM === undefined ? {} : { heightLimitM: config.heightLimitM }),
  ...(config.staleSeconds === undefined ? {} : { staleSeconds: config.staleSeconds }),
});

/** What is shown of one facility at one moment, for one audience. */
export interface FacilityView extends AgedValue {
  readonly brief: FacilityBrief;
  readonly capacity: number;
  readonly trend: Trend;
  /** It has spaces for the audience that was asked for. */
  readonly offered: boolean;
  readonly tooHigh: boolean;
  readonly tooFar: boolean;
  readonly tooDear: boolean;
  /** Forecast for the arrival; `null` where nothing may be said. */
  readonly arrival: Arrival | null;
  readonly tier: Tier;
  /** `null` without a destination. */
  readonly walk: { readonly minutes: number; readonly metres: number } | null;
  readonly opening: { readonly to: 'open' | 'closed'; readonly atMs: number; readonly inMs: number } | null;
}
export interface ViewContext {
  readonly audience: string;
  readonly heightM: number | null;
  readonly walkMinutes: number | null;
  readonly maxCent?: number | null;
  readonly arriveMinutes?: number;
  readonly nowMs: number;
}

const SILENT: PublicValue & { capacity: number; trend: Trend } = { status: 'unavailable', vacant: null, quality: 'unknown', measuredAtMs: null, capacity: 0, trend: 'unknown' };

const valueFor = (brief: FacilityBrief, state: FacilityState | undefined, audience: string): { value: typeof SILENT; offered: boolean } => {
  const configured = brief.audiences.find((one) => one.id === audience);
  const offered = configured !== undefined;
  const capacity = configured?.capacity ?? 0;
  if (state === undefined) return { value: { ...SILENT, capacity }, offered };
  const found = state.audiences.find((one) => one.id === audience);
  if (found !== undefined) return { value: found, offered: true };
  // A facility that counts only as a whole counts for the public.
  if (audience === DEFAULT_AUDIENCE) return { value: state, offered: offered || state.audiences.length === 0 };
  return { value: { ...SILENT, capacity, status: state.status === 'closed' ? 'closed' : 'unknown' }, offered };
};

/** A stay of two hours: a facility that closes before is no safe answer. */
export const STAY_SECONDS = 7200;

const tierOf = (value: AgedValue, isUnsuitable: boolean, closesSoon: boolean): Tier => {
  if (value.status === 'closed') return 'closed';
  if (isUnsuitable) return 'unsuitable';
  if (value.status === 'full' || value.vacant === 0) return 'full';
  const isKnown = !closesSoon && value.vacant !== null && value.freshness === 'fresh' && value.quality !== 'estimated';
  return isKnown ? 'good' : 'uncertain';
};

const TIERS: readonly Tier[] = ['good', 'uncertain', 'full', 'unsuitable', 'closed'];
/**
 * Both know something: the rules see more than the page, the page sees values grow old. The worse one holds, except that
 * what closes soon is not shown as closed already: the driver decides how long the visit is.
 */
const worseTier = (own: Tier, ranked: RankedLike | undefined): Tier => {
  if (ranked === undefined) return own;
  const other = ranked.tier === 'closed' && ranked.status !== 'closed' ? 'uncertain' : ranked.tier;
  return TIERS.indexOf(own) >= TIERS.indexOf(other) ? own : other;
};

const openingOf = (state: FacilityState | undefined, nowMs: number): FacilityView['opening'] => {
  const change = state?.nextOpeningChange ?? null;
  return change === null || change.atMs <= nowMs ? null : { ...change, inMs: change.atMs - nowMs };
};

const misfits = (brief: FacilityBrief, ranked: RankedLike | undefined, { heightM, walkMinutes, maxCent = null }: ViewContext): Pick<FacilityView, 'tooHigh' | 'tooFar' | 'tooDear'> => ({
  tooHigh: heightM !== null && brief.heightLimitM !== undefined && heightM > brief.heightLimitM,
  tooFar: walkMinutes !== null && ranked !== undefined && ranked.walkMinutes > walkMinutes,
  // A price that is not known is said, not taken for too dear.
  tooDear: maxCent !== null && brief.centPerHour !== null && brief.centPerHour > maxCent,
});

/** Without a number that may be shown there is none to go on from. */
const arrivalFor = ({ vacant, status }: AgedValue, state: FacilityState | undefined, { audience, arriveMinutes = 15, nowMs }: ViewContext): Arrival | null =>
  vacant === null && status !== 'full' ? null : arrivalOf(state, audience, arriveMinutes, nowMs);

export const viewOf = (brief: FacilityBrief, state: FacilityState | undefined, ranked: RankedLike | undefined, context: ViewContext): FacilityView => {
  const { value, offered } = valueFor(brief, state, context.audience);
  const aged = ageValue(value, context.nowMs, brief.staleSeconds === undefined ? STALE_AFTER_MS : brief.staleSeconds * 1000);
  const opening = openingOf(state, context.nowMs);
  const { tooHigh, tooFar, tooDear } = misfits(brief, ranked, context);
  const isSame = ranked !== undefined && ranked.status === value.status && ranked.measuredAtMs === value.measuredAtMs;
  const closesSoon = opening?.to === 'closed' && opening.inMs <= STAY_SECONDS * 1000;
  return {
    ...aged,
    brief,
    capacity: value.capacity,
    trend: value.trend,
    offered,
    tooHigh,
    tooFar,
    tooDear,
    arrival: arrivalFor(aged, state, context),
    tier: worseTier(tierOf(aged, !offered || tooHigh || tooFar || tooDear, closesSoon), isSame ? ranked : undefined),
    walk: ranked === undefined ? null : { minutes: ranked.walkMinutes, metres: ranked.walkMetres },
    opening,
  };
};
