import { applyDelta as contractApply, LIVE_NAMESPACE as contractNamespace } from '@wegweiser/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyDelta, LIVE_NAMESPACE } from './wire.js';

const thing = fc.record({ id: fc.constantFrom('a', 'b', 'c'), n: fc.nat(9) });
const delta = fc.record({ epoch: fc.constantFrom('x', 'y'), from: fc.nat(4), version: fc.nat(6), changed: fc.array(thing, { maxLength: 3 }), removed: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }) });

it('does exactly what the contracts say', () => {
  expect(LIVE_NAMESPACE).toBe(contractNamespace);
  fc.assert(
    fc.property(fc.array(thing), fc.array(delta, { maxLength: 6 }), (start, deltas) => {
      const [mine, theirs] = [new Map(start.map((one) => [one.id, one])), new Map(start.map((one) => [one.id, one]))];
      const [mineAt, theirsAt] = [{ epoch: 'x', version: 1 }, { epoch: 'x', version: 1 }];
      for (const one of deltas) expect(applyDelta(mine, mineAt, one)).toBe(contractApply(theirs, theirsAt, one));
      expect([...mine]).toEqual([...theirs]);
      expect(mineAt).toEqual(theirsAt);
    }),
  );
});
