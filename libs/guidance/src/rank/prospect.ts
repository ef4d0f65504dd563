import { lookUp } from '../sign/inputs.js';
import { DEFAULT_RANK_OPTIONS } from './model.js';
import type { RankAudience, RankedTarget, RankFacility, RankOptions, RankReason, RankReasonCode, RankRequest, RankTier } from './model.js';

const CLOSES_SOON_MINUTES = 60;

export const reason = (code: RankReasonCode, textDe: string, textEn: string): RankReason => ({ code, textDe, textEn });

export interface Finding {
  tier: RankTier;
  reason: RankReason;
}

/** Numbers up to here are looked up in a list, which is what most are; the others are worded anew. */
const FAR = 1000;

/** Findings with a number in them: thousands of answers say the same, so each is worded once, and `most` are remembered. */
export const spoken = (tier: RankTier, code: RankReasonCode, textDe: (n: number) => string, textEn: (n: number) => string, most = 1000): ((n: number) => Finding) => {
  const said: Finding[] = [];
  let left = most;
  return (n) => {
    const before = said[n];
    if (before !== undefined) return before;
    const one = { tier, reason: reason(code, textDe(n), textEn(n)) };
    if (left > 0 && n <= FAR) {
      said[n] = one;
      left -= 1;
    }
    return one;
  };
};
/** 0 best. Asked dozens of times in every answer: told by comparing, a table looked up by name takes several times as long. */
export const gradeOf = (tier: RankTier): number => (tier === 'good' ? 0 : tier === 'uncertain' ? 1 : tier === 'full' ? 2 : tier === 'unsuitable' ? 3 : 4);
export const worseOf = (tier: RankTier, findings: readonly Finding[]): RankTier => {
  let worst = tier;
  for (const found of findings) if (gradeOf(found.tier) > gradeOf(worst)) worst = found.tier;
  return worst;
};

/** What a target is, whoever asks for this audience at this moment and wherever from: worked out once for all of them. */
export interface Prospect extends Pick<RankedTarget, 'vacant' | 'status' | 'quality' | 'measuredAtMs' | 'ageMs' | 'closesInMinutes'> {
  facility: RankFacility;
  /** The facility has spaces for this audience at all. */
  offered: boolean;
  /** It is almost full, be it open or not. */
  almostFull: boolean;
  opening: readonly Finding[];
  space: readonly Finding[];
  /** Worst of these. */
  tier: RankTier;
}
/** The part of a question that prospects depend on. */
export type RankMoment = Pick<RankRequest, 'arrivalInSeconds' | 'staySeconds'> & { audience: string };

const minutesUntil = (atMs: number, nowMs: number): number => Math.max(0, Math.floor((atMs - nowMs) / 60_000));

const openingFindings = (facility: RankFacility, closed: boolean, moment: RankMoment, nowMs: number): Finding[] => {
  const leaveMs = nowMs + (moment.arrivalInSeconds + moment.staySeconds) * 1000;
  if (closed) return [{ tier: 'closed', reason: reason('closed', 'geschlossen', 'closed') }];
  if (facility.closesAtMs === null) return [];
  const minutes = minutesUntil(facility.closesAtMs, nowMs);
  if (facility.closesAtMs <= leaveMs) return [{ tier: 'closed', reason: reason('closesBefore', `schließt schon in ${minutes} min`, `closes in ${minutes} min already`) }];
  return minutes > CLOSES_SOON_MINUTES ? [] : [{ tier: 'good', reason: reason('closesSoon', `schließt in ${minutes} min`, `closes in ${minutes} min`) }];
};

const isPossible = ({ vacant, capacity }: RankAudience): boolean => vacant === null || (Number.isInteger(vacant) && vacant >= 0 && vacant <= capacity);

/** Why nothing may be said about free spaces, if so. */
const doubt = (audience: RankAudience, options: RankOptions, nowMs: number): RankReason | null => {
  const { measuredAtMs, status, quality } = audience;
  if (status === 'unknown' || quality === 'unknown' || measuredAtMs === null || !isPossible(audience)) return reason('unknown', 'Belegung unbekannt', 'occupancy unknown');
  const stale = status === 'unavailable' || nowMs - measuredAtMs >= options.maxAgeSeconds * 1000;
  return stale ? reason('stale', 'Daten zu alt', 'data too old') : null;
};

const spaceFindings = ({ status, vacant, quality }: RankAudience, doubted: RankReason | null): Finding[] => {
  if (doubted !== null) return [{ tier: 'uncertain', reason: doubted }];
  if (status === 'full' || vacant === 0) return [{ tier: 'full', reason: reason('full', 'voll', 'full') }];
  const found: Finding[] = [];
  if (vacant !== null) found.push({ tier: 'good', reason: reason('vacant', `${vacant} frei`, `${vacant} vacant`) });
  if (status === 'almostFull') found.push({ tier: 'good', reason: reason('almostFull', 'fast voll', 'almost full') });
  if (quality === 'estimated') found.push({ tier: 'uncertain', reason: reason('estimated', 'geschätzt', 'estimated') });
  return found;
};

export const prospectOf = (facility: RankFacility, moment: RankMoment, nowMs: number, options: RankOptions = DEFAULT_RANK_OPTIONS): Prospect => {
  const found = lookUp(facility.audiences, moment.audience);
  const audience = found ?? { vacant: null, capacity: 0, status: facility.status, quality: 'unknown', measuredAtMs: null };
  const closed = facility.status === 'closed' || audience.status === 'closed';
  const doubted = doubt(audience, options, nowMs);
  const space = found === null || closed ? [] : spaceFindings(audience, doubted);
  const opening = openingFindings(facility, closed, moment, nowMs);
  const { vacant, status, quality, measuredAtMs } = audience;
  return {
    facility,
    offered: found !== null,
    almostFull: status === 'almostFull',
    opening,
    space,
    tier: worseOf(worseOf('good', opening), space),
    vacant: closed || doubted !== null ? null : vacant,
    status: closed ? 'closed' : status,
    quality,
    measuredAtMs,
    ageMs: measuredAtMs === null ? null : nowMs - measuredAtMs,
    closesInMinutes: facility.closesAtMs === null ? null : minutesUntil(facility.closesAtMs, nowMs),
  };
};
