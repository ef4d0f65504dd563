import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTotalsFacility, Bench, MINUTE } from '../testing/build.js';
import { totalsStep } from './totals.js';

describe('steps of a total', () => {
  it.each([
    [10, 15, null, 5, null],
    [10, 10, null, 0, null],
    [65_530, 4, null, 10, null],
    [4_294_967_290, 4, null, 10, null],
    [9990, 5, 10_000, 15, null],
    [65_530, 4, 10_000, 4, 'counterReset'],
    [65_534, 4, 65_535, 5, null],
    [5000, 3, null, 3, 'counterReset'],
    [5000, 3000, null, 0, 'counterJump'],
    [10, 5000, null, 0, 'counterJump'],
  ] as const)('from %d to %d (modulus %s): %d, %s', (last, next, modulus, delta, fault) => {
    expect(totalsStep(last, next, 60, modulus)).toEqual({ delta, fault });
  });

  it('counts the same over any modulus that divides traffic plausibly', () => {
    fc.assert(fc.property(fc.nat(65_535), fc.nat(60), (start, passed) => {
      expect(totalsStep(start, (start + passed) % 65_536, 60, 65_536)).toEqual({ delta: passed, fault: null });
    }));
  });
});

describe('a garage with totals', () => {
  const garage = () => new Bench(aTotalsFacility());

  it('counts in minus out, and says that it is derived', () => {
    const b = garage();
    b.totals(120, 20);
    expect(b.seen()).toMatchObject({ occupied: 100, vacant: 100, quality: 'derived', evidence: 'totals', reasons: [] });
  });

  it('goes on over a wrap of one of the two', () => {
    const b = garage();
    b.totals(65_530, 65_440);
    b.pass(MINUTE);
    b.totals(4, 65_445);
    expect(b.seen()).toMatchObject({ occupied: 95, reasons: [] });
  });

  it('goes on over a restart of the device and says so', () => {
    const b = garage();
    b.totals(1120, 1020);
    b.pass(MINUTE);
    b.totals(2, 1);
    expect(b.seen()).toMatchObject({ occupied: 101, reasons: ['counterReset'] });
    b.pass(MINUTE);
    b.totals(3, 1);
    expect(b.seen()).toMatchObject({ occupied: 102, reasons: ['counterReset'] });
  });

  it('does not count what no traffic explains', () => {
    const b = garage();
    b.totals(120, 20);
    b.pass(MINUTE);
    b.totals(60_000, 21);
    expect(b.seen()).toMatchObject({ occupied: 99, reasons: ['counterJump'] });
  });

  it('adds its gates up, and has no number while one of them is mute', () => {
    const config = aTotalsFacility({
      evidence: [
        { counterId: 'east', kind: 'totals', audience: 'shortStay' },
        { counterId: 'west', kind: 'totals', audience: 'total' },
      ],
    });
    const b = new Bench(config);
    b.totals(100, 10, 'east');
    expect(b.seen()).toMatchObject({ status: 'unknown', vacant: null, reasons: ['partialCounters'], raw: { occupied: 90 } });
    // Out at the other gate: one gate alone may well be negative.
    b.pass(2 * MINUTE);
    b.totals(10, 50, 'west');
    expect(b.seen()).toMatchObject({ status: 'available', occupied: 50, measuredAtMs: b.nowMs - 2 * MINUTE });
    b.pass(29 * MINUTE);
    b.totals(10, 50, 'west');
    expect(b.seen()).toMatchObject({ status: 'unavailable', vacant: null, reasons: ['stale'] });
  });

  it('waits for an anchor where the totals do not begin empty', () => {
    const config = aTotalsFacility({
      evidence: [{ counterId: 't1', kind: 'totals', audience: 'shortStay', baseline: 'needsAnchor' }],
    });
    const b = new Bench(config);
    b.totals(5, 3);
    expect(b.seen()).toMatchObject({ status: 'unknown', vacant: null, reasons: ['noAnchor'], raw: { occupied: 2 } });
  });

  it('refuses negative and broken totals', () => {
    const b = garage();
    expect(b.totals(-1, 0).outcome).toBe('invalid');
    expect(b.totals(0, -1).outcome).toBe('invalid');
    expect(b.totals(1.5, 0).outcome).toBe('invalid');
    expect(b.totals(1, Number.NaN).outcome).toBe('invalid');
  });
});
