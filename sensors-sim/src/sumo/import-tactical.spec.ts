import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Junction } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { importJunctions } from './import.js';

/**
 * Signal P, then a street in two pieces over a plain junction, then signal Q. Into Q's lane q_0 (10 m) lead p1_0 (80 m, with a loop) and,
 * from the side, w_0 without one, with u_0 (a loop) behind it. p1_0 may also leave to x_0.
 */
const XML = `<net>
  <edge id="in" from="A" to="P"><lane id="in_0" index="0" speed="10" length="100" shape="0,0 9,9"/></edge>
  <edge id="no" from="B" to="P"><lane id="no_0" index="0" speed="10" length="50" shape="0,0 9,9"/></edge>
  <edge id="p1" from="P" to="M"><lane id="p1_0" index="0" speed="10" length="80" shape="0,0 9,9"/></edge>
  <edge id="x" from="M" to="Z"><lane id="x_0" index="0" speed="10" length="80" shape="0,0 9,9"/></edge>
  <edge id="u" from="U" to="W"><lane id="u_0" index="0" speed="10" length="60" shape="0,0 9,9"/></edge>
  <edge id="w" from="W" to="M"><lane id="w_0" index="0" speed="10" length="20" shape="0,0 9,9"/></edge>
  <edge id="q" from="M" to="Q"><lane id="q_0" index="0" speed="10" length="10" shape="0,0 9,9"/></edge>
  <edge id="e" from="E" to="Q"><lane id="e_0" index="0" speed="10" length="300" shape="0,0 9,9"/></edge>
  <edge id="out" from="Q" to="O"><lane id="out_0" index="0" speed="10" length="50" shape="0,0 9,9"/></edge>
  <tlLogic id="P" type="static" programID="0" offset="0"><phase duration="30" state="Gr"/><phase duration="3" state="yr"/><phase duration="20" state="rG"/><phase duration="3" state="ry"/></tlLogic>
  <tlLogic id="Q" type="static" programID="0" offset="0">
    <phase duration="30" state="Ggrr"/><phase duration="3" state="yyrr"/><phase duration="20" state="rrGr"/><phase duration="3" state="rryr"/><phase duration="9" state="GGrr"/><phase duration="3" state="yyrr"/>
  </tlLogic>
  <connection from="in" to="p1" fromLane="0" toLane="0" tl="P" linkIndex="0" dir="s"/>
  <connection from="no" to="p1" fromLane="0" toLane="0" tl="P" linkIndex="1" dir="l"/>
  <connection from="p1" to="q" fromLane="0" toLane="0" dir="s"/>
  <connection from="p1" to="x" fromLane="0" toLane="0" dir="r"/>
  <connection from="u" to="w" fromLane="0" toLane="0" dir="s"/>
  <connection from="w" to="q" fromLane="0" toLane="0" dir="r"/>
  <connection from="w" to="w" fromLane="0" toLane="0" dir="t"/>
  <connection from="q" to="out" fromLane="0" toLane="0" tl="Q" linkIndex="0" dir="s"/>
  <connection from="q" to="out" fromLane="0" toLane="0" tl="Q" linkIndex="1" dir="l"/>
  <connection from="q" to="out" fromLane="0" toLane="0" tl="Q" linkIndex="3" dir="t"/>
  <connection from="e" to="out" fromLane="0" toLane="0" tl="Q" linkIndex="2" dir="l"/>
</net>`;
const LOOPS = `<additional>
  <inductionLoop id="1" lane="q_0" pos="6"/><inductionLoop id="2" lane="p1_0" pos="40"/><inductionLoop id="3" lane="u_0" pos="50"/>
  <inductionLoop id="4" lane="e_0" pos="296"/><inductionLoop id="5" lane="e_0" pos="250"/><inductionLoop id="6" lane="e_0" pos="280"/>
</additional>`;

const { junctions } = importJunctions(XML, LOOPS);
const tactical = (id: string) => junctions.find((j) => j.id === id)?.tactical;

