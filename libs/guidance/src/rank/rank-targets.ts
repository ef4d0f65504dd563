import type { Advised } from '../spread/advise.js';
import { lookUp } from '../sign/inputs.js';
import type { InputQuality, TargetStatus } from '../sign/model.js';

/** Driver guidance: where to go, best first, with reasons. */
export interface RankFacility {
  facilityId: string;
  lat: number;
  lon: number;
  status: TargetStatus;
  /** Per audience; an audience that is not listed is not offered. */
  audiences: Readonly<Record<string, RankAudience>>;
  /** Next change of opening, if one is known. */
  closesAtMs: number | null;
  heightLimitMetres: number | null;
  /** Cents an hour, `null` when not known. */
  centPerHour: number | null;
}
export interface RankAudience {
  vacant: number | null;
  capacity: number;
  status: TargetStatus;
  quality: InputQuality;
  measuredAtMs: number | null;
}
export interface RankRequest {
  lat: number;
  lon: number;
  needs: {
    audience: string;
    vehicleHeightMetres: number | null;
    maxWalkMetres: number | null;
  };
  /** Travel time until arrival, seconds; 0 when not known. */
  arrivalInSeconds: number;
  /** Least time that the place must stay open after arrival, seconds. */
  staySeconds: number;
  /** Target being followed: it stays first unless another one in the same tier saves `switchGainMinutes`. */
  currentTargetId: string | null;
}
export interface RankOptions {
  maxAgeSeconds: number;
  /** Metres on foot for one metre as the crow flies. */
  detourFactor: number;
  walkMetresPerMinute: number;
  /** Minutes on foot that a place weighs which is almost full. */
  almostFullMinutes: number;
  switchGainMinutes: number;
}
export const DEFAULT_RANK_OPTIONS: RankOptions = {
  maxAgeSeconds: 300,
  detourFactor: 1.3,
  walkMetresPerMinute: 75,
  almostFullMinutes: 3,
  switchGainMinutes: 3,
};

/** `good` known to be free; `uncertain` open, not known; `full`; `unsuitable` does not meet the needs; `closed`. Never left out. */
export type RankTier = 'good' | 'uncertain' | 'full' | 'unsuitable' | 'closed';
export const RANK_TIERS: readonly RankTier[] = ['good', 'uncertain', 'full', 'unsuitable', 'closed'];
export type RankReasonCode =
  | 'walk'
  | 'vacant'
  | 'almostFull'
  | 'full'
  | 'closed'
  | 'closesSoon'
  | 'closesBefore'
  | 'stale'
  | 'unknown'
  | 'estimated'
  | 'audienceMissing'
  | 'tooHigh'
  | 'tooFar'
  | 'current'
  | 'freeAtArrival'
  | 'fillsBefore'
  | 'opensUp'
  | 'leftToOthers';
export interface RankReason {
  code: RankReasonCode;
  textDe: string;
  textEn: string;
}
export interface RankedTarget {
  facilityId: string;
  /** 1 is best. */
  rank: number;
  tier: RankTier;
  walkMetres: number;
  walkMinutes: number;
  /** `null` whenever no number may be shown. */
  vacant: number | null;
  status: TargetStatus;
  quality: InputQuality;
  measuredAtMs: number | null;
  ageMs: number | null;
  closesInMinutes: number | null;
  /** Minutes: drive, expected search, weighted walk and price where that is known, else the walk (and a handicap when almost full). */
  costMinutes: number;
  /** Probability of a free space at arrival, percent; `null` when nothing is known. */
  freePct: number | null;
  reasons: RankReason[];
}

const EARTH_RADIUS_M = 6_371_000;
const CLOSES_SOON_MINUTES = 60;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great circle, metres. */
export const distanceMetres = (from: { lat: number; lon: number }, to: { lat: number; lon: number }): number => {
  const [dLat, dLon] = [radians(to.lat - from.lat), radians(to.lon - from.lon)];
  const a = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
};

const reason = (code: RankReasonCode, textDe: string, textEn: string): RankReason => ({ code, textDe, textEn });

interface Finding {
  tier: RankTier;
  reason: RankReason;
}
interface Case {
  facility: RankFacility;
  audience: RankAudience;
  /** The facility has spaces for this audience at all. */
  offered: boolean;
  request: RankRequest;
  options: RankOptions;
  nowMs: number;
  walkMetres: number;
  advised: Advised | null;
}

const minutesUntil = (atMs: number, nowMs: number): number => Math.max(0, Math.floor((atMs - nowMs) / 60_000));

const isClosed = ({ facility, audience }: Case): boolean => facility.status === 'closed' || audience.status === 'closed';

