import { Junction } from '@wegweiser/contracts';
import type { z } from 'zod';
import { entriesOf, feedersOf, tacticalOf, withShares, type ImportedLoop, type TacticalSource } from './import-tactical.js';
import { readNet } from './net.js';
import { linkGroups, readPrograms, type LinkGroup, type NetProgram } from './program.js';
import { projectionOf } from './project.js';
import { tags, type Attributes } from './xml.js';

type JunctionFile = z.input<typeof Junction>;
type Movement = 'left' | 'through' | 'right' | 'uTurn';

/** What the network calls things, for whoever runs the imported city on it. */
export interface Origins {
  /** By junction: the signal, and the lamps of each stage of its plan. */
  readonly signals: ReadonlyMap<string, { readonly signal: string; readonly states: readonly string[] }>;
  /** Loop by device. */
  readonly loops: ReadonlyMap<string, string>;
}

export interface Imported {
  readonly junctions: readonly JunctionFile[];
  readonly origins: Origins;
  /** What could not be taken over as it is, one sentence each. */
  readonly notes: readonly string[];
}

interface Approach {
  readonly lane: string;
  readonly link: number;
  readonly movement: Movement;
}

const MOVEMENTS: Readonly<Record<string, Movement>> = { s: 'through', l: 'left', L: 'left', r: 'right', R: 'right', t: 'uTurn' };
const [RED_AMBER_S, AMBER_S, MIN_GREEN_S, MOST_GREEN_S] = [1, 3, 5, 120];

/** Ids of the city's files are stricter than those of a network. */
const idOf = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 60) || 'x';

/** An id for each name, different for different names: `-5` and `5` are the two directions of a street. */
function idsFor(): (text: string) => string {
  const [byText, used] = [new Map<string, string>(), new Set<string>()];
  return (text) => {
    const base = idOf(text).slice(0, 50);
    let id = byText.get(text) ?? base;
    for (let k = 2; !byText.has(text) && used.has(id); k++) id = `${base}.${k}`;
    byText.set(text, id);
    used.add(id);
    return id;
  };
}

const streetOf = (lane: string): string => lane.slice(0, lane.lastIndexOf('_'));

/** Direction in which an approach leaves the junction, from the last two points of its first lane. */
function bearingOf(shape: string): number {
  const points = shape.split(' ').map((p) => p.split(',').map(Number));
  const [x1, y1] = points.at(-2) ?? [0, 0];
  const [x2, y2] = points.at(-1) ?? [0, 0];
  return (Math.round((Math.atan2((x1 ?? 0) - (x2 ?? 0), (y1 ?? 0) - (y2 ?? 0)) * 180) / Math.PI) + 360) % 360;
}

/** Groups that are never green together conflict; the network has no matrix of intergreens, so its longest interstage stands for all. */
function intergreens(groups: readonly LinkGroup[], program: NetProgram): Record<string, Record<string, number>> {
  const seconds = Math.max(AMBER_S, ...program.stages.map((s) => s.interS));
  const together = (a: LinkGroup, b: LinkGroup): boolean => a.green.some((g, k) => g && b.green[k] === true);
  const rows = groups.map((a): [string, Record<string, number>] => [a.id, Object.fromEntries(groups.flatMap((b) => (a === b || together(a, b) ? [] : [[b.id, seconds]])))]);
  return Object.fromEntries(rows.filter(([, row]) => Object.keys(row).length > 0));
}

function stagesOf(groups: readonly LinkGroup[], program: NetProgram): { readonly stages: JunctionFile['stages']; readonly order: string[] } {
  const byGroups = new Map<string, { id: string; groups: string[] }>();
  const order = program.stages.map((_, k) => {
    const members = groups.filter((g) => g.green[k] === true).map((g) => g.id);
    const stage = byGroups.get(members.join()) ?? { id: `s${byGroups.size + 1}`, groups: members };
    byGroups.set(members.join(), stage);
    return stage.id;
  });
  return { stages: [...byGroups.values()], order };
}

