import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/builders.js';
import type { Advised } from '../spread/advise.js';
import { distanceMetres } from './distance.js';
import { DEFAULT_RANK_OPTIONS, RANK_TIERS } from './model.js';
import type { RankAudience, RankedTarget, RankFacility, RankRequest } from './model.js';
import { prospectOf, spoken } from './prospect.js';
import { rankProspects, rankTargets } from './rank-targets.js';

const HOME = { lat: 48.7636, lon: 11.4261 };
const audience = (over: Partial<RankAudience> = {}): RankAudience => ({ vacant: 50, capacity: 300, status: 'spacesAvailable', quality: 'measured', measuredAtMs: NOW - 30_000, ...over });
/** A garage so many metres north of home. */
const garage = (facilityId: string, metres: number, over: Partial<RankAudience> = {}, facility: Partial<RankFacility> = {}): RankFacility => ({
  facilityId,
  lat: HOME.lat + metres / 111_195,
  lon: HOME.lon,
  status: 'spacesAvailable',
  audiences: { shortStay: audience(over) },
  closesAtMs: null,
  heightLimitMetres: 2,
  centPerHour: null,
  ...facility,
});
const request = (over: Partial<RankRequest> = {}, needs: Partial<RankRequest['needs']> = {}): RankRequest => ({
  ...HOME,
  needs: { audience: 'shortStay', vehicleHeightMetres: null, maxWalkMetres: null, ...needs },
  arrivalInSeconds: 600,
  staySeconds: 1800,
  currentTargetId: null,
  ...over,
});
const ids = (ranked: readonly RankedTarget[]): string[] => ranked.map((one) => one.facilityId);
const only = (facility: RankFacility, asked: RankRequest = request()): RankedTarget => {
  const [one] = rankTargets([facility], asked, NOW);
  if (one === undefined) throw new Error('nothing ranked');
  return one;
};
const codes = (one: RankedTarget): string[] => one.reasons.map(({ code }) => code);

