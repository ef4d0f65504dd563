import type { Decoded, ParkingAbsoluteReading, Reading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, mutations, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { cityFeed, hasCityFeeds } from '../_shared/testing/city-feeds.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { protocol } from './index.js';

const url = 'https://city.example/feed.json';
const TOPIC = 'poll/source-1';
const codes = (d: Decoded) => d.faults.map((f) => f.code);
const counts = (d: Decoded) => d.readings.filter((r) => r.kind === 'parkingAbsolute');
const of = (d: Decoded, deviceId: string): Reading[] => d.readings.filter((r) => r.deviceId === deviceId);

/** ParkAPI v3: free capacity, capacity, opening and the time of the data itself. */
const PARKAPI = {
  url,
  records: 'items',
  id: 'id',
  fields: {
    vacant: 'realtime_free_capacity',
    capacity: 'realtime_capacity',
    opening: { path: 'realtime_opening_status', map: { OPEN: 'open', CLOSED: 'closed', UNKNOWN: 'unknown' } },
  },
  time: { path: 'realtime_data_updated_at' },
  facilities: { '1': { deviceId: 'one' }, '2': { deviceId: 'two', controllerId: 'two-gate' } },
};
const site = (id: number, rest: Record<string, unknown> = {}) => ({
  id, realtime_capacity: 100, realtime_free_capacity: 40, realtime_opening_status: 'OPEN', realtime_data_updated_at: '2025-02-07T19:00:00Z', ...rest,
});
const source = aSource(protocol, PARKAPI);
const decode = (...items: unknown[]) => protocol.decode(source, aMessage(TOPIC, { items }));

describe('ParkAPI v3', () => {
  it('reads counts and opening', () => {
    const d = decode(site(1), site(2, { realtime_opening_status: 'CLOSED' }));
    expect(d.readings).toMatchObject([
      { kind: 'parkingAbsolute', deviceId: 'one', vacant: 40, occupied: null, capacity: 100, timeMs: Date.UTC(2025, 1, 7, 19), receivedAtMs: RECEIVED_MS, area: 'mitte', status: 'ok' },
      { kind: 'garageState', deviceId: 'one', opening: 'open', barrier: 'unknown', capacity: null },
      { kind: 'parkingAbsolute', deviceId: 'two', vacant: 40 },
      { kind: 'garageState', deviceId: 'two-gate', opening: 'closed' },
    ]);
    expect(d.faults).toEqual([]);
  });
  it('gives an unchanged record the identity it had, and a changed one another', () => {
    const [one] = decode(site(1)).readings;
    expect(decode(site(1), site(2)).readings[0]).toEqual(one);
    const changed = decode(site(1, { realtime_free_capacity: 39 })).readings[0];
    expect(changed?.timeMs).toBe(one?.timeMs);
    expect(changed?.seq).not.toBe(one?.seq);
  });
  it('passes impossible counts on as they are', () =>
    expect(counts(decode(site(1, { realtime_free_capacity: 8259 }), site(2, { realtime_free_capacity: -23 })))).toMatchObject([{ vacant: 8259, capacity: 100 }, { vacant: -23 }]));
  it('tells unmapped, vanished and doubled records once each', () => {
    const d = decode(site(1), site(1), site(3), site(4), { no: 'id' });
    expect(d.faults.map((f) => [f.code, f.reason])).toEqual([
      ['schema', '1 records have no id'],
      ['unmapped', '2 records are not mapped: 3, 4'],
      ['vanished', '1 mapped facilities are not in the feed: 2'],
      ['duplicate', '1 records came more than once, the first was read: 1'],
    ]);
  });
  it('is silent on unmapped records when told so', () =>
    expect(codes(protocol.decode(aSource(protocol, { ...PARKAPI, ignoreUnmapped: true }), aMessage(TOPIC, { items: [site(1), site(2), site(3)] })))).toEqual([]));
  it.each([
    ['time', { realtime_data_updated_at: undefined }],
    ['time', { realtime_data_updated_at: '2025-02-07T19:00:00' }],
    ['value', { realtime_opening_status: 'HALF' }],
    ['missing', { realtime_free_capacity: undefined }],
    ['range', { realtime_free_capacity: 1.5 }],
    ['range', { realtime_free_capacity: 'viele' }],
    ['range', { realtime_capacity: -1 }],
  ])('%s for one record leaves the others', (code, broken) => {
    const d = decode(site(1, broken), site(2));
    expect(codes(d)).toContain(code);
    expect(of(d, 'two')).toHaveLength(1);
    expect(of(d, 'one').filter((r) => r.kind === 'parkingAbsolute')).toEqual([]);
  });
  it('keeps the opening of a record without counts', () => expect(of(decode(site(1, { realtime_free_capacity: undefined }), site(2)), 'one')).toMatchObject([{ kind: 'garageState' }]));
});

describe('records with several counts', () => {
  const two = { ...PARKAPI, facilities: { '1': [{ deviceId: 'public' }, { deviceId: 'contract', fields: { vacant: 'contract_free' } }] } };
  const item = site(1, { contract_free: 7 });
  it('feed a device each, and tell their one opening once', () =>
    expect(protocol.decode(aSource(protocol, two), aMessage(TOPIC, { items: [item] })).readings).toMatchObject([
      { kind: 'parkingAbsolute', deviceId: 'public', vacant: 40 },
      { kind: 'garageState', deviceId: 'public' },
      { kind: 'parkingAbsolute', deviceId: 'contract', vacant: 7, capacity: 100 },
    ]));
  it('tell it to every controller that is named', () => {
    const named = { ...two, facilities: { '1': [{ deviceId: 'public' }, { deviceId: 'contract', controllerId: 'gate-2' }] } };
    expect(protocol.decode(aSource(protocol, named), aMessage(TOPIC, { items: [item] })).readings.filter((r) => r.kind === 'garageState').map((r) => r.deviceId)).toEqual(['public', 'gate-2']);
  });
});

describe('other shapes', () => {
  const plain = { url, id: 'id', fields: { vacant: 'free', opening: { path: 'state', map: { '9': null, '1': 'open' } } }, time: { path: 'time' }, facilities: { a: { deviceId: 'a' } } };
  const read = (options: unknown, body: string) => protocol.decode(aSource(protocol, options), aMessage(TOPIC, body));
  it('reads a byte order mark', () => expect(read(plain, '\uFEFF[{"id":"a","free":3,"time":1738954800}]').readings[0]).toMatchObject({ vacant: 3, timeMs: Date.UTC(2025, 1, 7, 19) }));
  it('takes the time of the document where all records share it', () =>
    expect(read({ ...plain, records: 'list', time: { path: 'head.time', of: 'document' } }, '{"head":{"time":"2025-02-07T19:00:00Z"},"list":[{"id":"a","free":3}]}').readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19)));
  it('reads an opening that the feed calls unknown', () => expect(read(plain, '[{"id":"a","free":3,"state":9,"time":1738954800}]').readings[1]).toMatchObject({ kind: 'garageState', opening: 'unknown' }));
  it.each([
    [0, true], ['1', false], [null, null], [2, null],
  ])('reads a single space from its vacant count %j', (free, occupied) => {
    const d = read({ ...plain, facilities: { a: { deviceId: 'a', as: 'parkingSpace' } } }, JSON.stringify([{ id: 'a', free, time: 1_738_954_800 }]));
    expect(d.readings[0] ?? { occupied: null }).toMatchObject({ occupied });
    expect(d.faults).toHaveLength(occupied === null ? 1 : 0);
  });
});

