import type { Decoded, ParkingAbsoluteReading, Reading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { cityFeed, hasCityFeeds } from '../_shared/testing/city-feeds.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { protocol } from './index.js';

const url = 'https://city.example/datex2.xml';
const TOPIC = 'poll/source-1';
const codes = (d: Decoded) => d.faults.map((f) => f.code);
const of = (d: Decoded, deviceId: string): Reading[] => d.readings.filter((r) => r.deviceId === deviceId);

interface Site {
  id?: string;
  time?: string | null;
  inner?: string;
}
/** A record as Aachen sends it, under any prefix. */
const record = (p: string, { id = 'P1', time = '2025-02-07T19:05:34.176Z', inner }: Site = {}) => `<${p}parkingRecordStatus xsi:type="${p}ParkingSiteStatus">
  <${p}parkingRecordReference id="${id}" targetClass="ParkingRecord" version="1"/>${time === null ? '' : `<${p}parkingStatusOriginTime>${time}</${p}parkingStatusOriginTime>`}
  ${(inner ?? '<parkingOccupancy><parkingNumberOfSpacesOverride>560</parkingNumberOfSpacesOverride><parkingNumberOfVacantSpaces>412</parkingNumberOfVacantSpaces><parkingNumberOfOccupiedSpaces>148</parkingNumberOfOccupiedSpaces><parkingOccupancy>26.43</parkingOccupancy></parkingOccupancy><parkingSiteStatus>spacesAvailable</parkingSiteStatus><parkingSiteOpeningStatus>open</parkingSiteOpeningStatus>').replaceAll(/<(\/?)(?=\w)/g, `<$1${p}`)}
</${p}parkingRecordStatus>`;
const document = (p: string, ...records: string[]) =>
  `<?xml version="1.0"?><${p}d2LogicalModel xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns${p === '' ? '' : `:${p.slice(0, -1)}`}="http://datex2.eu/schema/2/2_0" modelBaseVersion="2"><${p}payloadPublication xsi:type="${p}GenericPublication"><${p}publicationTime>2025-02-07T19:11:00Z</${p}publicationTime><${p}genericPublicationExtension><${p}parkingStatusPublication>${records.join('')}</${p}parkingStatusPublication></${p}genericPublicationExtension></${p}payloadPublication></${p}d2LogicalModel>`;

const OPTIONS = { url, facilities: { P1: { deviceId: 'eurogress', controllerId: 'eurogress-gate' } } };
const source = aSource(protocol, OPTIONS);
const decode = (xml: string | Buffer) => protocol.decode(source, aMessage(TOPIC, xml));
const one = (site: Site) => decode(document('ns2:', record('ns2:', site)));

describe('status publication', () => {
  it.each(['', 'ns2:', 'd2p-1:'])('is read whatever the prefix: [%s]', (p) => {
    const d = decode(document(p, record(p)));
    expect(d.readings).toMatchObject([
      { kind: 'parkingAbsolute', deviceId: 'eurogress', area: 'mitte', vacant: 412, occupied: 148, capacity: 560, timeMs: Date.UTC(2025, 1, 7, 19, 5, 34, 176), status: 'ok', receivedAtMs: RECEIVED_MS },
      { kind: 'garageState', deviceId: 'eurogress-gate', opening: 'open', barrier: 'unknown', capacity: null },
    ]);
    expect(d.faults).toEqual([]);
  });
  it('is read without xsi:type, and inside a SOAP envelope', () => {
    const bare = document('', record('')).replaceAll(/ xsi:type="[^"]*"/g, '').replace('<?xml version="1.0"?>', '');
    expect(decode(`<soap:Envelope xmlns:soap="s"><soap:Body>${bare}</soap:Body></soap:Envelope>`).readings).toHaveLength(2);
  });
  it('with no record at all is a feed that lost its facilities', () => expect(codes(decode(document('ns2:')))).toEqual(['vanished']));
  it('reads ISO-8859-1', () => {
    const xml = document('', record('')).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?><!-- Straße -->');
    expect(decode(Buffer.from(xml, 'latin1')).readings).toHaveLength(2);
  });
});

describe('records', () => {
  const occupancy = (inner: string, rest = '') => one({ inner: `<parkingOccupancy>${inner}</parkingOccupancy>${rest}` });
  it('pass impossible counts on as they are', () => {
    expect(occupancy('<parkingNumberOfSpacesOverride>70</parkingNumberOfSpacesOverride><parkingNumberOfVacantSpaces>251</parkingNumberOfVacantSpaces>').readings[0]).toMatchObject({ vacant: 251, capacity: 70, status: 'ok' });
    expect(occupancy('<parkingNumberOfVacantSpaces>-23</parkingNumberOfVacantSpaces>').readings[0]).toMatchObject({ vacant: -23 });
  });
  it('count vehicles where occupied spaces are missing', () => expect(occupancy('<parkingNumberOfVehicles>12</parkingNumberOfVehicles>').readings[0]).toMatchObject({ occupied: 12, vacant: null }));
  it.each([
    ['open', 'open'], ['closed', 'closed'], ['closedAbnormal', 'closed'], ['openingTimesInForce', 'unknown'], ['statusUnknown', 'unknown'], ['constructor', 'unknown'],
  ])('opening %s is %s', (status, opening) =>
    expect(of(occupancy('<parkingNumberOfVacantSpaces>5</parkingNumberOfVacantSpaces>', `<parkingSiteStatus>spacesAvailable</parkingSiteStatus><parkingSiteOpeningStatus>${status}</parkingSiteOpeningStatus>`), 'eurogress-gate')).toMatchObject([{ kind: 'garageState', opening }]));
  it('say nothing of opening when the feed does not', () => expect(of(occupancy('<parkingNumberOfVacantSpaces>5</parkingNumberOfVacantSpaces>'), 'eurogress-gate')).toEqual([]));
  it('with status unknown are kept and marked', () =>
    expect(occupancy('<parkingNumberOfVacantSpaces>0</parkingNumberOfVacantSpaces>', '<parkingSiteStatus>unknown</parkingSiteStatus>').readings[0]).toMatchObject({ vacant: 0, status: 'fault' }));
  it('without a time of their own take that of the publication', () => expect(one({ time: null }).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 11)));
  it('keep their own time however stale', () => expect(one({ time: '2025-01-20T08:00:00Z' }).readings[0]?.timeMs).toBe(Date.UTC(2025, 0, 20, 8)));
  it('give the same identity in every poll until something changes', () => {
    expect(one({}).readings).toEqual(one({}).readings);
    const other = occupancy('<parkingNumberOfVacantSpaces>411</parkingNumberOfVacantSpaces>').readings[0];
    expect(other?.seq).not.toBe(one({}).readings[0]?.seq);
  });
  it.each([
    ['time', { time: '2025-02-07T19:05:34' }],
    ['time', { time: 'neulich' }],
    ['missing', { inner: '<parkingSiteStatus>full</parkingSiteStatus>' }],
    ['range', { inner: '<parkingOccupancy><parkingNumberOfVacantSpaces>4.5</parkingNumberOfVacantSpaces></parkingOccupancy>' }],
    ['range', { inner: '<parkingOccupancy><parkingNumberOfVacantSpaces>&vacant;</parkingNumberOfVacantSpaces></parkingOccupancy>' }],
  ])('%s fault for %j', (code, site) => expect(codes(one(site))).toEqual([code]));
  it('without offset are local where a zone is configured', () => {
    const local = aSource(protocol, { ...OPTIONS, zone: 'Europe/Berlin' });
    expect(protocol.decode(local, aMessage(TOPIC, document('', record('', { time: '2025-02-07T20:05:34' })))).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 5, 34));
  });
});

