import type { Junction } from '@wegweiser/contracts';
import type { z } from 'zod';
import { reachedFrom, type NetLane, type SumoNet } from './net.js';
import type { NetProgram } from './program.js';

/** The importer names all lanes: an import has loops that the junction's own lanes do not show. */
type Section = NonNullable<z.input<typeof Junction>['tactical']>;
export type Tactical = Omit<Section, 'lanes'> & { lanes: NonNullable<Section['lanes']> };
type TacticalLane = Tactical['lanes'][number];
type Upstream = NonNullable<TacticalLane['upstream']>[number];
type Stream = TacticalLane['streams'][number];

export interface ImportedLoop {
  readonly deviceId: string;
  readonly role: 'stop' | 'upstream';
  readonly distanceM: number;
}

/** A signal that was taken over: the city's ids for what the network names otherwise. */
export interface TacticalSource {
  readonly junctionId: string;
  readonly program: NetProgram;
  /** Stage id by stage of the program. */
  readonly order: readonly string[];
  /** Id by lane of the network. */
  readonly laneIds: ReadonlyMap<string, string>;
}

/** Metres per standing car, and a speed at which cars approach a stop line. */
const [CAR_M, APPROACH_MPS] = [6.5, 11];
/** Seconds that a car loses while it gathers speed. */
const START_S = 2;
/** No loop is looked for further back. */
const BACK_M = 100;
/** A loop this near is covered by whoever waits at the line; on a lane shorter than a car it tells so in place of the stop loop. */
const [NEAR_M, SHORT_LANE_M] = [10, 5];
const [MOST_STREAMS, MOST_UPSTREAM, MOST_WAIT, MOST_FEEDERS] = [16, 16, 8, 64];

const rounded = (n: number, to: number): number => Math.round(n / to) * to;
const to2 = (n: number): number => Number(rounded(n, 0.01).toFixed(2));

/** What each link of a lane may do by stage; the first phase of a stage counts, links that are never green are left out. */
function streamsOf(links: readonly number[], { program, order }: TacticalSource): Stream[] {
  const streams = links.map((link) => {
    const stream: Stream = {};
    program.stages.forEach(({ state }, k) => {
      const [id, sign] = [order[k] as string, state[link]];
      if (order.indexOf(id) === k && (sign === 'G' || sign === 'g')) stream[id] = sign === 'G' ? 'protected' : 'permitted';
    });
    return stream;
  });
  return streams.filter((s) => Object.keys(s).length > 0).slice(0, MOST_STREAMS);
}

/** Shares come when it is known how many lanes count by the loop. */
const upstream = (loop: ImportedLoop, distanceM: number): Upstream => ({
  loopId: loop.deviceId, share: 1, travelS: to2(distanceM / APPROACH_MPS), storageVeh: to2(distanceM / CAR_M),
});

/** Lanes that lead into a lane without a signal between. */
export type Entries = ReadonlyMap<string, readonly NetLane[]>;

export function entriesOf(net: SumoNet): Entries {
  const by = new Map<string, NetLane[]>();
  for (const from of net.lanes.values()) {
    for (const id of new Set(from.to.filter((t) => !t.signalled).map((t) => t.lane))) by.set(id, [...(by.get(id) ?? []), from]);
  }
  return by;
}

interface Found {
  readonly upstream: Upstream[];
  readonly waitLoops: string[];
}

