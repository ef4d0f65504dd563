import { marzLevel, type LevelOfService } from '../level-of-service.js';
import { cityLinkParams } from '../link-params.js';

/** A link on a typical day, by quarter hour. */
export interface TypicalLink {
  id: string;
  from: string;
  to: string;
  lengthM: number;
  freeSpeedKmh: number;
  laneCount: number;
  flowVehPerH: readonly (number | null)[];
  meanSpeedKmh: readonly (number | null)[];
}
export interface ClosedLink {
  id: string;
  fromQuarter: number;
  toQuarter: number;
}
export interface DivertedLink {
  id: string;
  level: LevelOfService[];
  baseLevel: LevelOfService[];
  /** Most that comes in addition in any quarter hour, vehicles an hour. */
  extraVehPerH: number;
}

/** What a lane between signals can carry, vehicles an hour: about half of a saturation flow of 1,800. */
export const LANE_CAPACITY_VEH_PER_H = 900;

/** Bureau of Public Roads 1964: how travel time grows with flow over capacity. */
const bpr = (saturation: number): number => 1 + 0.15 * saturation ** 4;

/**
 * What closed links do to the others: their flow takes the quickest way round at free speed, all of it the same way, and the
 * links there slow down by the BPR curve from their typical speed. Levels by the thresholds of the live rules. No route choice
 * and no through traffic that stays away: an estimate on the safe side near the closure.
 */
export function divert(links: readonly TypicalLink[], closed: readonly ClosedLink[]): DivertedLink[] {
  const quarters = links[0]?.flowVehPerH.length ?? 0;
  const results = new Map(links.map((l) => [l.id, { id: l.id, level: [] as LevelOfService[], baseLevel: [] as LevelOfService[], extraVehPerH: 0 }]));
  for (let quarter = 0; quarter < quarters; quarter += 1) {
    const shut = new Set(closed.filter((c) => quarter >= c.fromQuarter && quarter < c.toQuarter).map((c) => c.id));
    const extra = extraFlows(links, shut, quarter);
    for (const link of links) {
      const result = results.get(link.id)!;
      const more = extra.get(link.id) ?? 0;
      result.baseLevel.push(levelAt(link, quarter, 0));
      result.level.push(shut.has(link.id) ? 'unknown' : levelAt(link, quarter, more));
      result.extraVehPerH = Math.max(result.extraVehPerH, more);
    }
  }
  return [...results.values()];
}

function extraFlows(links: readonly TypicalLink[], shut: ReadonlySet<string>, quarter: number): Map<string, number> {
  const extra = new Map<string, number>();
  for (const link of links) {
    const flow = link.flowVehPerH[quarter] ?? 0;
    if (!shut.has(link.id) || flow === 0) continue;
    for (const id of wayRound(links, link, shut)) extra.set(id, (extra.get(id) ?? 0) + flow);
  }
  return extra;
}

function levelAt(link: TypicalLink, quarter: number, extraVehPerH: number): LevelOfService {
  const [flow, speed] = [link.flowVehPerH[quarter] ?? null, link.meanSpeedKmh[quarter] ?? null];
  if (flow === null || speed === null || speed <= 0) return 'unknown';
  const capacity = LANE_CAPACITY_VEH_PER_H * link.laneCount;
  const slowed = (speed * bpr(flow / capacity)) / bpr((flow + extraVehPerH) / capacity);
  const { thresholds } = cityLinkParams(link.lengthM, link.freeSpeedKmh, link.laneCount);
  return marzLevel(slowed, (flow + extraVehPerH) / slowed / link.laneCount, 'unknown', thresholds);
}

interface Reached {
  cost: number;
  by: TypicalLink | null;
}

/** Links of the quickest way from a link's beginning to its end without those that are shut; empty when there is none. */
export function wayRound(links: readonly TypicalLink[], around: TypicalLink, shut: ReadonlySet<string>): string[] {
  const usable = links.filter((l) => !shut.has(l.id) && l.id !== around.id);
  const best = new Map<string, Reached>([[around.from, { cost: 0, by: null }]]);
  const open = new Set([around.from]);
  while (open.size > 0) {
    const node = [...open].reduce((a, b) => (best.get(b)!.cost < best.get(a)!.cost ? b : a));
    open.delete(node);
    for (const reached of goOn(usable, node, best)) open.add(reached);
  }
  const way: string[] = [];
  for (let by = best.get(around.to)?.by ?? null; by !== null; by = best.get(by.from)!.by) way.unshift(by.id);
  return way;
}

/** Nodes that are reached sooner by going on from one. */
function goOn(links: readonly TypicalLink[], node: string, best: Map<string, Reached>): string[] {
  return links.flatMap((link) => {
    const cost = best.get(node)!.cost + link.lengthM / link.freeSpeedKmh;
    if (link.from !== node || cost >= (best.get(link.to)?.cost ?? Number.POSITIVE_INFINITY)) return [];
    best.set(link.to, { cost, by: link });
    return [link.to];
  });
}
