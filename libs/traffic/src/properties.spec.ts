import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CITY_LANE_LIMITS, MARZ_LANE_LIMITS } from './defaults.js';
import type { LoopInterval } from './interval.js';
import { createLaneState, type LaneState } from './lane-state.js';
import { applyInterval, tickLane, type LaneResult, type LaneTick } from './lane.js';
import type { LaneLimits } from './limits.js';
import { cityLinkParams } from './link-params.js';
import { applyLanes, createLinkState, tickLink, type LinkState } from './link.js';
import type { LanePublished } from './published.js';
import { LOOP_QUANTITIES } from './quantity.js';
import { aPublished, MINUTE, T0 } from './testing/builders.js';

/** Anything a device may send, sense or nonsense. */
const measured = (max: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max }) },
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(-3, -1, -0, 1e9, Number.MAX_VALUE, Number.NaN, Infinity, -Infinity) },
  );
const reason = fc.constantFrom('not-determinable', 'faulty', 'not-determinable-or-faulty', 'not-supplied' as const);

/** Mostly the next minute; sometimes late, overlapping, after a gap, or of no extent. */
const step = fc.record({
  advanceMs: fc.oneof(
    { weight: 8, arbitrary: fc.constant(MINUTE) },
    { weight: 2, arbitrary: fc.integer({ min: -5, max: 90 }).map((minutes) => minutes * MINUTE) },
  ),
  lengthMs: fc.oneof({ weight: 8, arbitrary: fc.constant(MINUTE) }, { weight: 1, arbitrary: fc.integer({ min: -MINUTE, max: 60 * MINUTE }) }),
  tick: fc.boolean(),
  interval: fc.record({
    vehicles: measured(60), heavyVehicles: measured(20), cars: measured(60), meanSpeedKmh: measured(160), meanSpeedCarKmh: measured(160),
    meanSpeedHeavyKmh: measured(130), occupancyPct: measured(110), netTimeGapS: measured(60), speedDeviationKmh: measured(40),
    smoothedSpeedKmh: measured(160),
    status: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'fault', 'maintenance', 'startup' as const),
    missing: fc.option(fc.dictionary(fc.constantFrom(...LOOP_QUANTITIES), reason), { nil: {} }),
  }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 60 });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const modes = fc.constantFrom('off', 'reduce', 'faulty' as const);
const limits: fc.Arbitrary<LaneLimits> = fc.tuple(fc.constantFrom(CITY_LANE_LIMITS, MARZ_LANE_LIMITS), modes, fc.boolean()).map(([base, mode, strict]) => ({
  ...base,
  speedWithoutCount: strict,
  max: Object.fromEntries(Object.entries(base.max).map(([quantity, { max }]) => [quantity, { max, mode }])) as LaneLimits['max'],
}));

type Outcome = { result: LaneResult; tick: LaneTick | null };

function* play(state: LaneState, given: readonly Step[], laneLimits: LaneLimits, from = T0): Generator<Outcome & { interval: LoopInterval; substitute: LanePublished; endMs: number }> {
  let endMs = from;
  for (const { advanceMs, lengthMs, tick, interval } of given) {
    endMs += advanceMs;
    const full: LoopInterval = { ...interval, startMs: endMs - lengthMs, endMs };
    const substitute = aPublished({ endMs, heavyFlowVehPerH: 60, carFlowVehPerH: 540, meanSpeedCarKmh: 50, meanSpeedHeavyKmh: 45 });
    const result = applyInterval(state, full, laneLimits, substitute);
    yield { result, tick: tick ? tickLane(state, endMs, laneLimits) : null, interval: full, substitute, endMs };
  }
}

function expectInRange(value: number | null, max: number): void {
  expect(value === null || (value >= 0 && value <= max), `${value} within 0..${max}`).toBe(true);
}