describe('mapping', () => {
  it('tells unmapped, vanished and doubled records once each, however many', () => {
    const many = Array.from({ length: 3000 }, (_, i) => record('', { id: `X${i}` }));
    const d = decode(document('', ...many, record('', { id: 'X1' })));
    expect(d.faults.map((f) => [f.code, f.reason])).toEqual([
      ['unmapped', '3000 records are not mapped: X0, X1, X2, X3, X4, ...'],
      ['vanished', '1 mapped facilities are not in the feed: P1'],
    ]);
    expect(codes(decode(document('', record(''), record(''))))).toEqual(['duplicate']);
  });
  it('counts records without an id', () => expect(codes(decode(document('', record(''), record('', { id: '' }))))).toEqual(['schema']));
  it('uses ids with predefined entities', () => {
    const s = aSource(protocol, { url, facilities: { 'P&R': { deviceId: 'pr' } } });
    expect(of(protocol.decode(s, aMessage(TOPIC, document('', record('', { id: 'P&amp;R' })))), 'pr')).toHaveLength(2);
  });
  it('replaces predefined entities once', () => {
    const s = aSource(protocol, { url, facilities: { 'P&amp;R': { deviceId: 'pr' } } });
    expect(of(protocol.decode(s, aMessage(TOPIC, document('', record('', { id: 'P&amp;amp;R' })))), 'pr')).toHaveLength(2);
  });
  it('looks for facilities that come and go in the parking table', () => {
    const table = '<d2LogicalModel><parkingTable id="t"><parkingRecord id="P1"/><parkingRecord id="P2"/></parkingTable></d2LogicalModel>';
    expect(decode(table)).toMatchObject({ readings: [], faults: [{ code: 'unmapped' }] });
    expect(decode(table.replace('"P1"', '"P9"')).faults.map((f) => f.code)).toEqual(['unmapped', 'vanished']);
  });
  it('polls status and table, each at its own pace', () => {
    const requests = protocol.poll?.(aSource(protocol, { ...OPTIONS, staticUrl: `${url}?static`, intervalSeconds: 60 }));
    expect(requests?.map((r) => [r.url, r.intervalSeconds])).toEqual([[url, 60], [`${url}?static`, 86_400]]);
    expect(protocol.poll?.(source)).toHaveLength(1);
  });
});

