import { tags } from './xml.js';

/** What a signal controller's model needs of a SUMO network file. Lengths in metres, speeds in metres per second. */
export interface NetLane {
  readonly id: string;
  readonly lengthM: number;
  readonly speedMps: number;
  /** Lanes that can be reached directly, junction-internal ones left out. */
  readonly to: readonly { readonly lane: string; readonly signalled: boolean; readonly direction: string }[];
}

export interface NetSignal {
  readonly id: string;
  /** Signal indices by the lane they control. */
  readonly linksByLane: ReadonlyMap<string, readonly number[]>;
}

export interface SumoNet {
  readonly lanes: ReadonlyMap<string, NetLane>;
  readonly signals: ReadonlyMap<string, NetSignal>;
}

interface Connection {
  readonly fromLane: string;
  readonly toLane: string;
  readonly signal: string | undefined;
  readonly link: number;
  readonly direction: string;
}

/** Connections between streets; those inside junctions are only the continuation of one. */
function connectionsOf(xml: string): Connection[] {
  return tags(xml, 'connection')
    .filter((a) => !(a['from'] ?? ':').startsWith(':'))
    .map((a) => ({
      fromLane: `${a['from']}_${a['fromLane']}`, toLane: `${a['to']}_${a['toLane']}`, signal: a['tl'], link: Number(a['linkIndex'] ?? -1), direction: a['dir'] ?? 's',
    }));
}

function signalsOf(connections: readonly Connection[]): Map<string, NetSignal> {
  const signals = new Map<string, NetSignal>();
  for (const id of new Set(connections.flatMap((c) => c.signal ?? []))) {
    const linksByLane = new Map<string, number[]>();
    for (const c of connections) if (c.signal === id) linksByLane.set(c.fromLane, [...(linksByLane.get(c.fromLane) ?? []), c.link].sort((a, b) => a - b));
    signals.set(id, { id, linksByLane });
  }
  return signals;
}

/** Reads a network as SUMO's netconvert and netedit write it. */
export function readNet(xml: string): SumoNet {
  const connections = connectionsOf(xml);
  const out = new Map<string, { lane: string; signalled: boolean; direction: string }[]>();
  for (const c of connections) out.set(c.fromLane, [...(out.get(c.fromLane) ?? []), { lane: c.toLane, signalled: c.signal !== undefined, direction: c.direction }]);
  const lanes = tags(xml, 'lane')
    .filter((a) => !(a['id'] ?? ':').startsWith(':'))
    .map((a): [string, NetLane] => [a['id'] as string, { id: a['id'] as string, lengthM: Number(a['length']), speedMps: Number(a['speed']), to: out.get(a['id'] as string) ?? [] }]);
  return { lanes: new Map(lanes), signals: signalsOf(connections) };
}

/** First guess of how traffic divides: most goes straight on, hardly anybody turns back. */
const DIRECTION_WEIGHT: Readonly<Record<string, number>> = { s: 3, t: 0 };

function onward(lane: NetLane): { readonly lane: string; readonly share: number }[] {
  const weights = lane.to.map((t) => DIRECTION_WEIGHT[t.direction] ?? 1);
  const sum = weights.reduce((a, b) => a + b, 0);
  return lane.to.flatMap((t, i) => (sum > 0 && (weights[i] as number) > 0 ? [{ lane: t.lane, share: (weights[i] as number) / sum }] : []));
}

export interface Reached {
  readonly lane: string;
  /** First guess, 0..1. */
  readonly share: number;
  readonly travelS: number;
}

/** Signalled lanes that traffic reaches from the end of a lane before any other signal, within `withinS` seconds. */
export function reachedFrom(net: SumoNet, laneId: string, withinS = 45): Reached[] {
  const found = new Map<string, { share: number; weighted: number }>();
  const walk = (id: string, share: number, travelS: number): void => {
    const lane = net.lanes.get(id);
    if (lane === undefined || share < 0.02 || travelS > withinS) return;
    const onwardS = travelS + lane.lengthM / lane.speedMps;
    if (lane.to.some((t) => t.signalled)) {
      const before = found.get(id) ?? { share: 0, weighted: 0 };
      found.set(id, { share: before.share + share, weighted: before.weighted + share * onwardS });
      return;
    }
    for (const next of onward(lane)) walk(next.lane, share * next.share, onwardS);
  };
  const from = net.lanes.get(laneId);
  const start = from === undefined ? [] : onward(from);
  // A car from the line changes lanes as it needs: what counts is the street it enters, all its lanes alike.
  for (const next of start) {
    const street = next.lane.slice(0, next.lane.lastIndexOf('_') + 1);
    const parallel = [...net.lanes.keys()].filter((id) => id.startsWith(street) && !id.slice(street.length).includes('_') && (net.lanes.get(id)?.to.length ?? 0) > 0);
    for (const id of parallel) walk(id, next.share / parallel.length, 0);
  }
  return [...found].map(([lane, f]) => ({ lane, share: f.share, travelS: f.weighted / f.share }));
}
