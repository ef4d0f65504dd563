import type { Advised } from '../spread/advise.js';
import { distanceMetres } from './distance.js';
import { DEFAULT_RANK_OPTIONS } from './model.js';
import type { RankedTarget, RankFacility, RankOptions, RankReason, RankRequest, RankTier } from './model.js';
import { gradeOf, prospectOf, reason, spoken, worseOf } from './prospect.js';
import type { Finding, Prospect } from './prospect.js';

const WALK = spoken('good', 'walk', (n) => `${n} min zu Fuß`, (n) => `${n} min on foot`);
const LIKELY = spoken('good', 'freeAtArrival', (n) => `bei Ankunft zu ${n} % frei`, (n) => `${n} % likely to be free at arrival`);
const FILLS = spoken('uncertain', 'fillsBefore', (n) => `füllt sich: bei Ankunft nur zu ${n} % frei`, (n) => `filling up: only ${n} % likely to be free at arrival`);
const OPENS_UP = spoken('uncertain', 'opensUp', (n) => `bei Ankunft zu ${n} % wieder frei`, (n) => `${n} % likely to be free again at arrival`);
const LEFT_TO_OTHERS = reason('leftToOthers', 'wird bald knapp', 'soon short of spaces');
const NOTHING: readonly Finding[] = [];

const needFindings = ({ facility, offered }: Prospect, { needs: { vehicleHeightMetres: height, maxWalkMetres } }: RankRequest, walkMetres: number): readonly Finding[] => {
  const limit = facility.heightLimitMetres;
  const tooHigh = height !== null && limit !== null && height > limit;
  const tooFar = maxWalkMetres !== null && walkMetres > maxWalkMetres;
  if (offered && !tooHigh && !tooFar) return NOTHING;
  const found: RankReason[] = [];
  if (!offered) found.push(reason('audienceMissing', 'keine solchen Plätze', 'no such spaces'));
  if (tooHigh) found.push(reason('tooHigh', `nur bis ${limit} m Höhe`, `height limit ${limit} m`));
  if (tooFar) found.push(reason('tooFar', 'Fußweg zu weit', 'too far to walk'));
  return found.map((one) => ({ tier: 'unsuitable', reason: one }));
};

/** From so much on a space is as good as sure; below so much it is as good as gone. */
const SURE_PCT = 90;
const DOUBTFUL_PCT = 50;
/** Percent by which those who come later would miss the space, from which on it is worth saying. */
const MISSED_PCT = 20;

const freePctOf = (advised: Advised | null): number | null => (advised?.outlook === true ? Math.round(advised.freeProbability * 100) : null);

/** What the outlook says beyond the count. */
interface Ahead {
  reasons: readonly RankReason[];
  /** It is not to be relied on, or not to be given up: full now and free again on arrival is better than full. */
  uncertain: boolean;
}
/** What thousands of answers share. */
const said = (one: (n: number) => Finding, ...more: RankReason[]): ((freePct: number) => Ahead) => {
  const list: Ahead[] = [];
  return (n) => (list[n] ??= { reasons: [one(n).reason, ...more], uncertain: one(n).tier === 'uncertain' });
};
const SAY_LIKELY = said(LIKELY);
const SAY_LEFT = said(LIKELY, LEFT_TO_OTHERS);
const SAY_FILLS = said(FILLS);
const SAY_OPENS_UP = said(OPENS_UP);
const SAY_NOTHING: Ahead = { reasons: [], uncertain: false };

/** It fills up before one is there, or empties. */
const aheadOf = (advised: Advised | null, freePct: number | null, tier: RankTier): Ahead => {
  if (freePct === null || advised === null || tier === 'unsuitable' || tier === 'closed') return SAY_NOTHING;
  if (tier === 'full') return freePct < SURE_PCT ? SAY_NOTHING : SAY_OPENS_UP(freePct);
  if (freePct < DOUBTFUL_PCT) return SAY_FILLS(freePct);
  const missed = Math.round(advised.missedProbability * 100) - (100 - freePct);
  return missed < MISSED_PCT ? SAY_LIKELY(freePct) : SAY_LEFT(freePct);
};

const reasonsOf = (first: RankReason, { opening, space }: Prospect, needs: readonly Finding[], ahead: readonly RankReason[]): RankReason[] => {
  // Most answers: how far, how many, how likely. A list that grows takes several times the memory, for each garage of each answer.
  const one = space[0];
  const next = ahead[0];
  const last = ahead[1];
  if (opening.length + needs.length === 0 && space.length === 1 && one !== undefined && next !== undefined) {
    return last === undefined ? [first, one.reason, next] : [first, one.reason, next, last];
  }
  const reasons = [first];
  for (const findings of [opening, needs, space]) for (const found of findings) reasons.push(found.reason);
  reasons.push(...ahead);
  return reasons;
};