describe('limits', () => {
  it.each([
    ['json', '<html>'],
    ['schema', '{}'],
    ['schema', '{"items":{}}'],
  ])('%s for %s', (code, payload) => expect(codes(protocol.decode(source, aMessage(TOPIC, payload)))).toEqual([code]));
  it('refuses an answer above the configured size', () => expect(codes(protocol.decode(aSource(protocol, { ...PARKAPI, maxBytes: 1000 }), aMessage(TOPIC, ' '.repeat(1001))))).toEqual(['tooLarge']));
  it('refuses more records than a city has', () => expect(codes(protocol.decode(source, aMessage(TOPIC, { items: Array.from({ length: 20_001 }, () => 1) })))).toEqual(['tooLarge']));
  it('survives nesting that would overflow a recursive reader', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const d = protocol.decode(source, aMessage(TOPIC, `{"items":[{"id":1,"realtime_free_capacity":${deep},"realtime_data_updated_at":"2025-02-07T19:00:00Z"}]}`));
    expect(wireProblems(d)).toEqual([]);
    expect(d.readings).toEqual([]);
  });
  it('asks for the feed as configured', () =>
    expect(protocol.poll?.(aSource(protocol, { ...PARKAPI, intervalSeconds: 120, headers: { accept: 'application/json' } }))).toEqual([
      { url, headers: { accept: 'application/json' }, intervalSeconds: 120, timeoutSeconds: 15, maxBytes: 2_000_000 },
    ]));
});