describe('plain XML records', () => {
  const flat = { record: 'lot', id: 'id', vacant: 'free', occupied: 'used', time: 'at', opening: { element: 'state', map: { auf: 'open', zu: 'closed' } } };
  const s = aSource(protocol, { url, zone: 'Europe/Berlin', flat, facilities: { '7': { deviceId: 'seven' } } });
  const lot = (inner: string) => protocol.decode(s, aMessage(TOPIC, `<x:lots xmlns:x="l"><x:lot><x:id>7</x:id>${inner}</x:lot></x:lots>`));
  it('are read by the names of the configuration', () =>
    expect(lot('<x:free>5</x:free><x:used>6</x:used><x:at>11.03.2022, 21:05</x:at><x:state>zu</x:state>').readings).toMatchObject([
      { kind: 'parkingAbsolute', deviceId: 'seven', vacant: 5, occupied: 6, capacity: null, timeMs: Date.UTC(2022, 2, 11, 20, 5) },
      { kind: 'garageState', opening: 'closed' },
    ]));
  it('may leave out the opening', () => expect(lot('<free>5</free><at>11.03.2022, 21:05</at>').readings).toHaveLength(1));
  it.each([
    ['value', '<free>5</free><at>11.03.2022, 21:05</at><state>halb</state>'],
    ['time', '<free>5</free>'],
    ['missing', '<at>11.03.2022, 21:05</at>'],
  ])('%s', (code, inner) => expect(codes(lot(inner))).toEqual([code]));
  it('are missing altogether', () => expect(codes(protocol.decode(s, aMessage(TOPIC, '<x/>')))).toEqual(['schema']));
  it('need no opening in the configuration', () => {
    const { opening: _, ...bare } = flat;
    expect(protocol.decode(aSource(protocol, { url, flat: bare, facilities: { '7': { deviceId: 'a' } } }), aMessage(TOPIC, '<lots><lot><id>7</id><free>1</free><at>2025-02-07T19:00:00Z</at></lot></lots>')).readings).toHaveLength(1);
  });
});

