import { describe, expect, it } from 'vitest';
import {
  applyOperatorAction, facilityDrift, proposeRezero, tickFacility, type FacilityConfig, type RezeroEffect, type TotalsCounterState,
} from '../index.js';
import { aFacility, aTotalsFacility, Bench, DAY, HOUR, MINUTE } from '../testing/build.js';

/** Small linear congruential generator: the same days on every run. */
function dice(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return s / 4_294_967_296;
  };
}

interface Days {
  readonly days: number;
  /** Share of exits that the loop misses. */
  readonly missed: number;
  /** Vehicles that stay over night, changing a little. */
  readonly overnight?: number;
  readonly onNight?: (b: Bench) => void;
}

interface Counts {
  entries: number;
  exits: number;
  inside: number;
}

/** Five minutes: cars come from 7 to 14 and leave until 21. */
function fiveMinutes(now: Counts, slot: number, stay: number, missed: number, roll: () => number): void {
  const came = slot >= 84 && slot < 168 ? Math.round((600 / 84) * (0.5 + roll())) : 0;
  const goes = slot >= 168 && slot < 252 ? Math.round((now.inside - stay) / (252 - slot)) : 0;
  now.inside += came - goes;
  now.entries += came;
  for (let car = 0; car < goes; car += 1) now.exits += roll() < missed ? 0 : 1;
}

/** Days of a garage whose counter sends every 5 minutes, day and night. */
function simulate(b: Bench, { days, missed, overnight = 0, onNight = () => undefined }: Days): { offset: number } {
  const roll = dice(42);
  const now: Counts = { entries: 0, exits: 0, inside: 0 };
  const midnight = b.nowMs - 12 * HOUR;
  for (let day = 0; day < days; day += 1) {
    const stay = Math.round(overnight + (overnight > 0 ? roll() * 2 - 1 : 0));
    for (let slot = 0; slot < 288; slot += 1) {
      b.nowMs = midnight + day * DAY + slot * 5 * MINUTE;
      fiveMinutes(now, slot, stay, missed, roll);
      b.totals(now.entries, now.exits);
      tickFacility(b.state, b.nowMs, b.config);
      if (slot === 54) onNight(b);
    }
  }
  return { offset: now.entries - now.exits - now.inside };
}

function onlyEffect(b: Bench): RezeroEffect {
  const [effect, ...others] = proposeRezero(b.state, b.config)?.effects ?? [];
  if (effect === undefined || others.length > 0) throw new Error('not exactly one effect');
  return effect;
}

const closing = (given: Partial<FacilityConfig['drift']> = {}, overnightOccupied: number | null = 0): FacilityConfig =>
  aTotalsFacility({
    capacity: 800,
    openingHours: 'Mo-Su 06:00-22:00',
    audiences: [{ id: 'shortStay', capacity: 800, overnightOccupied, overnightSigma: 2 }],
    drift: given,
  });

