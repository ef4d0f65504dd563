import { createRng } from '../random.js';
import type { Network } from './network.js';
import type { Destination, RoadLink } from './model.js';

/** Next link towards a destination for each link index; `-1` where it cannot be reached, own index at the target. */
interface Table {
  next: Int32Array;
  cost: Float64Array;
}

export interface Routes {
  /** Link after `link` on the way, `null` when it is the last or there is no way. */
  nextLink(link: RoadLink, to: Destination, variant: number): RoadLink | null;
  /** Seconds from the start of `link`, infinite when there is no way. */
  costS(link: RoadLink, to: Destination, variant: number): number;
  /** Take present travel times into account. */
  refresh(): void;
}

/** Habits of drivers: the same times, differently felt, so that routes spread over all lanes. */
export const ROUTE_VARIANTS = 6;
const key = (d: Destination): string => `${d.kind}/${d.id}`;

export function createRoutes(network: Network, targets: Map<string, RoadLink[]>, seed: number): Routes {
  const { links } = network;
  const felt = Array.from({ length: ROUTE_VARIANTS }, (_, v) => {
    const rng = createRng(seed, `routes/${v}`);
    return links.map(() => (v === 0 ? 1 : rng.between(1 - 0.09 * v, 1 + 0.3 * v)));
  });
  const before: number[][] = links.map(() => []);
  for (const link of links) for (const turn of link.turns) before[turn.to.index]?.push(link.index);
  let tables = new Map<string, Table[]>();
  const refresh = (): void => {
    const costs = felt.map((f) => links.map((l, i) => (l.travelS + (l.junction ? 12 : 0)) * (f[i] as number)));
    tables = new Map([...targets].map(([k, ends]) => [k, costs.map((c) => search(links.length, before, ends, c))]));
  };
  refresh();
  const table = (to: Destination, variant: number): Table | undefined => tables.get(key(to))?.[variant];
  return {
    refresh,
    nextLink: (link, to, variant) => {
      const n = table(to, variant)?.next[link.index] ?? -1;
      return n < 0 || n === link.index ? null : (links[n] as RoadLink);
    },
    costS: (link, to, variant) => table(to, variant)?.cost[link.index] ?? Number.POSITIVE_INFINITY,
  };
}

/** Dijkstra backwards from the target links; small networks, so a plain scan for the minimum does. */
function search(count: number, before: number[][], ends: RoadLink[], costs: number[]): Table {
  const cost = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const next = new Int32Array(count).fill(-1);
  const done = new Uint8Array(count);
  for (const end of ends) {
    cost[end.index] = costs[end.index] as number;
    next[end.index] = end.index;
  }
  for (;;) {
    let u = -1;
    for (let i = 0; i < count; i++) {
      if (!done[i] && (cost[i] as number) < (u < 0 ? Number.POSITIVE_INFINITY : (cost[u] as number))) u = i;
    }
    if (u < 0) return { next, cost };
    done[u] = 1;
    for (const p of before[u] as number[]) {
      const c = (cost[u] as number) + (costs[p] as number);
      if (c < (cost[p] as number)) {
        cost[p] = c;
        next[p] = u;
      }
    }
  }
}
