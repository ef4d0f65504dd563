import type { Advised } from '../spread/advise.js';
import { inOrder } from '../spread/in-order.js';
import { distanceMetres } from './distance.js';
import { DEFAULT_RANK_OPTIONS } from './model.js';
import type { RankedTarget, RankFacility, RankOptions, RankReason, RankRequest, RankTier } from './model.js';
import { gradeOf, minutesUntil, prospectOf, reason, spoken, worseOf } from './prospect.js';
import type { Finding, Prospect } from './prospect.js';

const WALK = spoken('good', 'walk', (n) => `${n} min zu Fuß`, (n) => `${n} min on foot`);
const LIKELY = spoken('good', 'freeAtArrival', (n) => `bei Ankunft zu ${n} % frei`, (n) => `${n} % likely to be free at arrival`);
const FILLS = spoken('uncertain', 'fillsBefore', (n) => `füllt sich: bei Ankunft nur zu ${n} % frei`, (n) => `filling up: only ${n} % likely to be free at arrival`);
const OPENS_UP = spoken('uncertain', 'opensUp', (n) => `bei Ankunft zu ${n} % wieder frei`, (n) => `${n} % likely to be free again at arrival`);
const LEFT_TO_OTHERS: Finding = { tier: 'good', reason: reason('leftToOthers', 'wird bald knapp', 'soon short of spaces') };
const NOTHING: readonly Finding[] = [];

const needFindings = ({ facility, offered }: Prospect, { needs: { vehicleHeightMetres: height, maxWalkMetres } }: RankRequest, walkMetres: number): readonly Finding[] => {
  const limit = facility.heightLimitMetres;
  const [tooHigh, tooFar] = [height !== null && limit !== null && height > limit, maxWalkMetres !== null && walkMetres > maxWalkMetres];
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

/** Lists of findings that thousands of answers share. */
const listed = (one: (n: number) => Finding, ...more: Finding[]): ((n: number) => readonly Finding[]) => {
  const said: (readonly Finding[])[] = [];
  return (n) => (said[n] ??= [one(n), ...more]);
};
const SAY_LIKELY = listed(LIKELY);
const SAY_LEFT = listed(LIKELY, LEFT_TO_OTHERS);
const SAY_FILLS = listed(FILLS);
const SAY_OPENS_UP = listed(OPENS_UP);

/** What the outlook says beyond the count: it fills up before one is there, or empties. */
const aheadFindings = (advised: Advised | null, freePct: number | null, tier: RankTier): readonly Finding[] => {
  if (freePct === null || advised === null || gradeOf(tier) > gradeOf('full')) return NOTHING;
  if (tier === 'full') return freePct < SURE_PCT ? NOTHING : SAY_OPENS_UP(freePct);
  if (freePct < DOUBTFUL_PCT) return SAY_FILLS(freePct);
  const missed = Math.round(advised.missedProbability * 100) - (100 - freePct);
  return missed < MISSED_PCT ? SAY_LIKELY(freePct) : SAY_LEFT(freePct);
};

const reasonsOf = (first: Finding, opening: readonly Finding[], needs: readonly Finding[], space: readonly Finding[], ahead: readonly Finding[]): RankReason[] => {
  // Most answers: how far, how many, how likely. A list that grows takes several times the memory, for each garage of each answer.
  const [one] = space;
  const [next, last] = ahead;
  if (opening.length + needs.length === 0 && space.length === 1 && one !== undefined && next !== undefined) {
    return last === undefined ? [first.reason, one.reason, next.reason] : [first.reason, one.reason, next.reason, last.reason];
  }
  const reasons = [first.reason];
  for (const findings of [opening, needs, space, ahead]) for (const found of findings) reasons.push(found.reason);
  return reasons;
};

const judge = (prospect: Prospect, request: RankRequest, options: RankOptions, straightMetres: number, advised: Advised | null): RankedTarget => {
  const walkMetres = Math.round(straightMetres * options.detourFactor);
  const { facility, audience, closed, nowMs } = prospect;
  const needs = needFindings(prospect, request, walkMetres);
  const present = worseOf(prospect.tier, needs);
  const freePct = freePctOf(advised);
  const ahead = aheadFindings(advised, freePct, present);
  // Full now and free again on arrival is better than full.
  const tier = present === 'full' && ahead.length > 0 ? 'uncertain' : worseOf(present, ahead);
  const walkMinutes = Math.ceil(walkMetres / options.walkMetresPerMinute);
  const { status, quality, measuredAtMs } = audience;
  return {
    facilityId: facility.facilityId,
    rank: 0,
    tier,
    walkMetres,
    walkMinutes,
    vacant: closed || prospect.doubted ? null : audience.vacant,
    status: closed ? 'closed' : status,
    quality,
    measuredAtMs,
    ageMs: measuredAtMs === null ? null : nowMs - measuredAtMs,
    closesInMinutes: facility.closesAtMs === null ? null : minutesUntil(facility.closesAtMs, nowMs),
    costMinutes: advised === null ? walkMinutes + (status === 'almostFull' ? options.almostFullMinutes : 0) : Math.round(advised.expectedSeconds / 60),
    freePct,
    reasons: reasonsOf(WALK(walkMinutes), prospect.opening, needs, prospect.space, ahead),
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

/** By tier, then as they are advised. What is followed comes first there, unless another one is worth a change. */
const asAdvised = (judged: RankedTarget[], request: RankRequest): RankedTarget[] => {
  const sorted = inOrder(judged, (a, b) => gradeOf(a.tier) < gradeOf(b.tier));
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
    if (prospect !== undefined) judged.push(judgeAt(prospect, index, own));
  }
  // Nobody is forgotten.
  if (judged.length < prospects.length) {
    for (const [index, prospect] of prospects.entries()) if (!advised.some(({ targetId }) => targetId === prospect.facility.facilityId)) judged.push(judgeAt(prospect, index, null));
  }
  return numbered(asAdvised(judged, request));
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