describe('drift of a simulated garage', () => {
  it('converges to the known drift and offset', () => {
    const b = new Bench(closing());
    const { offset } = simulate(b, { days: 14, missed: 0.01 });
    const found = facilityDrift(b.state, b.config, b.nowMs)['shortStay'];
    expect(offset).toBeGreaterThan(40);
    expect(Math.abs(Number(found?.offsetVehicles) - offset)).toBeLessThan(6);
    expect(Math.abs(Number(found?.perDay) - offset / 14)).toBeLessThan(1.5);
    expect(found?.confidence).toBeGreaterThan(0.99);
    expect(found?.samples.night).toBeGreaterThanOrEqual(13);
    expect(b.seen().reasons).toContain('drift');
  });

  it('never proposes anything while the counter is clean', () => {
    for (const overnight of [0, 30]) {
      const b = new Bench(closing({}, overnight));
      let proposals = 0;
      simulate(b, { days: 21, missed: 0, overnight, onNight: (x) => (proposals += proposeRezero(x.state, x.config) === null ? 0 : 1) });
      expect(proposals).toBe(0);
      expect(facilityDrift(b.state, b.config, b.nowMs)['shortStay']?.samples.night).toBeGreaterThan(15);
      expect(b.seen().reasons).not.toContain('drift');
    }
  });

  it('shows the effect first, then applies exactly that, with an audit item', () => {
    const b = new Bench(closing());
    simulate(b, { days: 14, missed: 0.01 });
    b.nowMs += 12 * HOUR;
    tickFacility(b.state, b.nowMs, b.config);
    const { entries, exits } = b.state.counters['t1'] as TotalsCounterState;
    b.totals(entries, exits);
    const effect = onlyEffect(b);
    expect(effect).toMatchObject({ audience: 'shortStay', correctionBefore: 0, before: { status: 'available' } });
    expect(Number(effect.after.vacant)).toBeGreaterThan(Number(effect.before.vacant));
    const other = { kind: 'rezero', audience: 'contract', by: 'anna', reason: 'drift', atMs: b.nowMs } as const;
    expect(applyOperatorAction(b.state, other, b.config).outcome).toBe('nothingToDo');
    const done = applyOperatorAction(b.state, { kind: 'rezero', by: 'anna', reason: 'drift', atMs: b.nowMs }, b.config);
    expect(done.changed).toBe(true);
    expect(done.audit).toMatchObject([{ action: 'rezero', by: 'anna', facilityId: 'p1', detail: { audience: 'shortStay', correctionAfter: effect.correctionAfter } }]);
    expect(b.seen()).toMatchObject({ vacant: effect.after.vacant, status: effect.after.status, quality: 'derived' });
    expect(b.seen().reasons).toContain('corrected');
    expect(b.seen().reasons).not.toContain('drift');
    expect(proposeRezero(b.state, b.config)).toBeNull();
    expect(done.audit[0]?.detail).toMatchObject({ occupiedBefore: effect.before.occupied, occupiedAfter: effect.after.occupied });
    const again = applyOperatorAction(b.state, { kind: 'rezero', by: 'anna', reason: 'drift', atMs: b.nowMs }, b.config);
    expect(again.outcome).toBe('nothingToDo');
  });

  it('declined, it is proposed again only for a clearly different offset, and no rule applies it at night', () => {
    const decline = (b: Bench, audience?: string) => applyOperatorAction(b.state, { kind: 'declineRezero', by: 'anna', reason: 'counted', atMs: b.nowMs, ...(audience === undefined ? {} : { audience }) }, b.config);
    /** What the rule does in this night. */
    const ruled = (b: Bench) => tickFacility({ ...structuredClone(b.state), nextDueMs: 0 }, b.nowMs, { ...b.config, quietHours: { from: '00:00', to: '06:00' }, drift: { ...b.config.drift, mode: 'auto' } }).audit.length;
    const b = new Bench(closing());
    let declined: number | null = null;
    simulate(b, {
      days: 30, missed: 0.01,
      onNight: (x) => {
        if (declined !== null || proposeRezero(x.state, x.config) === null) return;
        declined = onlyEffect(x).offsetVehicles;
        expect([ruled(x), decline(x, 'contract').outcome]).toEqual([1, 'nothingToDo']);
        expect(decline(x, 'shortStay').audit).toMatchObject([{ action: 'declineRezero', by: 'anna', detail: { audience: 'shortStay', offsetVehicles: declined } }]);
        expect([ruled(x), proposeRezero(x.state, x.config), decline(x).outcome]).toEqual([0, null, 'nothingToDo']);
      },
    });
    // The counter went on drifting.
    expect(Math.abs(onlyEffect(b).offsetVehicles - (declined ?? 0))).toBeGreaterThanOrEqual(1);
    // What is applied ends what was declined.
    b.nowMs += 12 * HOUR;
    applyOperatorAction(b.state, { kind: 'rezero', by: 'anna', reason: 'drift', atMs: b.nowMs }, b.config);
    expect(b.state.audiences['shortStay']?.declined).toBeNull();
  });

  it('shows the effect on the count also at night, when the public sees none', () => {
    const b = new Bench(closing());
    simulate(b, { days: 14, missed: 0.01 });
    const effect = proposeRezero(b.state, b.config)?.effects[0];
    expect(effect).toMatchObject({ before: { status: 'closed' }, after: { status: 'closed' } });
    expect(effect?.after.occupied).toBeLessThanOrEqual(2);
    expect(effect?.before.occupied).toBeGreaterThan(40);
    // A source that has fallen silent leaves an estimate of its drift, and no count to correct.
    b.pass(HOUR);
    expect(proposeRezero(b.state, b.config)?.effects[0]).toMatchObject({ before: { occupied: null, vacant: null } });
  });

  it('by rule keeps the public count right for weeks, in quiet hours, audited', () => {
    const b = new Bench(closing({ mode: 'auto' }));
    const { offset } = simulate(b, { days: 28, missed: 0.01 });
    const correction = b.state.audiences['shortStay']?.correction;
    expect(correction?.by).toBe('rule:quietHours');
    expect(Math.abs(Number(correction?.vehicles) + offset)).toBeLessThan(16 + 6);
  });

  it('draws its balance in the quiet hours where a garage never closes', () => {
    const config = aTotalsFacility({ capacity: 800, audiences: [{ id: 'shortStay', capacity: 800, overnightOccupied: 20 }] });
    const b = new Bench(config);
    const { offset } = simulate(b, { days: 14, missed: 0.01, overnight: 20 });
    const found = facilityDrift(b.state, b.config, b.nowMs)['shortStay'];
    expect(Math.abs(Number(found?.offsetVehicles) - offset)).toBeLessThan(12);
  });

  it('is off when told so, and silent where nothing is known of the night', () => {
    const off = new Bench(closing({ mode: 'off' }));
    simulate(off, { days: 3, missed: 0.05 });
    expect(facilityDrift(off.state, off.config, off.nowMs)).toEqual({});
    const unknown = new Bench(closing({}, null));
    simulate(unknown, { days: 3, missed: 0.02 });
    expect(unknown.state.audiences['shortStay']?.drift).toBeNull();
  });
});