describe('lane properties', () => {
  it('never publishes a value out of range, whatever comes in', () => {
    fc.assert(fc.property(steps, limits, (given, laneLimits) => {
      for (const { result } of play(createLaneState(), given, laneLimits)) {
        if (result.kind !== 'applied') continue;
        const { published, smoothed, values } = result;
        const bounded = laneLimits.max.vehicles.mode !== 'off';
        // A substitute lane is taken at its word: its 600 vehicles and 50 km/h are within every limit here.
        expectInRange(published.flowVehPerH, bounded ? laneLimits.max.vehicles.max * 1.000001 : Number.MAX_VALUE);
        expectInRange(published.meanSpeedKmh, bounded ? laneLimits.max.meanSpeedKmh.max : Number.MAX_SAFE_INTEGER);
        expectInRange(published.occupancyPct, 100);
        expectInRange(published.weightedFlowVehPerH, Number.MAX_VALUE);
        for (const part of [published.carFlowVehPerH, published.heavyFlowVehPerH]) expectInRange(part, published.flowVehPerH ?? Number.MAX_VALUE);
        for (const share of [result.quality, result.outageShare, published.quality]) expectInRange(share, 1);
        for (const value of Object.values(smoothed)) expectInRange(value, Number.MAX_VALUE);
        for (const value of Object.values(values)) {
          expect(value.missing === null).toBe(value.value !== null);
          expect(value.value !== null).toBe(value.flag !== 'faulty' && value.flag !== 'unknown');
        }
      }
    }));
  });

  it('is never changed by late or rejected intervals', () => {
    fc.assert(fc.property(steps, limits, (given, laneLimits) => {
      const state = createLaneState();
      let before = structuredClone(state);
      for (const { result, tick } of play(state, given.map((one) => ({ ...one, tick: false })), laneLimits)) {
        expect(tick).toBeNull();
        if (result.kind === 'applied') before = structuredClone(state);
        expect(state).toEqual(before);
      }
    }));
  });

  it('gives the same when a day is replayed', () => {
    fc.assert(fc.property(steps, limits, (given, laneLimits) => {
      expect([...play(createLaneState(), given, laneLimits)]).toEqual([...play(createLaneState(), given, laneLimits)]);
    }));
  });

  it('gives the same whether late and rejected intervals come or not', () => {
    fc.assert(fc.property(steps, limits, (given, laneLimits) => {
      const state = createLaneState();
      const quiet = given.map((one) => ({ ...one, tick: false }));
      const applied = [...play(state, quiet, laneLimits)].filter(({ result }) => result.kind === 'applied');
      const again = createLaneState();
      for (const { interval, result, substitute } of applied) expect(applyInterval(again, interval, laneLimits, substitute)).toEqual(result);
      expect(again).toEqual(state);
    }));
  });

  it('goes on as if nothing had been when its state is stored and restored midway', () => {
    fc.assert(fc.property(steps, steps, limits, (head, tail, laneLimits) => {
      const state = createLaneState();
      const endMs = [...play(state, head, laneLimits)].at(-1)?.endMs ?? T0;
      const restored = JSON.parse(JSON.stringify(state)) as LaneState;
      expect(restored).toEqual(state);
      const straight = [...play(state, tail, laneLimits, endMs)];
      expect([...play(restored, tail, laneLimits, endMs)]).toEqual(straight);
      expect(restored).toEqual(state);
    }));
  });

  it('stays small however long it runs', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 200, maxLength: 300 }), limits, (given, laneLimits) => {
      const state = createLaneState();
      for (const { result } of play(state, given, laneLimits)) expect(result.kind).toBeTypeOf('string');
      expect(state.trust?.entries.length ?? 0).toBeLessThanOrEqual(2 * 52);
      expect(state.outage?.entries.length ?? 0).toBeLessThanOrEqual(2 * 98);
      expect(state.trust?.sumMs ?? 0).toBeGreaterThanOrEqual(0);
    }), { numRuns: 20 });
  });
});

describe('link properties', () => {
  const number = (max: number) => fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max }) }, { weight: 1, arbitrary: fc.constant(null) });
  const lane = fc.record({ flowVehPerH: number(2000), meanSpeedKmh: number(100), occupancyPct: number(100), ageMinutes: fc.integer({ min: 0, max: 8 }) });
  const moves = fc.array(fc.record({ minutes: fc.integer({ min: -1, max: 7 }), lanes: fc.array(lane, { maxLength: 3 }), tick: fc.boolean() }), { minLength: 1, maxLength: 40 });
  const params = cityLinkParams(400, 50, 2);

  const run = (state: LinkState, given: readonly (typeof moves extends fc.Arbitrary<infer M> ? M : never)[number][]) => {
    let nowMs = T0;
    return given.map(({ minutes, lanes, tick }) => {
      nowMs += minutes * MINUTE;
      const published: LanePublished[] = lanes.map(({ ageMinutes, ...values }) => aPublished({ ...values, endMs: nowMs - ageMinutes * MINUTE }));
      return tick ? tickLink(state, nowMs, params) : applyLanes(state, published, nowMs, params);
    });
  };

  it('never says anything out of range, and a travel time only with a level', () => {
    fc.assert(fc.property(moves, (given) => {
      for (const result of run(createLinkState(), given)) {
        if (result.kind !== 'applied') continue;
        expectInRange(result.flowVehPerH, 4000);
        expectInRange(result.meanSpeedKmh, 100);
        expectInRange(result.occupancyPct, 100);
        expectInRange(result.quality, 1);
        expectInRange(result.travelTimeS, (400 * 3.6) / params.minTravelSpeedKmh);
        expect(result.travelTimeS === null).toBe(result.level === 'unknown');
      }
    }));
  });

  it('gives the same from a stored state', () => {
    fc.assert(fc.property(moves, moves, (head, tail) => {
      const state = createLinkState();
      run(state, head);
      const restored = JSON.parse(JSON.stringify(state)) as LinkState;
      expect(run(restored, tail)).toEqual(run(state, tail));
      expect(restored).toEqual(state);
    }));
  });
});
