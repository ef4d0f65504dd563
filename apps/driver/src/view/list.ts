import type { FacilityState, Position } from '@wegweiser/contracts';
import { rankTargets, type RankFacility } from '@wegweiser/guidance';
import type { RankedLike, Tier } from '../model.js';
import type { Sort } from '../query.js';
import { STAY_SECONDS, viewOf, type FacilityBrief, type FacilityView, type ViewContext } from './facility-view.js';

const rankFacility = (brief: FacilityBrief, state: FacilityState | undefined): RankFacility => ({
  facilityId: brief.id,
  lon: brief.position[0],
  lat: brief.position[1],
  status: state?.status ?? 'unavailable',
  audiences: Object.fromEntries((state?.audiences ?? []).map((one) => [one.id, one])),
  closesAtMs: state?.nextOpeningChange?.to === 'closed' ? state.nextOpeningChange.atMs : null,
  heightLimitMetres: brief.heightLimitM ?? null,
  centPerHour: brief.centPerHour,
});

export interface ListInput {
  readonly briefs: readonly FacilityBrief[];
  readonly states: ReadonlyMap<string, FacilityState>;
  readonly context: ViewContext;
}

/**
 * Asks the guidance rules directly: on the server when it was given no ranking, and in the browser for "near me", so that
 * the driver's place need not leave the device.
 */
export const rankHere = ({ briefs, states, context }: ListInput, [lon, lat]: Position): RankedLike[] =>
  rankTargets(
    briefs.map((brief) => rankFacility(brief, states.get(brief.id))),
    { lat, lon, needs: { audience: context.audience, vehicleHeightMetres: context.heightM, maxWalkMetres: null }, arrivalInSeconds: 0, staySeconds: STAY_SECONDS, currentTargetId: null },
    context.nowMs,
  );

const TIER_ORDER: readonly Tier[] = ['good', 'uncertain', 'full', 'unsuitable', 'closed'];
const last = (value: number | null | undefined): number => value ?? Number.POSITIVE_INFINITY;
/** `Infinity - Infinity` is no order. */
const settled = (difference: number): number => (Number.isNaN(difference) ? 0 : difference);
const price = ({ brief }: FacilityView): number => last(brief.centPerHour ?? brief.maxDayCent);

/** Among what is not certain, a number with doubts is worth more than none, and then the shorter walk counts. */
const byDoubt = (a: FacilityView, b: FacilityView): number => {
  if (a.tier !== 'uncertain') return 0;
  return Number(a.vacant === null) - Number(b.vacant === null) || settled(last(a.walk?.metres) - last(b.walk?.metres));
};

const COMPARE: Readonly<Record<Sort, (a: FacilityView, b: FacilityView, ranks: ReadonlyMap<string, number>) => number>> = {
  best: (a, b, ranks) => byDoubt(a, b) || last(ranks.get(a.brief.id)) - last(ranks.get(b.brief.id)) || (b.vacant ?? -1) - (a.vacant ?? -1),
  walk: (a, b) => last(a.walk?.metres) - last(b.walk?.metres),
  free: (a, b) => (b.vacant ?? -1) - (a.vacant ?? -1),
  price: (a, b) => price(a) - price(b),
};

/** Views in the order in which they are listed: what can be used first, whatever the sorting. */
export const listViews = (input: ListInput, ranking: readonly RankedLike[] | null, sort: Sort): FacilityView[] => {
  const ranked = new Map((ranking ?? []).map((one) => [one.facilityId, one]));
  const ranks = new Map((ranking ?? []).map((one) => [one.facilityId, one.rank]));
  const compare = COMPARE[sort];
  return input.briefs
    .map((brief) => viewOf(brief, input.states.get(brief.id), ranked.get(brief.id), input.context))
    .toSorted((a, b) => TIER_ORDER.indexOf(a.tier) - TIER_ORDER.indexOf(b.tier) || settled(compare(a, b, ranks)) || a.brief.name.localeCompare(b.brief.name, 'de'));
};

export type GroupName = 'usable' | 'uncertain' | 'unusable';
const GROUP_OF: Readonly<Record<Tier, GroupName>> = { good: 'usable', uncertain: 'uncertain', full: 'unusable', unsuitable: 'unusable', closed: 'unusable' };
export const groupViews = (views: readonly FacilityView[]): [GroupName, FacilityView[]][] =>
  (['usable', 'uncertain', 'unusable'] as const).map((name): [GroupName, FacilityView[]] => [name, views.filter((view) => GROUP_OF[view.tier] === name)]).filter(([, group]) => group.length > 0);