describe('other witnesses', () => {
  it('single spaces show a counter that runs away', () => {
    const config = aFacility({
      capacity: 20,
      audiences: [{ id: 'shortStay', capacity: 20, plausibilityMargin: 30 }],
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        ...Array.from({ length: 20 }, (_, i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'shortStay' })),
      ],
    });
    const b = new Bench(config);
    for (let hour = 0; hour < 48; hour += 1) {
      for (let i = 0; i < 20; i += 1) b.space(`s${i}`, i < 10);
      b.occupied(10 + Math.floor(hour / 6));
      b.pass(MINUTE);
      b.occupied(10 + Math.floor(hour / 6));
      b.pass(59 * MINUTE);
    }
    const found = facilityDrift(b.state, config, b.nowMs)['shortStay'];
    expect(found?.samples.space).toBe(48);
    expect(Number(found?.perDay)).toBeGreaterThan(2.5);
    expect(Number(found?.perDay)).toBeLessThan(5.5);
    expect(Math.abs(Number(found?.offsetVehicles) - 7.5)).toBeLessThan(2);
  });

  it('partly reporting spaces count for less', () => {
    const config = aFacility({
      capacity: 4,
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        ...[0, 1, 2].map((i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'shortStay' })),
      ],
    });
    const b = new Bench(config);
    for (const i of [0, 1, 2]) b.space(`s${i}`, false);
    b.occupied(2);
    const found = facilityDrift(b.state, config, b.nowMs)['shortStay'];
    expect(found?.samples.space).toBe(1);
    expect(found?.offsetStdError).toBeGreaterThan(1.5);
  });

  it('a count below zero or above capacity is off by at least so much', () => {
    for (const [raw, sign] of [[-12, -1], [212, 1]] as const) {
      const b = new Bench();
      for (let i = 0; i < 8; i += 1) {
        b.occupied(raw);
        b.pass(5 * MINUTE);
      }
      const found = facilityDrift(b.state, b.config, b.nowMs)['shortStay'];
      expect(Number(found?.offsetVehicles) * sign).toBeGreaterThan(9);
      expect(Number(found?.offsetVehicles) * sign).toBeLessThan(13);
      expect(found?.samples.bound).toBeLessThanOrEqual(3);
    }
  });

  it('what the estimate explains already is no further witness, and nonsense is none', () => {
    const b = new Bench();
    b.occupied(-12);
    b.pass(HOUR);
    b.occupied(-2);
    expect(b.state.audiences['shortStay']?.drift?.samples.bound).toBe(1);
    b.pass(HOUR);
    b.occupied(3000);
    expect(b.state.audiences['shortStay']?.drift?.samples.bound).toBe(1);
  });

  it('a count above capacity is explained by an estimate that is as high', () => {
    const b = new Bench();
    b.occupied(212);
    b.pass(HOUR);
    b.occupied(203);
    expect(b.state.audiences['shortStay']?.drift?.samples.bound).toBe(1);
  });

  it('a closed barrier is no closed garage', () => {
    const b = new Bench(closing());
    b.totals(50, 0);
    b.state.garage.barrier = 'faultClosed';
    for (let i = 0; i < 20; i += 1) {
      b.pass(10 * MINUTE);
      b.totals(50, 0);
    }
    expect(b.seen().status).toBe('closed');
    expect(b.state.audiences['shortStay']?.drift).toBeNull();
  });
});

