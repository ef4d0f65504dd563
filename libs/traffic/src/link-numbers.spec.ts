import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_NUMBERS, linkFromNumbers, linkNumbers } from './link-numbers.js';
import { createLinkState, type LinkState } from './link.js';

const level = fc.constantFrom('free', 'dense', 'slow', 'jam', 'unknown');
const some = fc.option(fc.double({ noNaN: true, min: 0, max: 1e13 }));
const states: fc.Arbitrary<LinkState> = fc.record({
  version: fc.constant(1 as const), level, levelSinceMs: some, candidate: fc.option(level), candidateSinceMs: fc.double({ noNaN: true, min: 0, max: 1e13 }), speedKmh: some,
  densityVehPerKm: some, updatedMs: some, measuredAtMs: some, congested: fc.boolean(), congestionTurnMs: some,
});

describe('a link as a row of numbers', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(states, (state) => {
      const numbers = linkNumbers(state);
      expect(numbers).toHaveLength(LINK_NUMBERS);
      expect(linkFromNumbers(Float64Array.from(numbers))).toEqual(state);
    }));
    expect(linkFromNumbers(linkNumbers(createLinkState()))).toEqual(createLinkState());
  });

  it('keeps the code of every level, for what was stored by earlier versions', () => {
    expect((['unknown', 'free', 'dense', 'slow', 'jam'] as const).map((l) => linkNumbers({ ...createLinkState(), level: l, candidate: l }).filter((_, i) => i === 0 || i === 2))).toEqual([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]);
  });
});
