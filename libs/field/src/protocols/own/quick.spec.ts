import type { FieldTopic } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toReading, toReadingBySchema, wireOf } from './codec.js';
import { quickInstant, quickInterval, quickPassage } from './quick.js';

const topic = (message: string): FieldTopic => ({ area: 'mitte', deviceClass: 'loop', deviceId: 'in-l-1', message });
const message = { topic: 't', payload: Buffer.alloc(0), receivedAtMs: 5 };
const interval = { seq: 7, status: 'ok', start: '2026-11-22T12:59:00Z', end: '2026-11-22T13:00:00.250Z', vehicles: 12, heavyVehicles: 1, occupancyPct: 20.5, meanSpeedKmh: 48 };
const passage = { seq: 7, time: '2026-11-22T13:00:00Z', occupiedMs: 310, speedKmh: 48.5 };

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, '', '5', 'ok', 'fault', 'broken', -1, -0, 0.5, 65_535, 65_536, 300, 301, 2 ** 53, Number.NaN, [], {}),
  fc.constantFrom('2026-02-29T00:00:00Z', '2024-02-29T00:00:00Z', '2026-11-22T13:00:00+01:00', '2026-11-22T24:00:00Z', '2026-13-01T00:00:00Z', '2026-11-22', '2026-11-22T13:00:00.25Z'),
  fc.double(),
  fc.integer(),
);
/** A valid body with up to two fields that are anything. */
const mutated = (base: object) =>
  fc.dictionary(fc.constantFrom(...Object.keys(base), 'meanSpeedCarKmh', 'meanSpeedHeavyKmh', 'lengthM', 'more'), odd, { maxKeys: 2 }).map((change) => ({ ...base, ...change }));

describe('the quick way of the own protocol', () => {
  it('takes what devices send', () => {
    expect(quickInterval(interval, topic('interval'), message)).not.toBeNull();
    expect(quickPassage(passage, topic('passage'), message)).not.toBeNull();
  });

  it.each([['interval', interval], ['passage', passage]] as const)('agrees with the schema on every body of a loop/%s', (name, base) => {
    const wire = wireOf(topic(name))!;
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: mutated(base) }, { weight: 1, arbitrary: odd }), (body) => {
        expect(toReading(wire, topic(name), body, message)).toEqual(toReadingBySchema(wire, topic(name), body, message));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads instants as the platform does', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2199-12-31T23:59:59.999Z'), noInvalidDate: true }), fc.boolean(), (date, whole) => {
        const text = whole ? `${date.toISOString().slice(0, 19)}Z` : date.toISOString();
        expect(quickInstant(text)).toBe(text.slice(5, 10) === '02-29' ? Number.NaN : Date.parse(text));
      }),
    );
  });

  it.each([5, null, '', '2026-11-22T13:00:00', '2026-11-22 13:00:00Z', '2026-11-22T13:00:0aZ', '2026-11-22T13:00:00.2aZ', '2026-11-22T13:00:00,250Z', '2026-11-31T00:00:00Z', '2026-02-30T00:00:00Z', '1969-12-31T00:00:00Z'])(
    'leaves %s to the schema',
    (text) => expect(quickInstant(text)).toBeNaN(),
  );
});