describe('hostile documents', () => {
  const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
  it.each([
    ['doctype', laughs + document('', record(''))],
    ['doctype', `<!doctype x SYSTEM "file:///etc/passwd">${document('', record(''))}`],
    ['xml', '<a><b></a>'],
    ['xml', '{"items":[]}'],
    ['xml', ''],
    ['xml', '<a>'.repeat(50) + '</a>'.repeat(50)],
    ['xml', '<a>'.repeat(5000) + '</a>'.repeat(5000)],
    ['schema', '<html><body>Wartung</body></html>'],
  ])('%s', (code, xml) => expect(codes(decode(xml))).toEqual([code]));
  it('are refused above the configured size', () => expect(codes(protocol.decode(aSource(protocol, { ...OPTIONS, maxBytes: 1000 }), aMessage(TOPIC, 'x'.repeat(1001))))).toEqual(['tooLarge']));
  it('cannot touch prototypes', () => {
    decode('<__proto__><polluted>1</polluted></__proto__>');
    decode('<a><constructor><prototype><polluted>1</polluted></prototype></constructor></a>');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

it('tells every wrong option', () => {
  const errors = optionErrors(protocol, { url: 'ftp://x', zone: 'Berlin', flat: { record: 'a b', id: 'id', time: 't' }, staticUrl: url, facilities: { P1: { deviceId: 'a', as: 'parkingTotals' }, P2: { deviceId: 'a' } } });
  expect(errors.map((e) => e.path).toSorted()).toEqual(['facilities.P1.as', 'flat.record', 'flat.vacant', 'url', 'zone']);
  expect(optionErrors(protocol, { url, flat: { record: 'a', id: 'id', time: 't' }, facilities: {} }).map((e) => e.path)).toEqual(['flat.vacant']);
  expect(optionErrors(protocol, { url, flat: { record: 'a', id: 'id', time: 't', vacant: 'v' }, staticUrl: url, facilities: { a: { deviceId: 'x' }, b: { deviceId: 'x' } } }).map((e) => e.path)).toEqual(['facilities.b', 'staticUrl']);
});

describe('properties', () => {
  const sound = (d: Decoded): void => {
    expect(wireProblems(d)).toEqual([]);
  };
  const whole = document('ns2:', record('ns2:'), record('ns2:', { id: 'P2' }));
  it('never throws for arbitrary bytes', () => assert(fc.property(anyBytes, (b) => sound(decode(b)))));
  it('gives sound readings for documents with arbitrary cuts and insertions', () =>
    assert(
      fc.property(fc.nat(whole.length), fc.nat(40), fc.oneof(fc.string(), fc.constantFrom('<', '</', '>', '&', '"', '<!--', ']]>', '<![CDATA[', '-', '9'.repeat(400), '1e999', 'NaN')), (from, length, text) =>
        sound(decode(whole.slice(0, from) + text + whole.slice(from + length))),
      ),
      { numRuns: 400 },
    ));
  it('gives sound readings for any text in any number', () =>
    assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (text) => {
        const safe = text.replaceAll(/[<&>]/g, '');
        sound(one({ inner: `<parkingOccupancy><parkingNumberOfVacantSpaces>${safe}</parkingNumberOfVacantSpaces></parkingOccupancy>` }));
      }),
    ));
});

describe.skipIf(!hasCityFeeds)('recorded feeds (skipped where ../shared/fixtures/city-feeds is missing)', () => {
  const ids = (prefix: string, n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i + 1}`, { deviceId: `d-${prefix}${i + 1}` }]));
  /** Text of the first element of a name in a piece of XML: the test's own, simple reader. */
  const text = (xml: string, name: string) => new RegExp(`<(?:[\\w.]+:)?${name}>([^<]*)`).exec(xml)?.[1] ?? null;
  const pieces = (feed: string, element: string) => cityFeed(feed).toString().split(new RegExp(`<(?:[\\w.]+:)?${element}[ >]`)).slice(1);

  it('Aachen: every record as an independent reader sees it', () => {
    const d = protocol.decode(aSource(protocol, { url, facilities: ids('P', 18) }), aMessage(TOPIC, cityFeed('aachen-realtime.xml')));
    expect(wireProblems(d)).toEqual([]);
    const records = pieces('aachen-realtime.xml', 'parkingRecordStatus');
    expect(records).toHaveLength(17);
    for (const xml of records) {
      const [count, state] = of(d, `d-${/id="(\w+)"/.exec(xml)?.[1]}`);
      expect(count).toMatchObject({
        kind: 'parkingAbsolute', vacant: Number(text(xml, 'parkingNumberOfVacantSpaces')), occupied: Number(text(xml, 'parkingNumberOfOccupiedSpaces')), capacity: Number(text(xml, 'parkingNumberOfSpacesOverride')),
        timeMs: Date.parse(text(xml, 'parkingStatusOriginTime') ?? ''), status: text(xml, 'parkingSiteStatus') === 'unknown' ? 'fault' : 'ok',
      });
      expect(state).toMatchObject({ kind: 'garageState', opening: text(xml, 'parkingSiteOpeningStatus') });
    }
    expect(d.faults).toMatchObject([{ code: 'vanished', reason: '1 mapped facilities are not in the feed: P4' }]);
  });

  it('Aachen: closed together with spaces available gives both, and a record of four days ago keeps its time', () => {
    const d = protocol.decode(aSource(protocol, { url, ignoreUnmapped: true, facilities: { P18: { deviceId: 'p18' }, P13: { deviceId: 'p13' } } }), aMessage(TOPIC, cityFeed('aachen-realtime.xml')));
    expect(of(d, 'p18')).toMatchObject([{ vacant: 518, status: 'ok' }, { opening: 'closed' }]);
    expect(of(d, 'p13')[0]).toMatchObject({ timeMs: Date.UTC(2025, 1, 3, 8, 0, 3, 77), status: 'fault' });
  });

  it('Aachen: the parking table names the same facilities', () => {
    const d = protocol.decode(aSource(protocol, { url, facilities: ids('P', 18) }), aMessage(TOPIC, cityFeed('aachen-static.xml')));
    expect(d.readings).toEqual([]);
    expect(codes(d)).not.toContain('schema');
    expect(d.faults).toMatchObject([{ code: 'vanished', reason: expect.stringContaining('P4') as string }]);
  });

  it('Friedrichshafen: single spaces, and the spaces for disabled people of a site', () => {
    const d = protocol.decode(
      aSource(protocol, { url, ignoreUnmapped: true, facilities: { PH19: [{ deviceId: 'ph19', as: 'parkingSpace' }, { deviceId: 'ph19-disabled', category: 'Behinderte' }], PH21: { deviceId: 'ph21', as: 'parkingSpace' } } }),
      aMessage(TOPIC, cityFeed('friedrichshafen-sensors-realtime.xml')),
    );
    expect(wireProblems(d)).toEqual([]);
    expect(d.faults).toEqual([]);
    expect(of(d, 'ph19')).toMatchObject([{ kind: 'parkingSpace', occupied: true, timeMs: Date.UTC(2025, 6, 18, 6, 41, 1, 434) }, { kind: 'garageState', opening: 'open' }]);
    expect(of(d, 'ph21')[0]).toMatchObject({ occupied: false });
    expect(of(d, 'ph19-disabled')).toMatchObject([{ kind: 'parkingAbsolute', vacant: 0, occupied: 1, capacity: 1 }]);
  });

  it('Friedrichshafen: all 55 records of status and table agree', () => {
    const seen = pieces('friedrichshafen-sensors-realtime.xml', 'parkingRecordStatus').map((xml) => /id="(\w+)"/.exec(xml)?.[1] ?? '');
    const facilities = Object.fromEntries(seen.map((id) => [id, { deviceId: id, as: 'parkingSpace' }]));
    const s = aSource(protocol, { url, facilities });
    expect(protocol.decode(s, aMessage(TOPIC, cityFeed('friedrichshafen-sensors-realtime.xml')))).toMatchObject({ readings: { length: 110 }, faults: [] });
    expect(protocol.decode(s, aMessage(TOPIC, cityFeed('friedrichshafen-sensors-static.xml')))).toEqual({ readings: [], faults: [] });
  });

  it('Hamburg: plain records of its WFS, free above capacity, closed beside free', () => {
    const flat = {
      record: 'verkehr_parkhaeuser', id: 'id', vacant: 'frei', capacity: 'gesamt', time: 'received',
      opening: { element: 'status', map: { frei: 'open', besetzt: 'open', geschlossen: 'closed' } },
    };
    const live = pieces('hamburg.xml', 'verkehr_parkhaeuser').filter((xml) => text(xml, 'frei') !== null);
    const facilities = Object.fromEntries(live.map((xml) => [text(xml, 'id'), { deviceId: `d-${text(xml, 'id')}` }]));
    const d = protocol.decode(aSource(protocol, { url, zone: 'Europe/Berlin', ignoreUnmapped: true, flat, facilities }), aMessage(TOPIC, cityFeed('hamburg.xml')));
    expect(wireProblems(d)).toEqual([]);
    expect(d.faults).toEqual([]);
    expect(live).toHaveLength(46);
    for (const xml of live) expect(of(d, `d-${text(xml, 'id')}`)[0]).toMatchObject({ vacant: Number(text(xml, 'frei')), capacity: Number(text(xml, 'gesamt')), timeMs: Date.UTC(2022, 2, 11, 20, 5) });
    expect((of(d, 'd-10048')[0] as ParkingAbsoluteReading).vacant).toBe(251);
    expect(of(d, 'd-10092')[1]).toMatchObject({ kind: 'garageState', opening: 'closed' });
  });
});