function planOf(model: Pick<JunctionFile, 'stages' | 'intergreensS'>, order: readonly string[], program: NetProgram): JunctionFile['plans'][number] {
  const groupsOf = (id: string | undefined): string[] => model.stages.find((s) => s.id === id)?.groups ?? [];
  const stages = order.map((stageId, k) => ({ stageId, greenS: Math.max(MIN_GREEN_S, program.stages[k]?.greenS ?? 0) }));
  // As the service counts it: the longest intergreen of an ending and a starting group, at least red-amber.
  const inter = order.map((id, k) => {
    const [from, to] = [groupsOf(id), groupsOf(order[(k + 1) % order.length])];
    const [ending, starting] = [from.filter((g) => !to.includes(g)), to.filter((g) => !from.includes(g))];
    return starting.length === 0 ? 0 : Math.max(RED_AMBER_S, ...ending.flatMap((a) => starting.map((b) => model.intergreensS[a]?.[b] ?? 0)));
  });
  return { id: 'p1', offsetS: 0, stages, cycleS: stages.reduce((sum, s) => sum + s.greenS, 0) + inter.reduce((a, b) => a + b, 0) };
}

/** Loops of an additional file (SUMO's inductionLoop) by lane, with their distance to the lane's end. */
function loopsOf(xml: string, lengths: ReadonlyMap<string, number>): { readonly byLane: Map<string, ImportedLoop[]>; readonly origins: Origins['loops'] } {
  const [by, origins] = [new Map<string, ImportedLoop[]>(), new Map<string, string>()];
  const nameOf = idsFor();
  for (const loop of [...tags(xml, 'inductionLoop'), ...tags(xml, 'e1Detector')]) {
    const [lane, pos] = [loop['lane'] ?? '', Number(loop['pos'])];
    const distanceM = Math.round((pos < 0 ? -pos : (lengths.get(lane) ?? 0) - pos) * 10) / 10;
    const own = by.get(lane) ?? [];
    const deviceId = `${nameOf(lane)}-${own.length + 1}`;
    own.push({ deviceId, role: distanceM <= 10 ? 'stop' : 'upstream', distanceM: Math.max(0, distanceM) });
    origins.set(deviceId, loop['id'] ?? '');
    by.set(lane, own);
  }
  return { byLane: by, origins };
}

interface Net {
  readonly connections: readonly Attributes[];
  readonly shapes: ReadonlyMap<string, string>;
  readonly loops: ReadonlyMap<string, ImportedLoop[]>;
  readonly names: ReadonlyMap<string, string>;
}

function armsOf(net: Net, approaches: readonly Approach[], groups: readonly LinkGroup[], junction: string, laneIds: Map<string, string>, notes: string[]): JunctionFile['arms'] {
  const streets = [...new Set(approaches.map((a) => streetOf(a.lane)))];
  return streets.map((street, i) => {
    const lanes = [...new Set(approaches.filter((a) => streetOf(a.lane) === street).map((a) => a.lane))].toSorted((a, b) => b.localeCompare(a));
    return {
      id: `a${i + 1}`, street: net.names.get(street) ?? street, bearingDeg: bearingOf(net.shapes.get(lanes.at(-1) ?? '') ?? ''),
      lanes: lanes.map((lane, k) => {
        const own = approaches.filter((a) => a.lane === lane);
        const by = groups.filter((g) => own.some((a) => g.links.includes(a.link)));
        const signal = by.toSorted((a, b) => b.green.filter(Boolean).length - a.green.filter(Boolean).length)[0] as LinkGroup;
        if (by.length > 1) notes.push(`${junction}: lane ${lane} has movements of ${by.length} signal groups; the model lets it go with ${signal.id} only`);
        const id = `a${i + 1}-${lanes.length - k}`;
        laneIds.set(lane, id);
        return { id, movements: [...new Set(own.map((a) => a.movement))], signalGroup: signal.id, loops: net.loops.get(lane) ?? [] };
      }),
    };
  });
}

