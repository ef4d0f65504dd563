import { describe, expect, it } from 'vitest';
import { reachedFrom, readNet } from './net.js';

/** a (signal A) -> b, no signal -> c (signal C), side street d; a turn back that hardly anybody takes. */
const XML = `<net>
  <edge id=":A_0" function="internal"><lane id=":A_0_0" index="0" speed="10" length="5"/></edge>
  <edge id="a" from="X" to="A"><lane id="a_0" index="0" speed="10.00" length="80.00" shape="0,0 80,0"/></edge>
  <edge id="b" from="A" to="N"><lane id="b_0" index="0" speed="10.00" length="100.00"/><lane id="b_1" index="1" speed="10.00" length="100.00"/></edge>
  <edge id="b_x" from="A" to="N"><lane id="b_x_0" index="0" speed="10.00" length="100.00"/></edge>
  <edge id="c" from="N" to="C"><lane id="c_0" index="0" speed="20.00" length="200.00"/></edge>
  <edge id="d" from="N" to="D"><lane id="d_0" index="0" speed="10.00" length="50.00"/></edge>
  <connection from="a" to="b" fromLane="0" toLane="0" via=":A_0_0" tl="A" linkIndex="1" dir="s" state="O"/>
  <connection from="a" to="a" fromLane="0" toLane="0" tl="A" linkIndex="0" dir="t" state="o"/>
  <connection from=":A_0" to="b" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from="b" to="c" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from="b" to="d" fromLane="0" toLane="0" dir="r" state="M"/>
  <connection from="b" to="c" fromLane="1" toLane="0" dir="s" state="M"/>
  <connection from="c" to="a" fromLane="0" toLane="0" tl="C" linkIndex="0" dir="s" state="O"/>
</net>`;

describe('SUMO network', () => {
  const net = readNet(XML);

  it('has the lanes of streets with length, speed and where they lead', () => {
    expect([...net.lanes.keys()]).toEqual(['a_0', 'b_0', 'b_1', 'b_x_0', 'c_0', 'd_0']);
    expect(net.lanes.get('a_0')).toEqual({
      id: 'a_0', lengthM: 80, speedMps: 10,
      to: [{ lane: 'b_0', signalled: true, direction: 's' }, { lane: 'a_0', signalled: true, direction: 't' }],
    });
  });

  it('has the signals with their indices by lane', () => {
    expect([...(net.signals.get('A')?.linksByLane ?? [])]).toEqual([['a_0', [0, 1]]]);
    expect([...net.signals.keys()]).toEqual(['A', 'C']);
  });

  it('tells which signalled lanes traffic reaches next, over all lanes of the street it enters', () => {
    // Half of it on each lane of b; on b_0 a quarter of that turns off.
    expect(reachedFrom(net, 'a_0')).toEqual([{ lane: 'c_0', share: 0.5 * 0.75 + 0.5, travelS: 20 }]);
    expect(reachedFrom(net, 'a_0', 5)).toEqual([]);
    expect(reachedFrom(net, 'd_0')).toEqual([]);
    expect(reachedFrom(net, 'nowhere')).toEqual([]);
  });
});
