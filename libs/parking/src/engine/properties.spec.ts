import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyGarageState, applyOperatorAction, applyParkingReading, createFacilityState, facilityPublic, isLevel, restoreFacilityState, tickFacility,
  type AudiencePublic, type FacilityConfig, type FacilityState, type ParkingReading,
} from '../index.js';
import { aFacility, MINUTE, NOON } from '../testing/build.js';

/** Every kind of evidence, a whole, hours, and nothing held back. */
const CITY = aFacility({
  capacity: 60,
  openingHours: 'Mo-Su 06:00-22:00',
  drift: { mode: 'auto' },
  audiences: [
    { id: 'shortStay', capacity: 40, overnightOccupied: 0 },
    { id: 'contract', capacity: 20, overnightOccupied: 5 },
    { id: 'charging', capacity: 4, thresholds: { fullVacant: 0, fullClear: 1 } },
  ],
  evidence: [
    { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
    { counterId: 't1', kind: 'totals', audience: 'shortStay' },
    { counterId: 't2', kind: 'totals', audience: 'contract' },
    { counterId: 'all', kind: 'absolute', audience: 'total' },
    ...[0, 1, 2, 3].map((i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'charging' })),
  ],
});

const wild = fc.oneof(fc.integer({ min: -20, max: 80 }), fc.constantFrom(null, -1, 9999, 65_535, -500));
const stamp = { timeMs: fc.integer({ min: 0, max: 2000 }).map((m) => NOON + m * MINUTE), seq: fc.nat(3) };
const reading: fc.Arbitrary<ParkingReading> = fc.oneof(
  fc.record({ kind: fc.constant('absolute' as const), counterId: fc.constantFrom('c1', 'all'), ...stamp, vacant: wild, capacity: wild }),
  fc.record({ kind: fc.constant('absolute' as const), counterId: fc.constant('c1'), ...stamp, occupied: wild }),
  fc.record({ kind: fc.constant('totals' as const), counterId: fc.constantFrom('t1', 't2'), ...stamp, entries: fc.nat(90), exits: fc.nat(90) }),
  fc.record({
    kind: fc.constant('space' as const), counterId: fc.constantFrom('s0', 's1', 's2', 's3'), ...stamp, occupied: fc.constantFrom(true, false, null),
  }),
);
type Event =
  | { readonly what: 'reading'; readonly reading: ParkingReading }
  | { readonly what: 'tick'; readonly timeMs: number }
  | { readonly what: 'garage'; readonly timeMs: number; readonly opening: 'open' | 'closed' | 'unknown' }
  | { readonly what: 'capacity'; readonly timeMs: number; readonly capacity: number }
  | { readonly what: 'rezero'; readonly timeMs: number; readonly occupied: number };
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: reading.map((r): Event => ({ what: 'reading', reading: r })) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('tick' as const), timeMs: stamp.timeMs }) },
  fc.record({ what: fc.constant('garage' as const), timeMs: stamp.timeMs, opening: fc.constantFrom('open', 'closed', 'unknown') }),
  fc.record({ what: fc.constant('capacity' as const), timeMs: stamp.timeMs, capacity: fc.nat(50) }),
  fc.record({ what: fc.constant('rezero' as const), timeMs: stamp.timeMs, occupied: fc.nat(60) }),
);

function happen(state: FacilityState, e: Event, config: FacilityConfig) {
  const by = { by: 'anna', reason: 'test' };
  if (e.what === 'reading') return applyParkingReading(state, e.reading, config);
  if (e.what === 'tick') return tickFacility(state, e.timeMs, config);
  if (e.what === 'garage') return applyGarageState(state, { timeMs: e.timeMs, seq: 0, opening: e.opening }, config);
  if (e.what === 'rezero') return applyOperatorAction(state, { kind: 'rezero', occupied: e.occupied, atMs: e.timeMs, ...by }, config);
  const span = { startMs: e.timeMs, endMs: e.timeMs + 60 * MINUTE, capacityId: 'x', audience: 'shortStay', capacity: e.capacity };
  return applyOperatorAction(state, { kind: 'setTemporaryCapacity', atMs: e.timeMs, ...span, ...by }, config);
}