function junctionOf(net: Net, program: NetProgram, id: string, position: [number, number], area: string, notes: string[]): { readonly file: JunctionFile; readonly source: TacticalSource } | null {
  const groups = linkGroups(program);
  const approaches = net.connections
    .filter((c) => c['tl'] === program.id && groups.some((g) => g.links.includes(Number(c['linkIndex']))))
    .map((c): Approach => ({ lane: `${c['from']}_${c['fromLane']}`, link: Number(c['linkIndex']), movement: MOVEMENTS[c['dir'] ?? 's'] ?? 'through' }));
  const laneIds = new Map<string, string>();
  const arms = armsOf(net, approaches, groups, id, laneIds, notes);
  if (arms.length < 2) {
    notes.push(`${id}: left out, a junction needs two arms (this may be a crossing for people on foot)`);
    return null;
  }
  const model = { intergreensS: intergreens(groups, program), ...stagesOf(groups, program) };
  const plan = planOf(model, model.order, program);
  const signalGroups = groups.map((g) => ({ id: g.id, kind: 'vehicle' as const, minGreenS: MIN_GREEN_S, amberS: AMBER_S, redAmberS: RED_AMBER_S }));
  const limits = { minCycleS: Math.min(50, Math.max(20, plan.cycleS)), maxCycleS: Math.min(300, Math.max(MOST_GREEN_S, plan.cycleS)) };
  const file: JunctionFile = { id, name: id, area, position, arms, signalGroups, intergreensS: model.intergreensS, stages: model.stages, plans: [plan], limits };
  return { file, source: { junctionId: id, program, order: model.order, laneIds } };
}

/** Once all signals are known: each may hear of the lanes of the ones before it. */
function withTactical(imported: readonly { readonly file: JunctionFile; readonly source: TacticalSource }[], xml: string, loops: Net['loops']): JunctionFile[] {
  const net = readNet(xml);
  const ground = { net, loops, entries: entriesOf(net), feeders: feedersOf(net, imported.map((i) => i.source)), minGreenS: MIN_GREEN_S };
  const sections = withShares(imported.map(({ source }) => tacticalOf(source, ground)));
  return imported.map(({ file }, i) => ({ ...file, ...(sections[i] ? { tactical: sections[i] } : {}) }));
}

/**
 * Junction models from a SUMO network file, as a start for a city's own files: groups, stages and the plan are those of the
 * network's programs; intergreens, minimum greens and loops are stand-ins where the network has none. Nothing here is surveyed.
 * Junctions with loops at their stop lines get a tactical section, which advises and does not ask by itself.
 *
 * @param loopsXml additional file with the loops, '' when there is none
 */
export function importJunctions(xml: string, loopsXml: string, area = 'import'): Imported {
  const notes: string[] = [];
  const project = projectionOf(tags(xml, 'location')[0]);
  if (project === null) notes.push('the network is not in UTM: positions are [0, 0]');
  const lanes = tags(xml, 'lane').filter((l) => !(l['id'] ?? ':').startsWith(':'));
  const loops = loopsOf(loopsXml, new Map(lanes.map((l) => [l['id'] ?? '', Number(l['length'])])));
  const net: Net = {
    connections: tags(xml, 'connection'), shapes: new Map(lanes.map((l) => [l['id'] ?? '', l['shape'] ?? ''])),
    loops: loops.byLane,
    names: new Map(tags(xml, 'edge').flatMap((e) => (e['name'] === undefined ? [] : [[e['id'] ?? '', e['name']]]))),
  };
  const places = new Map(tags(xml, 'junction').map((j) => [j['id'] ?? '', [Number(j['x']), Number(j['y'])] as const]));
  const to = new Map(tags(xml, 'edge').map((e) => [e['id'] ?? '', e['to'] ?? '']));
  const junctionId = idsFor();
  const imported = readPrograms(xml).flatMap((program) => {
    const entering = net.connections.find((c) => c['tl'] === program.id)?.['from'] ?? '';
    const place = places.get(to.get(entering) ?? '') ?? places.get(program.id);
    const position: [number, number] = place === undefined || project === null ? [0, 0] : project(...place);
    return junctionOf(net, program, junctionId(program.id), position, area, notes) ?? [];
  });
  const signals = new Map(imported.map(({ source: { junctionId: id, program } }) => [id, { signal: program.id, states: program.stages.map((s) => s.state) }]));
  return { junctions: withTactical(imported, xml, net.loops), origins: { signals, loops: loops.origins }, notes };
}