const openingFindings = (one: Case): Finding[] => {
  const { facility, request, nowMs } = one;
  const leaveMs = nowMs + (request.arrivalInSeconds + request.staySeconds) * 1000;
  if (isClosed(one)) return [{ tier: 'closed', reason: reason('closed', 'geschlossen', 'closed') }];
  if (facility.closesAtMs === null) return [];
  const minutes = minutesUntil(facility.closesAtMs, nowMs);
  if (facility.closesAtMs <= leaveMs) return [{ tier: 'closed', reason: reason('closesBefore', `schließt schon in ${minutes} min`, `closes in ${minutes} min already`) }];
  return minutes > CLOSES_SOON_MINUTES ? [] : [{ tier: 'good', reason: reason('closesSoon', `schließt in ${minutes} min`, `closes in ${minutes} min`) }];
};

const needFindings = ({ facility, offered, request, walkMetres }: Case): Finding[] => {
  const { vehicleHeightMetres: height, maxWalkMetres } = request.needs;
  const limit = facility.heightLimitMetres;
  const found: RankReason[] = [];
  if (!offered) found.push(reason('audienceMissing', 'keine solchen Plätze', 'no such spaces'));
  if (height !== null && limit !== null && height > limit) found.push(reason('tooHigh', `nur bis ${limit} m Höhe`, `height limit ${limit} m`));
  if (maxWalkMetres !== null && walkMetres > maxWalkMetres) found.push(reason('tooFar', 'Fußweg zu weit', 'too far to walk'));
  return found.map((one) => ({ tier: 'unsuitable', reason: one }));
};

const isPossible = ({ vacant, capacity }: RankAudience): boolean => vacant === null || (Number.isInteger(vacant) && vacant >= 0 && vacant <= capacity);

/** Why nothing may be said about free spaces, if so. */
const doubt = (audience: RankAudience, options: RankOptions, nowMs: number): RankReason | null => {
  const { measuredAtMs, status, quality } = audience;
  if (status === 'unknown' || quality === 'unknown' || measuredAtMs === null || !isPossible(audience)) return reason('unknown', 'Belegung unbekannt', 'occupancy unknown');
  const stale = status === 'unavailable' || nowMs - measuredAtMs >= options.maxAgeSeconds * 1000;
  return stale ? reason('stale', 'Daten zu alt', 'data too old') : null;
};

const spaceFindings = (one: Case): Finding[] => {
  const { audience, offered, options, nowMs } = one;
  if (!offered || isClosed(one)) return [];
  const doubted = doubt(audience, options, nowMs);
  if (doubted !== null) return [{ tier: 'uncertain', reason: doubted }];
  const { status, vacant, quality } = audience;
  if (status === 'full' || vacant === 0) return [{ tier: 'full', reason: reason('full', 'voll', 'full') }];
  const found: Finding[] = [];
  if (vacant !== null) found.push({ tier: 'good', reason: reason('vacant', `${vacant} frei`, `${vacant} vacant`) });
  if (status === 'almostFull') found.push({ tier: 'good', reason: reason('almostFull', 'fast voll', 'almost full') });
  if (quality === 'estimated') found.push({ tier: 'uncertain', reason: reason('estimated', 'geschätzt', 'estimated') });
  return found;
};

/** From so much on a space is as good as sure; below so much it is as good as gone. */
const SURE_PCT = 90;
const DOUBTFUL_PCT = 50;
/** Percent by which those who come later would miss the space, from which on it is worth saying. */
const MISSED_PCT = 20;

const freePctOf = ({ advised }: Case): number | null => (advised?.outlook === true ? Math.round(advised.freeProbability * 100) : null);

/** What the outlook says beyond the count: it fills up before one is there, or empties. */
const aheadFindings = (one: Case, tier: RankTier): Finding[] => {
  const freePct = freePctOf(one);
  if (freePct === null || one.advised === null || tierRank(tier) > tierRank('full')) return [];
  const likely = reason('freeAtArrival', `bei Ankunft zu ${freePct} % frei`, `${freePct} % likely to be free at arrival`);
  if (tier === 'full') return freePct < SURE_PCT ? [] : [{ tier: 'uncertain', reason: reason('opensUp', `bei Ankunft zu ${freePct} % wieder frei`, `${freePct} % likely to be free again at arrival`) }];
  if (freePct < DOUBTFUL_PCT) return [{ tier: 'uncertain', reason: reason('fillsBefore', `füllt sich: bei Ankunft nur zu ${freePct} % frei`, `filling up: only ${freePct} % likely to be free at arrival`) }];
  const missed = Math.round(one.advised.missedProbability * 100) - (100 - freePct);
  return missed < MISSED_PCT ? [{ tier: 'good', reason: likely }] : [{ tier: 'good', reason: likely }, { tier: 'good', reason: reason('leftToOthers', 'wird bald knapp', 'soon short of spaces') }];
};