/** What must never be seen, in words. */
function violations(p: AudiencePublic, nowMs: number, config: FacilityConfig): string[] {
  const limit = p.quality === 'estimated' ? config.estimate.maxAgeSeconds : config.staleSeconds;
  const hasNumber = p.vacant !== null;
  const vacant = Number(p.vacant);
  const rules: [string, boolean][] = [
    ['number beside a status without one, or the reverse', hasNumber !== isLevel(p.status)],
    ['occupied without vacant', hasNumber !== (p.occupied !== null)],
    ['no whole number', !Number.isSafeInteger(vacant)],
    ['negative', vacant < 0],
    ['above capacity', vacant > p.capacity],
    ['does not add up', hasNumber && vacant + Number(p.occupied) !== p.capacity],
    ['number of unknown quality', hasNumber && p.quality === 'unknown'],
    ['too old', hasNumber && nowMs - Number(p.measuredAtMs) > limit * 1000],
  ];
  return rules.filter(([, broken]) => broken).map(([rule]) => `${p.audience}: ${rule}`);
}

const viewsOf = (state: FacilityState, config: FacilityConfig, nowMs: number): AudiencePublic[] => {
  const { audiences, total } = facilityPublic(state, config, nowMs);
  return [...Object.values(audiences), total];
};

describe('whatever happens', () => {
  it('no published number is negative, above capacity, too old or beside an unknown status', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 60 }), fc.nat(200), (events, laterMinutes) => {
      const state = createFacilityState(CITY);
      for (const e of events) {
        happen(state, e, CITY);
        expect(viewsOf(state, CITY, state.nowMs).flatMap((p) => violations(p, state.nowMs, CITY))).toEqual([]);
      }
      const laterMs = state.nowMs + laterMinutes * MINUTE;
      expect(viewsOf(state, CITY, laterMs).flatMap((p) => violations(p, laterMs, CITY))).toEqual([]);
    }), { numRuns: 60 });
  });

  it('the same reading twice changes nothing, nor does one that is older', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 40 }), fc.nat(100), (events, minutes) => {
      const state = createFacilityState(CITY);
      for (const e of events) {
        happen(state, e, CITY);
        if (e.what !== 'reading') continue;
        const before = structuredClone(state);
        expect(happen(state, e, CITY)).toMatchObject({ changed: false, refreshed: false, audit: [] });
        const last = before.counters[e.reading.counterId] ?? { timeMs: before.spaces[e.reading.counterId]?.[1] ?? Number.POSITIVE_INFINITY };
        const older = { ...e.reading, timeMs: Math.max(0, last.timeMs - minutes * MINUTE - 1) };
        expect(applyParkingReading(state, older, CITY).outcome).not.toBe('applied');
        expect(state).toEqual(before);
      }
    }), { numRuns: 50 });
  });

  it('a state restored from JSON in mid-stream goes on alike', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 50 }), fc.nat(50), (events, at) => {
      const state = createFacilityState(CITY);
      let other = createFacilityState(CITY);
      events.forEach((e, i) => {
        happen(state, e, CITY);
        happen(other, e, CITY);
        if (i === at) other = JSON.parse(JSON.stringify(other)) as FacilityState;
      });
      expect(other).toEqual(state);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }), {
      numRuns: 50,
      examples: [[[{ what: 'reading', reading: { kind: 'absolute', counterId: 'c1', timeMs: NOON, seq: 0, vacant: 2, capacity: 0 } }, { what: 'rezero', timeMs: NOON, occupied: 38 }], 0]],
    });
  });

  it('a restored state shows what it showed', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const state = createFacilityState(CITY);
      for (const e of events) happen(state, e, CITY);
      const restored = restoreFacilityState(JSON.parse(JSON.stringify(state)) as FacilityState, CITY);
      const counts = (s: FacilityState) => viewsOf(s, CITY, state.nowMs).map((p) => [p.audience, p.status, p.vacant]);
      // What the dwell still holds back may come through with the fresh look, nothing else.
      tickFacility(state, state.nextDueMs, CITY);
      tickFacility(restored, state.nowMs, CITY);
      expect(counts(restored)).toEqual(counts(state));
    }), { numRuns: 50 });
  });

  it('what is published without a tick is what a tick would publish', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 30 }), fc.nat(300), (events, minutes) => {
      const state = createFacilityState({ ...CITY, drift: { ...CITY.drift, mode: 'off' } });
      const config = { ...CITY, drift: { ...CITY.drift, mode: 'off' as const } };
      for (const e of events) happen(state, e, config);
      const laterMs = state.nowMs + minutes * MINUTE;
      const looked = facilityPublic(state, config, laterMs);
      const before = structuredClone(state);
      expect(facilityPublic(state, config, laterMs)).toEqual(looked);
      expect(state).toEqual(before);
      tickFacility(state, laterMs, config);
      expect(facilityPublic(state, config, laterMs)).toEqual(looked);
    }), { numRuns: 50 });
  });

  it('a tick before the due time would have changed nothing', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
      const state = createFacilityState(CITY);
      for (const e of events) happen(state, e, CITY);
      fc.pre(state.nextDueMs > state.nowMs + 1);
      const eager = structuredClone(state);
      const midMs = Math.floor(state.nowMs + share * (state.nextDueMs - 1 - state.nowMs));
      eager.nextDueMs = 0;
      const ticked = tickFacility(eager, midMs, CITY);
      expect(ticked.changed && ticked.audit.length === 0).toBe(false);
    }), { numRuns: 50 });
  });
});