/** The lane's own loop furthest back; where it has none, that of each lane on the way back over junctions without signals. */
function loopsBefore(laneId: string, { net, entries, loops }: Pick<TacticalGround, 'net' | 'entries' | 'loops'>): Found {
  const own = (loops.get(laneId) ?? []).filter((l) => l.role === 'upstream').toSorted((a, b) => b.distanceM - a.distanceM)[0];
  if (own !== undefined) return { upstream: [upstream(own, own.distanceM)], waitLoops: [] };
  const short = (net.lanes.get(laneId)?.lengthM ?? 0) < SHORT_LANE_M;
  const found: Found = { upstream: [], waitLoops: [] };
  const walk = (id: string, backM: number, seen: readonly string[]): void => {
    const startM = backM + (net.lanes.get(id)?.lengthM ?? 0);
    if (startM > BACK_M) return;
    for (const from of entries.get(id) ?? []) {
      if (seen.includes(from.id)) continue;
      const there = (loops.get(from.id) ?? []).filter((l) => startM + l.distanceM <= BACK_M).toSorted((a, b) => b.distanceM - a.distanceM);
      if (short) found.waitLoops.push(...there.filter((l) => startM + l.distanceM <= NEAR_M).map((l) => l.deviceId));
      const [back] = there.filter((l) => startM + l.distanceM > NEAR_M);
      if (back === undefined) walk(from.id, startM, [...seen, from.id]);
      else found.upstream.push(upstream(back, startM + back.distanceM));
    }
  };
  walk(laneId, 0, [laneId]);
  return { upstream: found.upstream.slice(0, MOST_UPSTREAM), waitLoops: found.waitLoops.slice(0, MOST_WAIT) };
}

type Feeder = NonNullable<TacticalLane['feeders']>[number];

/** Lanes of the signals before this one, by lane of the network. */
export function feedersOf(net: SumoNet, sources: readonly TacticalSource[]): ReadonlyMap<string, readonly Feeder[]> {
  const by = new Map<string, Feeder[]>();
  for (const { junctionId, laneIds } of sources) {
    for (const [lane, laneId] of laneIds) {
      for (const r of reachedFrom(net, lane)) by.set(r.lane, [...(by.get(r.lane) ?? []), { junctionId, laneId, share: to2(r.share), travelS: to2(r.travelS + START_S) }]);
    }
  }
  return by;
}

export interface TacticalGround {
  readonly net: SumoNet;
  readonly entries: Entries;
  readonly loops: ReadonlyMap<string, readonly ImportedLoop[]>;
  readonly feeders: ReadonlyMap<string, readonly Feeder[]>;
  readonly minGreenS: number;
}

/**
 * Tactical section of an imported junction: streams by stage from the program, loops where the additional file has them, lanes of
 * the signals before it with first guesses of their shares. Advice only: somebody has to look at it before it asks for stages.
 *
 * @returns null where no lane has a loop at its stop line: then there is nothing to decide by
 */
export function tacticalOf(source: TacticalSource, ground: TacticalGround): Tactical | null {
  const { net, loops, feeders, minGreenS } = ground;
  const links = net.signals.get(source.program.id)?.linksByLane ?? new Map<string, readonly number[]>();
  const lanes = [...source.laneIds].flatMap(([lane, id]): TacticalLane[] => {
    const streams = streamsOf(links.get(lane) ?? [], source);
    const stop = (loops.get(lane) ?? []).filter((l) => l.role === 'stop').toSorted((a, b) => a.distanceM - b.distanceM)[0];
    if (streams.length === 0) return [];
    return [{ id, streams, stopLoop: stop?.deviceId ?? null, ...loopsBefore(lane, ground), feeders: (feeders.get(lane) ?? []).slice(0, MOST_FEEDERS) }];
  });
  return lanes.some((l) => l.stopLoop !== null) ? { start: 'advice', minGreenS, lanes } : null;
}

/**
 * First guess of the shares, once all sections are there: a loop counts for its lanes in equal parts. Who turns off before the signal is
 * counted as well: a queue that is thought too long is found empty at the stop line, one thought too short is not found out.
 */
export function withShares(sections: readonly (Tactical | null)[]): (Tactical | null)[] {
  const users = new Map<string, number>();
  for (const { loopId } of sections.flatMap((s) => s?.lanes.flatMap((l) => l.upstream ?? []) ?? [])) users.set(loopId, (users.get(loopId) ?? 0) + 1);
  const shared = (u: Upstream): Upstream => ({ ...u, share: to2(1 / (users.get(u.loopId) ?? 1)) });
  return sections.map((s) => s && ({ ...s, lanes: s.lanes.map((l) => ({ ...l, upstream: (l.upstream ?? []).map(shared) })) }));
}