it('tells every wrong option', () => {
  const errors = optionErrors(protocol, {
    url: 'file:///etc/passwd', id: 'a..b', time: { path: 't', zone: 'Mars/Base' }, headers: { 'x-key': 'a\r\nb' },
    facilities: { a: { deviceId: 'same' }, b: { deviceId: 'b/b' } },
  });
  expect(errors.map((e) => e.path).toSorted()).toEqual(['facilities.b.deviceId', 'headers.x-key', 'id', 'time.zone', 'url']);
  const late = optionErrors(protocol, { url, id: 'id', time: 'receipt', facilities: { a: { deviceId: 'same' }, b: { deviceId: 'same', fields: { vacant: 'v' } } } });
  expect(late.map((e) => e.path)).toEqual(['facilities.b', 'facilities.a.fields']);
});

describe('properties', () => {
  const sound = (d: Decoded): void => {
    expect(wireProblems(d)).toEqual([]);
  };
  it('never throws for arbitrary bytes', () => assert(fc.property(anyBytes, (b) => sound(protocol.decode(source, aMessage(TOPIC, b))))));
  it('gives sound readings for damaged feeds', () =>
    assert(fc.property(mutations({ items: [site(1), site(2), site(3)] }), (text) => sound(protocol.decode(source, aMessage(TOPIC, text)))), { numRuns: 400 }));
});

