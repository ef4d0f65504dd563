import { describe, expect, it } from 'vitest';
import { createLoops } from './loops.js';
import { VARIABLE, type Subscribed } from './traci/messages.js';
import type { TraciValue } from './traci/values.js';

const vehicle = (id: string, exitS: number): TraciValue[] => [
  { type: 'string', value: id }, { type: 'double', value: 5 }, { type: 'double', value: 1 }, { type: 'double', value: exitS }, { type: 'string', value: 'car' },
];
const second = (occupancyPct: number, ...over: TraciValue[][]): Subscribed[] => [{
  response: 0xe0, id: 'L1', around: null,
  values: new Map<number, TraciValue>([
    [VARIABLE.occupancy, { type: 'double', value: occupancyPct }],
    [VARIABLE.vehicleData, { type: 'compound', value: [{ type: 'int', value: over.length }, ...over.flat()] }],
  ]),
}];

describe('loops of a step', () => {
  it('count fronts and rears once each, however long a vehicle stands', () => {
    const loops = createLoops();
    expect(loops.read(second(40, vehicle('a', -1)))).toEqual({ L1: { entered: 1, left: 0, occupancy: 0.4 } });
    expect(loops.read(second(100, vehicle('a', -1)))).toEqual({ L1: { entered: 0, left: 0, occupancy: 1 } });
    expect(loops.read(second(60.4, vehicle('a', 3.2), vehicle('b', 3.9)))).toEqual({ L1: { entered: 1, left: 2, occupancy: 0.6 } });
    expect(loops.read(second(0))).toEqual({});
  });

  it('let who vanishes from the loop have left it', () => {
    const loops = createLoops();
    loops.read(second(100, vehicle('a', -1)));
    expect(loops.read(second(0))).toEqual({ L1: { entered: 0, left: 1, occupancy: 0 } });
  });

  it('refuse data that are not what they say', () => {
    const loops = createLoops();
    const broken = second(0);
    (broken[0] as Subscribed & { values: Map<number, TraciValue> }).values.set(VARIABLE.vehicleData, { type: 'compound', value: [{ type: 'int', value: 2 }] });
    expect(() => loops.read(broken)).toThrow('has not the fields it says');
    (broken[0] as Subscribed & { values: Map<number, TraciValue> }).values.set(VARIABLE.vehicleData, { type: 'int', value: 2 });
    expect(() => loops.read(broken)).toThrow('is not a compound');
  });
});
