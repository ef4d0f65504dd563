import type { Decoded } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, mutations, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { protocol } from './index.js';

const OPTIONS = { deviceId: 'wetter', position: [11.42, 48.76] };
const TOPIC = 'poll/source-1';
const source = aSource(protocol, OPTIONS);
const codes = (d: Decoded) => d.faults.map((f) => f.code);

/** Shaped as `/current_weather` answers. */
const answer = (weather: Record<string, unknown> = {}, station: Record<string, unknown> = {}) => ({
  weather: { source_id: 7, timestamp: '2025-02-07T19:00:00+00:00', condition: 'rain', precipitation_10: 0, precipitation_60: 1.4, temperature: 3.5, fallback_source_ids: {}, ...weather },
  sources: [
    { id: 6, dwd_station_id: '00001', observation_type: 'forecast', distance: 100 },
    { id: 7, dwd_station_id: '00002', observation_type: 'synop', station_name: 'STADT', distance: 2400, ...station },
  ],
});
const decode = (document: unknown) => protocol.decode(source, aMessage(TOPIC, document));

describe('polls', () => {
  it('the nearest station, in units that are said', () => {
    const [request] = protocol.poll?.(source) ?? [];
    const url = new URL(request?.url ?? '');
    expect(url.origin + url.pathname).toBe('https://api.brightsky.dev/current_weather');
    expect(Object.fromEntries(url.searchParams)).toEqual({ lat: '48.76', lon: '11.42', max_dist: '25000', units: 'dwd', tz: 'Etc/UTC' });
    expect(request).toMatchObject({ intervalSeconds: 300, maxBytes: 100_000, timeoutSeconds: 15 });
  });
  it('tells every wrong option', () => {
    expect(optionErrors(protocol, { deviceId: 'a b', position: [200, 0], intervalSeconds: 1, extra: 1 }).map((e) => e.path)).toEqual(expect.arrayContaining(['deviceId', 'position.0', 'intervalSeconds', '']));
  });
});

describe('an answer', () => {
  it('is rain of the last hour and temperature, at the time of the measurement', () => {
    const d = decode(answer());
    expect(d.faults).toEqual([]);
    expect(d.readings).toEqual([
      { kind: 'weatherObservation', deviceId: 'wetter', area: 'mitte', seq: expect.any(Number), status: 'ok', timeMs: Date.UTC(2025, 1, 7, 19), receivedAtMs: RECEIVED_MS, rainMm: 1.4, temperatureC: 3.5 },
    ]);
  });
  it('that comes twice unchanged has the identity it had, a corrected one another', () => {
    const [once] = decode(answer()).readings;
    expect(decode(answer()).readings[0]).toEqual(once);
    expect(decode(answer({ precipitation_60: 1.5 })).readings[0]?.seq).not.toBe(once?.seq);
  });
  it('may lack one of the two', () => {
    expect(decode(answer({ precipitation_60: null })).readings).toMatchObject([{ rainMm: null, temperatureC: 3.5 }]);
    expect(decode(answer({ temperature: undefined })).readings).toMatchObject([{ rainMm: 1.4, temperatureC: null }]);
  });
  it.each([
    ['missing', answer({ precipitation_60: null, temperature: null })],
    ['range', answer({ precipitation_60: -1 })],
    ['range', answer({ temperature: 276.65 })],
    ['time', answer({ timestamp: '2025-02-07T19:00:00' })],
    ['forecast', answer({ source_id: 6 })],
    ['far', answer({}, { distance: 31_000 })],
    ['schema', answer({ source_id: 5 })],
    ['schema', { detail: 'No weather data available' }],
    ['schema', { ...answer(), weather: [answer().weather] }],
  ])('that is none: %s', (code, document) => {
    expect(decode(document)).toMatchObject({ readings: [], faults: [{ code }] });
  });
  it('without a distance is that of the station asked for', () => expect(decode(answer({}, { distance: undefined })).faults).toEqual([]));
  it('that is too large, or no JSON', () => {
    expect(codes(protocol.decode(source, aMessage(TOPIC, Buffer.alloc(100_001))))).toEqual(['tooLarge']);
    expect(codes(protocol.decode(source, aMessage(TOPIC, '<html>')))).toEqual(['json']);
  });
});

describe('properties', () => {
  const sound = (d: Decoded): void => {
    expect(wireProblems(d)).toEqual([]);
    expect(d.readings.length + d.faults.length).toBe(1);
  };
  it('any bytes give one reading or one fault', () => assert(fc.property(anyBytes, (bytes) => sound(protocol.decode(source, aMessage(TOPIC, bytes))))));
  it('so do broken answers', () => assert(fc.property(mutations(answer()), (text) => sound(protocol.decode(source, aMessage(TOPIC, text)))), { numRuns: 400 }));
});