describe('tactical section of an imported junction', () => {
  it('is accepted by the city file, and advises only', () => {
    expect(junctions.map((j) => Junction.safeParse(j).success)).toEqual([true, true]);
    expect(tactical('Q')).toMatchObject({ start: 'advice', minGreenS: 5 });
  });

  it('says what each movement may do in each stage: the first phase of a stage counts, a movement that never goes is left out', () => {
    expect(tactical('Q')?.lanes?.map((l) => [l.id, l.streams])).toEqual([
      ['a1-1', [{ s1: 'protected' }, { s1: 'permitted' }]], ['a2-1', [{ s2: 'protected' }]],
    ]);
  });

  it('takes the own upstream loop that is furthest back', () => {
    expect(tactical('Q')?.lanes?.[1]).toMatchObject({ stopLoop: 'e_0-1', upstream: [{ loopId: 'e_0-2', share: 1, travelS: 4.55, storageVeh: 7.69 }] });
  });

  it('finds the loops of a short lane further back, over junctions without signals, with a guess of their share', () => {
    const [q] = tactical('Q')?.lanes ?? [];
    expect(q?.stopLoop).toBe('q_0-1');
    expect(q?.upstream?.map((u) => [u.loopId, u.share, u.travelS])).toEqual([['p1_0-1', 1, 4.55], ['u_0-1', 1, 3.64]]);
  });

  it('hears of who waits on a lane shorter than a car by the loop just before it, and counts who comes by the one further back', () => {
    const short = XML.replace('length="10"', 'length="1"');
    const more = LOOPS.replace('pos="6"', 'pos="0"').replace('</additional>', '<inductionLoop id="7" lane="p1_0" pos="76"/></additional>');
    const q = (xml: string, loops: string) => importJunctions(xml, loops).junctions.find((j) => j.id === 'Q')?.tactical?.lanes?.[0];
    expect(q(short, more)).toMatchObject({ stopLoop: 'q_0-1', waitLoops: ['p1_0-2'] });
    expect(q(short, more)?.upstream?.map((u) => [u.loopId, u.travelS])).toEqual([['p1_0-1', 3.73], ['u_0-1', 2.82]]);
    // A lane that a car can stand on has no need of it.
    expect(q(XML, more)?.waitLoops).toEqual([]);
  });

  it('divides a loop between the lanes that count by it', () => {
    const twoLanes = XML.replace('<edge id="q" from="M" to="Q">', '<edge id="q" from="M" to="Q"><lane id="q_1" index="1" speed="10" length="10" shape="0,0 9,9"/>')
      .replace('</net>', '<connection from="p1" to="q" fromLane="0" toLane="1" dir="s"/><connection from="q" to="out" fromLane="1" toLane="0" tl="Q" linkIndex="0" dir="s"/></net>');
    const lanes = importJunctions(twoLanes, LOOPS).junctions.find((j) => j.id === 'Q')?.tactical?.lanes ?? [];
    expect(lanes.flatMap((l) => l.upstream?.filter((u) => u.loopId === 'p1_0-1').map((u) => [l.id, u.share]) ?? [])).toEqual([['a1-2', 0.5], ['a1-1', 0.5]]);
  });

  it('knows the lanes of the signal before it by their ids in the city', () => {
    const [q, e] = tactical('Q')?.lanes ?? [];
    expect(q?.feeders).toEqual([{ junctionId: 'P', laneId: 'a1-1', share: 0.75, travelS: 11 }, { junctionId: 'P', laneId: 'a2-1', share: 0.75, travelS: 11 }]);
    expect(e?.feeders).toEqual([]);
  });

  it('is left out where no lane has a loop at its stop line', () => {
    expect(tactical('P')).toBeUndefined();
    expect(importJunctions(XML, '').junctions.every((j) => j.tactical === undefined)).toBe(true);
  });
});

const shared = process.env['WEGWEISER_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const ground = `${shared}/sumo`;

describe.skipIf(!existsSync(ground))('tactical sections of the measuring ground (../shared/sumo)', () => {
  it.each([['cologne8', 8], ['ingolstadt21', 21]] as const)('%s: every signal can be advised, every lane has loops', (name, signals) => {
    const read = (path: string): string => readFileSync(`${ground}/${path}`, 'utf8');
    const all = importJunctions(read(`scenarios/${name}/${name}.net.xml`), read(`add/${name}.e1.add.xml`)).junctions;
    expect(all.filter((j) => j.tactical !== undefined)).toHaveLength(signals);
    expect(all.every((j) => Junction.safeParse(j).success)).toBe(true);
    const lanes = all.flatMap((j) => j.tactical?.lanes ?? []);
    expect(lanes.filter((l) => l.stopLoop === null || l.upstream?.length === 0)).toEqual([]);
  });
});
