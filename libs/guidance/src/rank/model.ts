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