describe('a hand count', () => {
  const rezero = (b: Bench, extra: { audience?: string; occupied?: number }) =>
    applyOperatorAction(b.state, { kind: 'rezero', by: 'anna', reason: 'counted', atMs: b.nowMs, ...extra }, b.config);

  it('sets the count, anchors totals, and clears suspicion', () => {
    const config = aTotalsFacility({ evidence: [{ counterId: 't1', kind: 'totals', audience: 'shortStay', baseline: 'needsAnchor' }] });
    const b = new Bench(config);
    b.totals(1000, 400);
    b.pass(MINUTE);
    b.totals(5, 0);
    b.pass(MINUTE);
    const done = rezero(b, { occupied: 80 });
    expect(done.audit).toMatchObject([{ action: 'rezero', detail: { correctionBefore: 0, correctionAfter: 80 - 605, confidence: null } }]);
    b.pass(5 * MINUTE);
    expect(b.seen()).toMatchObject({ occupied: 80, reasons: ['corrected'] });
    b.totals(15, 3);
    expect(b.seen()).toMatchObject({ occupied: 87 });
    rezero(b, { occupied: 90, audience: 'total' });
    expect(b.seen()).toMatchObject({ occupied: 90 });
  });

  it('corrects nothing where the counter says nothing', () => {
    const b = new Bench(aFacility({ estimate: { enabled: false } }));
    b.occupied(50);
    rezero(b, { occupied: 30 });
    b.pass(MINUTE);
    b.occupied(null);
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { occupied: null }, reasons: [] });
  });

  it('leaves gates that were never heard as they are', () => {
    const config = aFacility({
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        { counterId: 't1', kind: 'totals', audience: 'shortStay' },
      ],
    });
    const b = new Bench(config);
    b.occupied(50);
    expect(rezero(b, { occupied: 40 }).outcome).toBe('applied');
    expect(Object.keys(b.state.counters)).toEqual(['c1']);
  });

  it('needs a fresh counter, an audience and a number', () => {
    const b = new Bench();
    expect(rezero(b, { occupied: 5 }).outcome).toBe('nothingToDo');
    b.occupied(50);
    expect(rezero(b, { occupied: -5 }).outcome).toBe('invalid');
    expect(rezero(b, { occupied: 1.5 }).outcome).toBe('invalid');
    expect(rezero(b, { occupied: 5, audience: 'nobody' }).outcome).toBe('invalid');
    expect(rezero(b, {}).outcome).toBe('nothingToDo');
  });

  it('is undone when the source has been re-zeroed itself', () => {
    const b = new Bench();
    const clear = (audience: string) =>
      applyOperatorAction(b.state, { kind: 'clearCorrection', audience, by: 'anna', reason: 'source re-zeroed', atMs: b.nowMs }, b.config);
    b.occupied(50);
    expect(clear('shortStay').outcome).toBe('nothingToDo');
    rezero(b, { occupied: 30 });
    expect(b.seen()).toMatchObject({ occupied: 30, quality: 'derived' });
    expect(clear('nobody').outcome).toBe('invalid');
    expect(clear('shortStay').audit).toMatchObject([{ action: 'clearCorrection', detail: { correctionBefore: -20 } }]);
    expect(b.seen()).toMatchObject({ occupied: 50, quality: 'measured', reasons: [] });
    b.occupied(-2);
    b.pass(MINUTE);
    b.occupied(-3);
    expect(clear('shortStay').audit).toMatchObject([{ detail: { correctionBefore: 0 } }]);
  });
});