const tierRank = (tier: RankTier): number => RANK_TIERS.indexOf(tier);

const worstOf = (findings: readonly Finding[]): RankTier => findings.reduce<RankTier>((found, { tier: next }) => (tierRank(next) > tierRank(found) ? next : found), 'good');

const judge = (one: Case): RankedTarget => {
  const { facility, audience, options, nowMs, walkMetres } = one;
  const known = [...openingFindings(one), ...needFindings(one), ...spaceFindings(one)];
  const present = worstOf(known);
  const ahead = aheadFindings(one, present);
  const findings = [...known, ...ahead];
  const tier = ahead.some((found) => found.reason.code === 'opensUp') ? 'uncertain' : worstOf(findings);
  const walkMinutes = Math.ceil(walkMetres / options.walkMetresPerMinute);
  const { status, quality, measuredAtMs } = audience;
  const closed = isClosed(one);
  return {
    facilityId: facility.facilityId,
    rank: 0,
    tier,
    walkMetres,
    walkMinutes,
    vacant: closed || doubt(audience, options, nowMs) !== null ? null : audience.vacant,
    status: closed ? 'closed' : status,
    quality,
    measuredAtMs,
    ageMs: measuredAtMs === null ? null : nowMs - measuredAtMs,
    closesInMinutes: facility.closesAtMs === null ? null : minutesUntil(facility.closesAtMs, nowMs),
    costMinutes: one.advised === null ? walkMinutes + (status === 'almostFull' ? options.almostFullMinutes : 0) : Math.round(one.advised.expectedSeconds / 60),
    freePct: freePctOf(one),
    reasons: [reason('walk', `${walkMinutes} min zu Fuß`, `${walkMinutes} min on foot`), ...findings.map((finding) => finding.reason)],
  };
};

/** Total order, so that the same question gives the same answer whatever the order of the input. */
const compare = (a: RankedTarget, b: RankedTarget): number =>
  tierRank(a.tier) - tierRank(b.tier) || a.costMinutes - b.costMinutes || a.walkMetres - b.walkMetres || Number(a.facilityId > b.facilityId) - Number(a.facilityId < b.facilityId);

const CURRENT = reason('current', 'Ihr bisheriges Ziel', 'your present target');

/** Keeps a followed target first while no other is worth turning round for. */
const keepCurrent = (sorted: RankedTarget[], request: RankRequest, options: RankOptions): RankedTarget[] => {
  const current = sorted.find(({ facilityId }) => facilityId === request.currentTargetId);
  const [best] = sorted;
  if (current === undefined || best?.tier !== current.tier || current.costMinutes - best.costMinutes >= options.switchGainMinutes) return sorted;
  const kept = { ...current, reasons: [...current.reasons, CURRENT] };
  return [kept, ...sorted.filter((one) => one !== current)];
};

/** By tier, then as `advised` has them. What is followed comes first there, unless another one is worth a change. */
const asAdvised = (judged: readonly RankedTarget[], advised: readonly Advised[], request: RankRequest): RankedTarget[] => {
  const place = new Map(advised.map(({ targetId }, index) => [targetId, index]));
  const sorted = judged.toSorted((a, b) => tierRank(a.tier) - tierRank(b.tier) || Number(place.get(a.facilityId)) - Number(place.get(b.facilityId)));
  const [first, ...others] = sorted;
  if (first === undefined || first.facilityId !== request.currentTargetId) return sorted;
  return [{ ...first, reasons: [...first.reasons, CURRENT] }, ...others];
};

/**
 * Ranks targets by tier, then by expected time where ways are `advised` (every facility among them), else by minutes on foot
 * and a handicap when almost full. Every facility is in the answer, also closed and full ones, so that nobody who asks for
 * one by name is told nothing. Stable and independent of input order.
 */
export const rankTargets = (
  facilities: readonly RankFacility[],
  request: RankRequest,
  nowMs: number,
  options: RankOptions = DEFAULT_RANK_OPTIONS,
  advised: readonly Advised[] | null = null,
): RankedTarget[] => {
  const judged = facilities.map((facility) => {
    const { audience: wanted } = request.needs;
    const found = lookUp(facility.audiences, wanted);
    const audience = found ?? { vacant: null, capacity: 0, status: facility.status, quality: 'unknown', measuredAtMs: null };
    const walkMetres = Math.round(distanceMetres(request, facility) * options.detourFactor);
    const own = advised?.find(({ targetId }) => targetId === facility.facilityId) ?? null;
    return judge({ facility, audience, offered: found !== null, request, options, nowMs, walkMetres, advised: own });
  });
  const ranked = advised === null ? keepCurrent(judged.toSorted(compare), request, options) : asAdvised(judged, advised, request);
  return ranked.map((one, index) => ({ ...one, rank: index + 1 }));
};