describe.skipIf(!hasCityFeeds)('recorded feeds (skipped where ../shared/fixtures/city-feeds is missing)', () => {
  const decodeFeed = (options: unknown, name: string) => protocol.decode(aSource(protocol, options), aMessage(TOPIC, cityFeed(name)));
  const json = (name: string) => JSON.parse(cityFeed(name).toString()) as never;
  /** A mapping of every id of a feed to a device of our own. */
  const all = (ids: readonly (string | number)[], rest: Record<string, unknown> = {}) => Object.fromEntries(ids.map((id) => [id, { deviceId: `d-${id}`, ...rest }]));

  it('Cologne: the column named capacity is the number of free spaces, -1 is not known, times are local', () => {
    const features = (json('koeln.json') as { features: { attributes: { IDENTIFIER: string; KAPAZITAET: number } }[] }).features.map((f) => f.attributes);
    const d = decodeFeed({
      url, records: 'features', id: 'attributes.IDENTIFIER', fields: { vacant: { path: 'attributes.KAPAZITAET', unknown: [-1] } },
      time: { path: 'attributes.TIMESTAMP', zone: 'Europe/Berlin' }, facilities: all(features.map((f) => f.IDENTIFIER)),
    }, 'koeln.json');
    expect(wireProblems(d)).toEqual([]);
    expect(d.readings).toHaveLength(new Set(features.map((f) => f.IDENTIFIER)).size);
    for (const f of features) {
      const known = f.KAPAZITAET !== -1;
      expect(of(d, `d-${f.IDENTIFIER}`)).toMatchObject([{ vacant: known ? f.KAPAZITAET : null, status: known ? 'ok' : 'fault', capacity: null }]);
    }
    expect(of(d, 'd-D_P003')[0]?.timeMs).toBe(Date.UTC(2019, 5, 4, 22, 2, 17));
  });

  it('Freiburg: GeoJSON with numbers as text', () => {
    const features = (json('freiburg.json') as { features: { properties: { park_id: string; obs_free: string; obs_max: string } }[] }).features.map((f) => f.properties);
    const d = decodeFeed({
      url, records: 'features', id: '/properties/park_id',
      fields: { vacant: '/properties/obs_free', capacity: '/properties/obs_max', opening: { path: '/properties/obs_state', map: { '1': 'open', '*': 'unknown' } } },
      time: { path: '/properties/obs_ts', zone: 'Europe/Berlin' }, facilities: all(features.map((f) => f.park_id)),
    }, 'freiburg.json');
    expect(wireProblems(d)).toEqual([]);
    expect(d.faults).toEqual([]);
    expect(counts(d)).toHaveLength(features.length);
    for (const f of features) expect(of(d, `d-${f.park_id}`)[0]).toMatchObject({ vacant: Number(f.obs_free), capacity: Number(f.obs_max), timeMs: Date.UTC(2024, 5, 10, 8, 20) });
  });

  it('Freiburg P+R: vacant beside occupied', () => {
    const d = decodeFeed({
      url, records: 'features', id: 'properties.park_id', fields: { vacant: 'properties.obs_free', occupied: 'properties.belegt', capacity: 'properties.obs_max' },
      time: { path: 'properties.obs_ts', zone: 'Europe/Berlin' }, facilities: { PR165: { deviceId: 'paduaallee' } }, ignoreUnmapped: true,
    }, 'freiburg_p_r_sensors.json');
    expect(d).toMatchObject({ readings: [{ deviceId: 'paduaallee', vacant: 72, occupied: 140, capacity: 212, timeMs: Date.UTC(2025, 4, 5, 10, 34, 3) }], faults: [] });
  });

  it('Heilbronn: public and contract counts of one record are devices of their own, negatives stay', () => {
    const of2 = (type: string) => ({ vacant: `counters[type.type=${type}].freePlaces`, occupied: `counters[type.type=${type}].occupiedPlaces`, capacity: `counters[type.type=${type}].maxPlaces` });
    const d = decodeFeed({
      url, id: 'facilityId', time: { path: 'valuesFrom', zone: 'Europe/Berlin' }, ignoreUnmapped: true,
      facilities: {
        '2076': [{ deviceId: 'a-public', fields: of2('SHORT_TERM_PARKER') }, { deviceId: 'a-all', fields: of2('TOTAL') }],
        '2409': [{ deviceId: 'b-public', fields: of2('SHORT_TERM_PARKER') }, { deviceId: 'b-contract', fields: of2('CONTRACT_PARKER') }],
        '2066': { deviceId: 'empty', fields: of2('TOTAL') },
      },
    }, 'heilbronn_goldbeck_occupancies.json');
    expect(wireProblems(d)).toEqual([]);
    expect((of(d, 'a-public')[0] as ParkingAbsoluteReading).vacant).toBe(0);
    expect((of(d, 'a-all')[0] as ParkingAbsoluteReading).vacant).toBe(3);
    expect(of(d, 'b-contract')[0]).toMatchObject({ vacant: -23, occupied: 33, capacity: 10 });
    expect(of(d, 'b-public')[0]?.timeMs).toBe(Date.UTC(2025, 11, 3, 12, 35, 0, 440));
    expect(d.faults).toMatchObject([{ code: 'missing', reason: 'record 2066: vacant or occupied is missing' }]);
  });

  it('single spaces with a time of their own', () => {
    const spots = json('realtime-parking-spots.json') as { id: string; occupied: boolean; timestamp: string }[];
    const d = decodeFeed({ url, id: 'id', fields: { occupied: 'occupied' }, time: { path: 'timestamp' }, facilities: all(spots.map((s) => s.id), { as: 'parkingSpace' }) }, 'realtime-parking-spots.json');
    expect(wireProblems(d)).toEqual([]);
    expect(d.readings).toHaveLength(new Set(spots.map((s) => s.id)).size);
    for (const r of d.readings) {
      const spot = spots.find((s) => `d-${s.id}` === r.deviceId);
      expect(r).toMatchObject({ kind: 'parkingSpace', occupied: spot?.occupied, timeMs: Date.parse(spot?.timestamp ?? '') });
    }
  });

  it('a feed without any time takes the time of receipt, when told so', () => {
    const d = decodeFeed({ url, id: 'id', fields: { vacant: 'actualStatus.vacantSpaces', capacity: 'actualStatus.parkingCapacity' }, time: 'receipt', facilities: { '1': { deviceId: 'markt' } } }, 'ellwangen_sensit.json');
    expect(d.readings).toMatchObject([{ vacant: 2, capacity: 45, timeMs: RECEIVED_MS }]);
  });
});