describe('order of delivery', () => {
  it('does not matter to the counts in the end', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 40 })), { minLength: 2, maxLength: 25 });
    fc.assert(fc.property(steps, fc.infiniteStream(fc.nat(1000)), (counts, order) => {
      let entries = 50;
      let exits = 20;
      const sent = counts.flatMap(([came, went, vacant], i): ParkingReading[] => {
        entries += came;
        exits += went;
        const at = { timeMs: NOON + i * MINUTE, seq: i };
        return [
          { kind: 'totals', counterId: 't2', ...at, entries, exits },
          { kind: 'absolute', counterId: 'c1', ...at, vacant },
          { kind: 'space', counterId: `s${i % 4}`, ...at, occupied: vacant % 2 === 0 },
        ];
      });
      const run = (readings: readonly ParkingReading[]): unknown => {
        const state = createFacilityState(CITY);
        for (const r of readings) applyParkingReading(state, { ...r, receivedMs: NOON + 60 * MINUTE }, CITY);
        const buckets = Object.values(state.audiences).map((a) => a.buckets.filter(([, heard]) => heard > 0));
        return [state.counters, state.spaces, buckets.map((b) => b.toSorted((x, y) => x[0] - y[0]))];
      };
      const mixed = sent.map((r) => [order.next().value ?? 0, r] as const).toSorted((a, b) => a[0] - b[0]).map(([, r]) => r);
      expect(run(mixed)).toEqual(run(sent));
    }), { numRuns: 60 });
  });
});

describe('a noisy counter', () => {
  it('within +-3 around any threshold flips the status at most once per dwell', () => {
    const config = aFacility({ capacity: 200, thresholds: { fullVacant: 2, fullClear: 3, almostFullVacant: 20, almostFullClear: 21 } });
    fc.assert(fc.property(fc.constantFrom(2, 3, 20, 21), fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 100, maxLength: 200 }), (centre, noise) => {
      const state = createFacilityState(config);
      const changes: number[] = [];
      noise.forEach((n, i) => {
        const before = state.audiences['shortStay']?.published.status;
        applyParkingReading(state, { kind: 'absolute', counterId: 'c1', timeMs: NOON + i * 10_000, seq: i, vacant: Math.max(0, centre + n) }, config);
        tickFacility(state, NOON + i * 10_000 + 5000, config);
        if (state.audiences['shortStay']?.published.status !== before) changes.push(state.nowMs);
      });
      // The first is the way out of `unavailable`.
      changes.slice(1).forEach((t, i) => expect(t - Number(changes[i])).toBeGreaterThanOrEqual(config.dwellSeconds * 1000 - 5000));
    }), { numRuns: 60 });
  });

  it('within +-3 crosses a default threshold once and never comes back', () => {
    const config = aFacility({ capacity: 200 });
    fc.assert(fc.property(fc.constantFrom(5, 24), fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 100, maxLength: 200 }), (centre, noise) => {
      const state = createFacilityState(config);
      const seen: string[] = [];
      noise.forEach((n, i) => {
        applyParkingReading(state, { kind: 'absolute', counterId: 'c1', timeMs: NOON + i * MINUTE, seq: i, vacant: centre + n }, config);
        const status = String(state.audiences['shortStay']?.published.status);
        if (seen.at(-1) !== status) seen.push(status);
      });
      expect(seen.length).toBeLessThanOrEqual(2);
    }), { numRuns: 40 });
  });
});
