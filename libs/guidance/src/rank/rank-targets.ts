import { lookUp } from '../sign/inputs.js';
import type { InputQuality, TargetStatus } from '../sign/model.js';

/** First version of driver guidance: where to go, best first, with reasons. */
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
  | 'current';
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
  costMinutes: number;
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

const tierRank = (tier: RankTier): number => RANK_TIERS.indexOf(tier);

const judge = (one: Case): RankedTarget => {
  const { facility, audience, options, nowMs, walkMetres } = one;
  const findings = [...openingFindings(one), ...needFindings(one), ...spaceFindings(one)];
  const tier = findings.reduce<RankTier>((found, { tier: next }) => (tierRank(next) > tierRank(found) ? next : found), 'good');
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
    costMinutes: walkMinutes + (status === 'almostFull' ? options.almostFullMinutes : 0),
    reasons: [reason('walk', `${walkMinutes} min zu Fuß`, `${walkMinutes} min on foot`), ...findings.map((finding) => finding.reason)],
  };
};

/** Total order, so that the same question gives the same answer whatever the order of the input. */
const compare = (a: RankedTarget, b: RankedTarget): number =>
  tierRank(a.tier) - tierRank(b.tier) || a.costMinutes - b.costMinutes || a.walkMetres - b.walkMetres || Number(a.facilityId > b.facilityId) - Number(a.facilityId < b.facilityId);

/** Keeps a followed target first while no other is worth turning round for. */
const keepCurrent = (sorted: RankedTarget[], request: RankRequest, options: RankOptions): RankedTarget[] => {
  const current = sorted.find(({ facilityId }) => facilityId === request.currentTargetId);
  const [best] = sorted;
  if (current === undefined || best?.tier !== current.tier || current.costMinutes - best.costMinutes >= options.switchGainMinutes) return sorted;
  const kept = { ...current, reasons: [...current.reasons, reason('current', 'Ihr bisheriges Ziel', 'your present target')] };
  return [kept, ...sorted.filter((one) => one !== current)];
};

/**
 * Ranks targets by tier, then by minutes on foot (and a handicap when almost full). Every facility is in the answer, also
 * closed and full ones, so that nobody who asks for one by name is told nothing. Stable and independent of input order.
 */
export const rankTargets = (
  facilities: readonly RankFacility[],
  request: RankRequest,
  nowMs: number,
  options: RankOptions = DEFAULT_RANK_OPTIONS,
): RankedTarget[] => {
  const judged = facilities.map((facility) => {
    const { audience: wanted } = request.needs;
    const found = lookUp(facility.audiences, wanted);
    const audience = found ?? { vacant: null, capacity: 0, status: facility.status, quality: 'unknown', measuredAtMs: null };
    const walkMetres = Math.round(distanceMetres(request, facility) * options.detourFactor);
    return judge({ facility, audience, offered: found !== null, request, options, nowMs, walkMetres });
  });
  return keepCurrent(judged.toSorted(compare), request, options).map((one, index) => ({ ...one, rank: index + 1 }));
};
