import { describe, expect, it } from 'vitest';
import type { SignalColour } from '../model/junction.js';
import { aGroup, aJunction } from './builders.js';
import { faultsIn, type Lamps } from './lamps.js';

const model = aJunction({ signalGroups: [aGroup('A', { minGreenS: 3, maxRedS: 8 }), aGroup('B', { kind: 'pedestrian', minGreenS: 2 })], intergreensS: { A: { B: 2 }, B: { A: 3 } } });
const recording = (a: string, b: string): Lamps[] => a.split('').map((c, t) => ({ A: Number(c) as SignalColour, B: Number(b[t]) as SignalColour }));

/** The witness has to be able to speak, or the safety properties prove nothing. */
describe('lamp oracle', () => {
  it('is silent where nothing is wrong', () => {
    expect(faultsIn(model, recording('333211111433321', '111113311111111'))).toEqual([]);
  });
  it.each([
    ['conflict', '1333', '1133', ['2: A and B green', '2: B and A green', '3: A and B green', '3: B and A green']],
    ['intergreen', '333211', '111133', ['4: A -> B after 1, needs 2']],
    ['minimum green', '1332111', '1111111', ['3: A green for 2']],
    ['amber', '333111', '111111', ['3: A without amber']],
    ['maximum red', '3332111111113', '1111111111111', ['11: A red for 9']],
    ['a red from the start', '1111111113', '1111111111', ['8: A red for 9']],
  ])('sees a fault of %s', (_, a, b, faults) => {
    expect(faultsIn(model, recording(a, b))).toEqual(expect.arrayContaining(faults));
    expect(faultsIn(model, recording(a, b)).length).toBeGreaterThan(0);
  });
});