const judge = (prospect: Prospect, request: RankRequest, options: RankOptions, straightMetres: number, advised: Advised | null): RankedTarget => {
  const walkMetres = Math.round(straightMetres * options.detourFactor);
  const walkMinutes = Math.ceil(walkMetres / options.walkMetresPerMinute);
  const needs = needFindings(prospect, request, walkMetres);
  const present = worseOf(prospect.tier, needs);
  const freePct = freePctOf(advised);
  const ahead = aheadOf(advised, freePct, present);
  return {
    facilityId: prospect.facility.facilityId,
    rank: 0,
    tier: ahead.uncertain ? 'uncertain' : present,
    walkMetres,
    walkMinutes,
    vacant: prospect.vacant,
    status: prospect.status,
    quality: prospect.quality,
    measuredAtMs: prospect.measuredAtMs,
    ageMs: prospect.ageMs,
    closesInMinutes: prospect.closesInMinutes,
    costMinutes: advised === null ? walkMinutes + (prospect.almostFull ? options.almostFullMinutes : 0) : Math.round(advised.expectedSeconds / 60),
    freePct,
    reasons: reasonsOf(WALK(walkMinutes).reason, prospect, needs, ahead.reasons),
  };
};

/** Total order, so that the same question gives the same answer whatever the order of the input. */
const compare = (a: RankedTarget, b: RankedTarget): number =>
  gradeOf(a.tier) - gradeOf(b.tier) || a.costMinutes - b.costMinutes || a.walkMetres - b.walkMetres || Number(a.facilityId > b.facilityId) - Number(a.facilityId < b.facilityId);

const CURRENT = reason('current', 'Ihr bisheriges Ziel', 'your present target');

/** Keeps a followed target first while no other is worth turning round for. */
const keepCurrent = (sorted: RankedTarget[], request: RankRequest, options: RankOptions): RankedTarget[] => {
  const current = sorted.find(({ facilityId }) => facilityId === request.currentTargetId);
  const [best] = sorted;
  if (current === undefined || best?.tier !== current.tier || current.costMinutes - best.costMinutes >= options.switchGainMinutes) return sorted;
  const kept = { ...current, reasons: [...current.reasons, CURRENT] };
  return [kept, ...sorted.filter((one) => one !== current)];
};

/** Behind the last one of its tier or a better one. */
const insert = (sorted: RankedTarget[], one: RankedTarget): void => {
  const grade = gradeOf(one.tier);
  let at = sorted.push(one) - 1;
  for (; at > 0 && gradeOf((sorted[at - 1] as RankedTarget).tier) > grade; at -= 1) sorted[at] = sorted[at - 1] as RankedTarget;
  sorted[at] = one;
};

/** By tier, then as they are advised. What is followed comes first there, unless another one is worth a change. */
const withCurrent = (sorted: RankedTarget[], request: RankRequest): RankedTarget[] => {
  const first = sorted[0];
  if (first?.facilityId === request.currentTargetId) sorted[0] = { ...first, reasons: [...first.reasons, CURRENT] };
  return sorted;
};

/**
 * As `rankTargets`, of targets that were looked at before, at this moment and for this audience. `straightMetres`: straight
 * lines to them, in their order, where these are known already.
 */
export const rankProspects = (
  prospects: readonly Prospect[],
  request: RankRequest,
  options: RankOptions = DEFAULT_RANK_OPTIONS,
  advised: readonly Advised[] | null = null,
  straightMetres: readonly number[] | null = null,
): RankedTarget[] => {
  const judgeAt = (prospect: Prospect, index: number, own: Advised | null): RankedTarget => judge(prospect, request, options, straightMetres?.[index] ?? distanceMetres(request, prospect.facility), own);
  if (advised === null) return numbered(keepCurrent(prospects.map((prospect, index) => judgeAt(prospect, index, null)).toSorted(compare), request, options));
  const judged: RankedTarget[] = [];
  for (const own of advised) {
    // Mostly the ways are of these very targets, in their order.
    const index = prospects[own.place]?.facility.facilityId === own.targetId ? own.place : prospects.findIndex(({ facility }) => facility.facilityId === own.targetId);
    const prospect = prospects[index];
    if (prospect !== undefined) insert(judged, judgeAt(prospect, index, own));
  }
  // Nobody is forgotten.
  if (judged.length < prospects.length) {
    for (const [index, prospect] of prospects.entries()) if (!advised.some(({ targetId }) => targetId === prospect.facility.facilityId)) insert(judged, judgeAt(prospect, index, null));
  }
  return numbered(withCurrent(judged, request));
};

/** Each is its caller's own. */
const numbered = (ranked: RankedTarget[]): RankedTarget[] => {
  let rank = 0;
  for (const one of ranked) one.rank = rank += 1;
  return ranked;
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
  const moment = { audience: request.needs.audience, arrivalInSeconds: request.arrivalInSeconds, staySeconds: request.staySeconds };
  return rankProspects(facilities.map((facility) => prospectOf(facility, moment, nowMs, options)), request, options, advised);
};