describe('distanceMetres', () => {
  it('is the great circle', () => {
    expect(distanceMetres(HOME, HOME)).toBe(0);
    expect(distanceMetres({ lat: 48.137, lon: 11.575 }, { lat: 52.52, lon: 13.405 })).toBeCloseTo(504_400, -3);
    for (const degrees of [0.001, 0.1145, 0.1146, 1]) expect(distanceMetres({ lat: degrees, lon: 7 }, { lat: 0, lon: 7 })).toBeCloseTo((degrees * Math.PI * 6_371_000) / 180, 5);
    expect(distanceMetres({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(Math.PI * 6_371_000, 0);
  });
});

describe('rankTargets', () => {
  it('puts the nearest free one first, and leaves nobody out', () => {
    const ranked = rankTargets(
      [garage('closed', 50, {}, { status: 'closed' }), garage('full', 60, { status: 'full', vacant: 0 }), garage('far', 900), garage('low', 70, {}, { heightLimitMetres: 1.8 }), garage('old', 80, { measuredAtMs: NOW - 300_000 }), garage('near', 300)],
      request({}, { vehicleHeightMetres: 1.9 }),
      NOW,
    );
    expect(ranked.map(({ rank, facilityId, tier }) => [rank, facilityId, tier])).toEqual([
      [1, 'near', 'good'],
      [2, 'far', 'good'],
      [3, 'old', 'uncertain'],
      [4, 'full', 'full'],
      [5, 'low', 'unsuitable'],
      [6, 'closed', 'closed'],
    ]);
    expect(ranked[0]).toMatchObject({ walkMetres: 390, walkMinutes: 6, vacant: 50, ageMs: 30_000, closesInMinutes: null, costMinutes: 6 });
    expect(ranked[0]?.reasons.map(({ textDe }) => textDe)).toEqual(['6 min zu Fuß', '50 frei']);
  });

  it.each<[string, RankFacility, RankRequest, RankedTarget['tier'], number | null, string[]]>([
    ['almost full', garage('a', 75, { status: 'almostFull', vacant: 3 }), request(), 'good', 3, ['walk', 'vacant', 'almostFull']],
    ['free without a count', garage('a', 75, { vacant: null }), request(), 'good', null, ['walk']],
    ['estimated', garage('a', 75, { quality: 'estimated' }), request(), 'uncertain', 50, ['walk', 'vacant', 'estimated']],
    ['nought', garage('a', 75, { vacant: 0 }), request(), 'full', 0, ['walk', 'full']],
    ['unknown', garage('a', 75, { status: 'unknown' }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['unknown quality', garage('a', 75, { quality: 'unknown' }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['never measured', garage('a', 75, { measuredAtMs: null }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['impossible', garage('a', 75, { vacant: 301 }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['negative', garage('a', 75, { vacant: -1 }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['broken', garage('a', 75, { vacant: 0.5 }), request(), 'uncertain', null, ['walk', 'unknown']],
    ['silent', garage('a', 75, { status: 'unavailable' }), request(), 'uncertain', null, ['walk', 'stale']],
    ['closed to these', garage('a', 75, { status: 'closed', vacant: 17 }), request(), 'closed', null, ['walk', 'closed']],
    ['closes soon', garage('a', 75, {}, { closesAtMs: NOW + 3_600_000 }), request(), 'good', 50, ['walk', 'closesSoon', 'vacant']],
    ['closes later', garage('a', 75, {}, { closesAtMs: NOW + 3_660_000 }), request(), 'good', 50, ['walk', 'vacant']],
    ['closes before one is back', garage('a', 75, {}, { closesAtMs: NOW + 2_400_000 }), request(), 'closed', 50, ['walk', 'closesBefore', 'vacant']],
    ['has closed meanwhile', garage('a', 75, {}, { closesAtMs: NOW - 1 }), request(), 'closed', 50, ['walk', 'closesBefore', 'vacant']],
    ['no such spaces', garage('a', 75), request({}, { audience: 'charging' }), 'unsuitable', null, ['walk', 'audienceMissing']],
    ['too high', garage('a', 75), request({}, { vehicleHeightMetres: 2.1 }), 'unsuitable', 50, ['walk', 'tooHigh', 'vacant']],
    ['high enough', garage('a', 75, {}, { heightLimitMetres: null }), request({}, { vehicleHeightMetres: 2.1 }), 'good', 50, ['walk', 'vacant']],
    ['too far', garage('a', 75), request({}, { maxWalkMetres: 90 }), 'unsuitable', 50, ['walk', 'tooFar', 'vacant']],
    ['near enough', garage('a', 75), request({}, { maxWalkMetres: 100 }), 'good', 50, ['walk', 'vacant']],
  ])('%s', (_name, facility, asked, tier, vacant, reasons) => {
    const one = only(facility, asked);
    expect([one.tier, one.vacant]).toEqual([tier, vacant]);
    expect(codes(one)).toEqual(reasons);
  });

  it('says when it closes and weighs almost full', () => {
    expect(only(garage('a', 75, { status: 'almostFull', vacant: 3 }, { closesAtMs: NOW + 3_000_500 }))).toMatchObject({ closesInMinutes: 50, costMinutes: 5 });
    expect(only(garage('a', 75, {}, { status: 'closed' })).status).toBe('closed');
    expect(only(garage('a', 75, {}, { audiences: {} }))).toMatchObject({ quality: 'unknown', ageMs: null, status: 'spacesAvailable' });
  });

  it('keeps the target being followed unless another one is worth it', () => {
    const [near, next, far, full] = [garage('near', 200), garage('next', 300), garage('far', 800), garage('full', 100, { status: 'full' })];
    const followed = (id: string): string[] => ids(rankTargets([near, next, far, full], request({ currentTargetId: id }), NOW));
    expect(followed('next')).toEqual(['next', 'near', 'far', 'full']);
    expect(followed('far')).toEqual(['near', 'next', 'far', 'full']);
    expect(followed('full')).toEqual(['near', 'next', 'far', 'full']);
    expect(followed('gone')).toEqual(['near', 'next', 'far', 'full']);
    expect(codes(rankTargets([near, next], request({ currentTargetId: 'next' }), NOW)[0] as RankedTarget)).toContain('current');
    expect(rankTargets([], request({ currentTargetId: 'gone' }), NOW)).toEqual([]);
  });

  it('answers the same whatever the order of the input, with ranks 1 to n and tiers in order', () => {
    const some = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), metres: fc.constantFrom(0, 100, 101, 800), vacant: fc.option(fc.integer({ min: -2, max: 400 })), status: fc.constantFrom('spacesAvailable', 'almostFull', 'full', 'closed', 'unknown') }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(some, fc.constantFrom(null, 'a', 'c'), (list, currentTargetId) => {
        const facilities = list.map(({ id, metres, vacant, status }) => garage(id, metres, { vacant, status }));
        const ranked = rankTargets(facilities, request({ currentTargetId }), NOW);
        expect(rankTargets(facilities.toReversed(), request({ currentTargetId }), NOW, DEFAULT_RANK_OPTIONS)).toEqual(ranked);
        expect(ranked.map(({ rank }) => rank)).toEqual(list.map((_one, index) => index + 1));
        const tiers = ranked.map(({ tier }) => RANK_TIERS.indexOf(tier));
        expect(tiers).toEqual(tiers.toSorted((a, b) => a - b));
        for (const { vacant, status } of ranked) expect(vacant === null || (vacant >= 0 && vacant <= 300 && status !== 'closed')).toBe(true);
      }),
    );
  });
  it('has a total order even among twins', () => {
    expect(ids(rankTargets([garage('b', 100), garage('a', 100), garage('c', 100)], request(), NOW))).toEqual(['a', 'b', 'c']);
  });

  it('says the same of prospects that others were told of before, and of lines that are known', () => {
    const some = fc.array(fc.record({ metres: fc.integer({ min: 0, max: 3000 }), vacant: fc.integer({ min: 0, max: 5 }), p: fc.double({ min: 0, max: 1, noNaN: true }), missed: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, fc.boolean(), (drawn, isAdvised) => {
        const list = drawn.map(({ metres, vacant }, index) => garage(`g${index}`, metres, { vacant, status: vacant === 0 ? 'full' : 'spacesAvailable' }));
        const ways = drawn.map(({ p, missed }, index): Advised => ({ targetId: `g${index}`, place: index, outlook: true, freeProbability: p, missedProbability: missed, expectedSeconds: 600 * p, scoreSeconds: 600, ruledOut: false }));
        const asked = request();
        const prospects = list.map((one) => prospectOf(one, { audience: asked.needs.audience, arrivalInSeconds: asked.arrivalInSeconds, staySeconds: asked.staySeconds }, NOW));
        const lines = list.map((one) => distanceMetres(asked, one));
        const alone = rankTargets(list, asked, NOW, DEFAULT_RANK_OPTIONS, isAdvised ? ways : null);
        for (let again = 0; again < 2; again += 1) expect(rankProspects(prospects, asked, DEFAULT_RANK_OPTIONS, isAdvised ? ways : null, lines)).toEqual(alone);
        expect(rankProspects(prospects, asked, undefined, isAdvised ? ways : undefined)).toEqual(alone);
      }),
    );
  });
  it('words each number once, and remembers no more than it may', () => {
    const say = spoken('good', 'walk', (n) => `${n} min`, (n) => `${n} min`, 1);
    expect(say(3)).toBe(say(3));
    expect(say(4)).not.toBe(say(4));
    expect(say(4)).toEqual({ tier: 'good', reason: { code: 'walk', textDe: '4 min', textEn: '4 min' } });
  });

  describe('with what is to be expected', () => {
    const advised = (targetId: string, freeProbability: number, over: Partial<Advised> = {}): Advised => ({ targetId, place: 0, outlook: true, freeProbability, missedProbability: 1 - freeProbability, expectedSeconds: 600, scoreSeconds: 600, ruledOut: false, ...over });
    const rank = (list: readonly RankFacility[], ways: readonly Advised[], over: Partial<RankRequest> = {}): RankedTarget[] => rankTargets(list, request(over), NOW, DEFAULT_RANK_OPTIONS, ways);
    it('goes by it within a tier, and names the chance', () => {
      const ranked = rank([garage('a', 75), garage('b', 500), garage('closed', 10, {}, { status: 'closed' })], [advised('closed', 1), advised('b', 0.99), advised('a', 0.8, { expectedSeconds: 750 })]);
      expect(ranked.map(({ facilityId, freePct, costMinutes }) => [facilityId, freePct, costMinutes])).toEqual([['b', 99, 10], ['a', 80, 13], ['closed', 100, 10]]);
      expect(codes(ranked[0] as RankedTarget)).toEqual(['walk', 'vacant', 'freeAtArrival']);
      expect(ranked[1]?.reasons.at(-1)?.textDe).toBe('bei Ankunft zu 80 % frei');
      expect(codes(ranked[2] as RankedTarget)).toEqual(['walk', 'closed']);
    });
    it.each<[string, RankFacility, Advised, RankedTarget['tier'], string[]]>([
      ['fills before one is there', garage('a', 75), advised('a', 0.2), 'uncertain', ['walk', 'vacant', 'fillsBefore']],
      ['empties', garage('a', 75, { status: 'full', vacant: 0 }), advised('a', 0.95), 'uncertain', ['walk', 'full', 'opensUp']],
      ['stays full', garage('a', 75, { status: 'full', vacant: 0 }), advised('a', 0.89), 'full', ['walk', 'full']],
      ['is wanted by others', garage('a', 75), advised('a', 0.95, { missedProbability: 0.6 }), 'good', ['walk', 'vacant', 'freeAtArrival', 'leftToOthers']],
      ['is not known', garage('a', 75, { vacant: null, status: 'unknown' }), advised('a', 0.7, { outlook: false }), 'uncertain', ['walk', 'unknown']],
    ])('says so when it %s', (_name, facility, way, tier, reasons) => {
      const [one] = rank([facility], [way]);
      expect([one?.tier, one && codes(one)]).toEqual([tier, reasons]);
    });
    it('names what is followed, and forgets nobody', () => {
      expect(codes(rank([garage('a', 75)], [advised('a', 1)], { currentTargetId: 'a' })[0] as RankedTarget)).toContain('current');
      expect(ids(rank([garage('a', 75), garage('b', 80)], [advised('b', 1), advised('a', 1)], { currentTargetId: 'a' }))).toEqual(['b', 'a']);
      expect(rank([], [])).toEqual([]);
      expect(ids(rank([garage('a', 75)], []))).toEqual(['a']);
      expect(ids(rank([garage('a', 75), garage('b', 80)], [advised('gone', 1), advised('b', 1)]))).toEqual(['b', 'a']);
    });
  });
});
