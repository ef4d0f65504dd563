import { Junction } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { importJunctions } from './import.js';
import { linkGroups, readPrograms } from './program.js';
import { fromUtm } from './project.js';

/** Crossing X: n has a lane straight on and right, and a left lane with a phase of its own; e one lane. Y is a crossing on foot. */
const XML = `<net>
  <location netOffset="-677000,-5403000" convBoundary="0,0,9,9" origBoundary="0,0,1,1" projParameter="+proj=utm +zone=32 +ellps=WGS84 +units=m"/>
  <edge id="n#1" from="A" to="X" name="Nordstrasse"><lane id="n#1_0" index="0" speed="13.9" length="100.00" shape="5,90 5,10"/><lane id="n#1_1" index="1" speed="13.9" length="100.00" shape="2,90 2,10"/></edge>
  <edge id="e" from="B" to="X"><lane id="e_0" index="0" speed="13.9" length="80.00" shape="90,0 10,0"/></edge>
  <edge id="s" from="X" to="C"><lane id="s_0" index="0" speed="13.9" length="80.00" shape="0,-5 0,-90"/></edge>
  <tlLogic id="X" type="static" programID="0" offset="0">
    <phase duration="3" state="yyrr"/><phase duration="30" state="GGrr"/><phase duration="4" state="yyrr"/>
    <phase duration="10" state="GrGr"/><phase duration="3" state="yryr"/><phase duration="20" state="rrrG"/><phase duration="2" state="rrry"/>
  </tlLogic>
  <tlLogic id="X" type="static" programID="1" offset="0"><phase duration="9" state="GGGG"/></tlLogic>
  <tlLogic id="Y" type="static" programID="0" offset="0"><phase duration="9" state="G"/><phase duration="4" state="G"/></tlLogic>
  <tlLogic id="Z" type="static" programID="0" offset="0"><phase duration="9" state="r"/></tlLogic>
  <junction id="X" type="traffic_light" x="0.00" y="0.00"/>
  <connection from="n#1" to="s" fromLane="0" toLane="0" tl="X" linkIndex="0" dir="s"/>
  <connection from="n#1" to="s" fromLane="0" toLane="0" tl="X" linkIndex="1" dir="r"/>
  <connection from="n#1" to="s" fromLane="1" toLane="0" tl="X" linkIndex="2" dir="l"/>
  <connection from="e" to="s" fromLane="0" toLane="0" tl="X" linkIndex="3" dir="l"/>
  <connection from="s" to="e" fromLane="0" toLane="0" tl="Y" linkIndex="0" dir="s"/>
</net>`;
const LOOPS = '<additional><inductionLoop id="a" lane="n#1_0" pos="96"/><inductionLoop id="b" lane="n#1_0" pos="50"/><e1Detector id="c" lane="e_0" pos="-4"/></additional>';

describe('programs of a network', () => {
  it('has one entry a signal: greens, and what lies between them', () => {
    expect(readPrograms(XML).map((p) => [p.id, p.stages.map((s) => [s.greenS, s.interS])])).toEqual([['X', [[30, 4], [10, 3], [20, 5]]], ['Y', [[13, 0]]]]);
  });

  it('groups links that are green in the same stages', () => {
    const [x] = readPrograms(XML);
    expect(x === undefined ? [] : linkGroups(x).map((g) => [g.links, g.green])).toEqual([
      [[0], [true, true, false]], [[1], [true, false, false]], [[2], [false, true, false]], [[3], [false, false, true]],
    ]);
  });
});

describe('import of junctions', () => {
  const { junctions, origins, notes } = importJunctions(XML, LOOPS, 'mitte');
  const [x] = junctions;

  it('makes models that the city file accepts, and says what it could not take over', () => {
    expect(junctions).toHaveLength(1);
    expect(Junction.safeParse(x).success).toBe(true);
    expect(notes).toEqual([expect.stringContaining('lane n#1_0 has movements of 2 signal groups'), expect.stringContaining('Y: left out')]);
  });

  it('conflicts are groups that are never green together, with the longest interstage for all', () => {
    expect(x?.intergreensS).toEqual({ k1: { k4: 5 }, k2: { k3: 5, k4: 5 }, k3: { k2: 5, k4: 5 }, k4: { k1: 5, k2: 5, k3: 5 } });
    expect(x?.plans).toEqual([{ id: 'p1', offsetS: 0, cycleS: 75, stages: [{ stageId: 's1', greenS: 30 }, { stageId: 's2', greenS: 10 }, { stageId: 's3', greenS: 20 }] }]);
  });

  it('says what the network calls its signals and loops', () => {
    expect([...origins.signals.values()]).toEqual([{ signal: 'X', states: ['GGrr', 'GrGr', 'rrrG'] }]);
    expect([...origins.loops]).toEqual([['n-1_0-1', 'a'], ['n-1_0-2', 'b'], ['e_0-1', 'c']]);
  });

  it('has arms with street, bearing and lanes from left to right, and loops by their distance', () => {
    expect(x?.arms.map((a) => [a.street, a.bearingDeg, a.lanes.map((l) => [l.id, l.movements, l.signalGroup])])).toEqual([
      ['Nordstrasse', 0, [['a1-2', ['left'], 'k3'], ['a1-1', ['through', 'right'], 'k1']]], ['e', 90, [['a2-1', ['left'], 'k4']]],
    ]);
    expect(x?.arms[0]?.lanes[1]?.loops).toEqual([{ deviceId: 'n-1_0-1', role: 'stop', distanceM: 4 }, { deviceId: 'n-1_0-2', role: 'upstream', distanceM: 50 }]);
    expect(x?.arms[1]?.lanes[0]?.loops).toEqual([{ deviceId: 'e_0-1', role: 'stop', distanceM: 4 }]);
  });

  it('keeps the loops of the two directions of a street apart, and junctions whose names begin alike', () => {
    const both = XML.replaceAll('"n#1', '"-e').replace('<tlLogic id="Y"', `<tlLogic id="X-" type="static" programID="0" offset="0"><phase duration="9" state="Gr"/><phase duration="9" state="rG"/></tlLogic><tlLogic id="Y"`)
      .replace('</net>', '<connection from="s" to="e" fromLane="0" toLane="0" tl="X-" linkIndex="0"/><connection from="e" to="s" fromLane="0" toLane="0" tl="X-" linkIndex="1"/></net>').replaceAll('"X-"', `"${'X'.repeat(70)}"`).replaceAll('"X"', `"${'X'.repeat(71)}"`);
    const all = importJunctions(both, LOOPS.replaceAll('"n#1_0"', '"-e_0"')).junctions;
    expect(all.map((j) => j.id)).toEqual(['X'.repeat(50), `${'X'.repeat(50)}.2`]);
    expect(all[0]?.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops?.map((d) => d.deviceId) ?? []))).toEqual(['e_0-1', 'e_0-2', 'e_0.2-1']);
  });

  it('places it by UTM, and says when it cannot', () => {
    expect(x?.position[0]).toBeCloseTo(11.41, 1);
    expect(x?.position[1]).toBeCloseTo(48.75, 1);
    const [lon, lat] = fromUtm(500_000, 0, 32);
    expect([lon, lat]).toEqual([9, 0]);
    expect(importJunctions(XML.replace('+proj=utm', '+proj=merc'), '').notes[0]).toContain('not in UTM');
  });
});
