import type { LoopIntervalReading, SignalStateReading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, mutations, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { parseObservationTopic, parsePhenomenonTime } from './codec.js';
import { protocol } from './index.js';

const OPTIONS = {
  datastreams: {
    '16183': { deviceId: 'loop-1', as: 'loopInterval', intervalSeconds: 300 },
    '16184': { deviceId: 'loop-2', as: 'loopInterval' },
    '16185': { deviceId: 'loop-3', as: 'loopInterval', intervalSeconds: 60, instantIs: 'start', fields: { meanSpeedKmh: { path: '', factor: 3.6 } } },
    '200': { deviceId: 'zone-1', as: 'parkingAbsolute', fields: { vacant: { path: '', unknown: [-1] } } },
    '201': { deviceId: 'space-1', as: 'parkingSpace' },
    '202': { deviceId: 'gate-1', as: 'parkingTotals' },
    '203': { deviceId: 'garage-1', as: 'garageState', fields: { opening: { path: '', map: { AUF: 'open', ZU: 'closed' } } } },
    '300': { deviceId: 'junction-1', as: 'signalColour', signalGroup: 'K1' },
    '301': { deviceId: 'junction-1', as: 'cycleSecond' },
    '302': { deviceId: 'junction-1', as: 'signalPlan' },
    'b2a9': { deviceId: 'space-2', as: 'parkingSpace' },
  },
};
const source = aSource(protocol, OPTIONS);

const anObservation = (o: Record<string, unknown> = {}) => ({
  '@iot.id': 812345,
  '@iot.selfLink': 'https://tld.example/v1.1/Observations(812345)',
  phenomenonTime: '2025-02-07T19:00:00.000Z/2025-02-07T19:04:59.000Z',
  resultTime: '2025-02-07T19:08:12.000Z',
  result: 31,
  'Datastream@iot.navigationLink': 'https://tld.example/v1.1/Observations(812345)/Datastream',
  ...o,
});
const topicOf = (id: string) => `v1.1/Datastreams(${id})/Observations`;
const decode = (id: string, o: Record<string, unknown> = {}) => protocol.decode(source, aMessage(topicOf(id), anObservation(o)));
const codes = (d: { faults: { code: string }[] }) => d.faults.map((f) => f.code);
const at = (h: number, m: number, s = 0) => Date.UTC(2025, 1, 7, h, m, s);
const NOON = { phenomenonTime: '2025-02-07T12:00:00Z', resultTime: null };

describe('topics', () => {
  it.each([
    ['v1.1/Datastreams(16183)/Observations', { root: 'v1.1', entity: 'Datastreams', id: '16183' }],
    ['v1.0/Datastream({16183})/Observations', { root: 'v1.0', entity: 'Datastreams', id: '16183' }],
    ["v1.1/Datastreams('b2a9')/Observations", { root: 'v1.1', entity: 'Datastreams', id: 'b2a9' }],
    ['sta/v1.1/MultiDatastreams(4)/Observations?$select=result', { root: 'sta/v1.1', entity: 'MultiDatastreams', id: '4' }],
    ['v1.1/Datastreams(16183)', null],
    ['v1.1/Things(1)/Observations', null],
  ])('%s', (topic, expected) => expect(parseObservationTopic(topic)).toEqual(expected));
  it('subscribes to each mapped datastream, quoting ids that are no numbers', () => {
    const topics = protocol.subscriptions?.(source) ?? [];
    expect(topics).toContain('v1.1/Datastreams(16183)/Observations');
    expect(topics).toContain("v1.1/Datastreams('b2a9')/Observations");
    expect(topics).toHaveLength(11);
    for (const t of topics) expect(protocol.owns?.(source, t)).toBe(true);
  });
  it('owns only mapped datastreams below its root', () => {
    expect(protocol.owns?.(source, 'v1.0/Datastreams(16183)/Observations')).toBe(false);
    expect(protocol.owns?.(source, topicOf('999'))).toBe(false);
    expect(protocol.owns?.(source, 'v1.1/MultiDatastreams(16183)/Observations')).toBe(false);
  });
  it('speaks the older form', () => {
    const old = aSource(protocol, { root: 'v1.0', entity: 'Datastream', datastreams: OPTIONS.datastreams });
    expect(protocol.subscriptions?.(old)).toContain('v1.0/Datastream(16183)/Observations');
    expect(protocol.decode(old, aMessage('v1.0/Datastream({16183})/Observations', anObservation())).readings).toHaveLength(1);
  });
});

describe('intervals', () => {
  it('reads a count, and closes an interval that is written with its last second', () => {
    expect(decode('16183').readings).toEqual([
      {
        kind: 'loopInterval', deviceId: 'loop-1', area: 'mitte', seq: 812345, startMs: at(19, 0), timeMs: at(19, 5), status: 'ok', receivedAtMs: RECEIVED_MS,
        vehicles: 31, heavyVehicles: null, occupancyPct: null, meanSpeedKmh: null, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null,
      },
    ]);
  });
  it('keeps an interval as it is where no length is configured', () => expect((decode('16184').readings[0] as LoopIntervalReading).timeMs).toBe(at(19, 4, 59)));
  it('takes an instant as the end, or as configured the start', () => {
    const end = decode('16183', { phenomenonTime: '2025-02-07T19:05:00Z' }).readings[0] as LoopIntervalReading;
    expect([end.startMs, end.timeMs]).toEqual([at(19, 0), at(19, 5)]);
    const start = decode('16185', { phenomenonTime: '2025-02-07T19:05:00Z', result: 10 }).readings[0] as LoopIntervalReading;
    expect([start.startMs, start.timeMs, start.meanSpeedKmh, start.vehicles]).toEqual([at(19, 5), at(19, 6), 36, null]);
  });
  it('accepts a late result at its event time', () => {
    const d = decode('16183', { phenomenonTime: '2025-02-06T07:00:00+01:00/2025-02-06T07:05:00+01:00' });
    expect(d.readings[0]).toMatchObject({ timeMs: Date.UTC(2025, 1, 6, 6, 5), receivedAtMs: RECEIVED_MS });
  });
  it.each([
    ['interval', '16183', { phenomenonTime: '2025-02-07T19:00:00Z/2025-02-07T19:15:00Z', resultTime: null }],
    ['interval', '16184', { phenomenonTime: '2025-02-07T19:00:00Z' }],
    ['time', '16183', { phenomenonTime: undefined }],
    ['time', '16183', { phenomenonTime: '2025-02-07T19:05:00Z/2025-02-07T19:00:00Z' }],
    ['time', '16183', { phenomenonTime: '2025-02-07T19:05:00Z/2025-02-07T19:10:00Z', resultTime: '2025-02-07T19:07:00Z' }],
    ['time', '16183', { phenomenonTime: '2025-02-07T19:00:00/2025-02-07T19:05:00' }],
    ['time', '16183', { phenomenonTime: 'a/b/c' }],
    ['time', '16183', { phenomenonTime: 5e30 }],
    ['missing', '16183', { result: null }],
    ['range', '16183', { result: -1 }],
    ['range', '16183', { result: 70_000 }],
    ['range', '16183', { result: 'viele' }],
    ['schema', '16183', { result: undefined }],
  ])('%s fault for %s %j', (code, id, o) => expect(codes(decode(id, o))).toEqual([code]));
  it('parses durations', () => {
    expect(parsePhenomenonTime('2025-02-07T19:00:00Z/PT5M')).toEqual({ ok: true, time: { startMs: at(19, 0), endMs: at(19, 5) } });
    expect(parsePhenomenonTime('2025-02-07T19:00:00Z/P1DT1H2S')).toMatchObject({ ok: true, time: { endMs: at(19, 0) + 90_002_000 } });
    expect(parsePhenomenonTime('2025-02-07T19:00:00Z/PT').ok).toBe(false);
  });
});

describe('sequence', () => {
  it('takes the id, then the self link, then the phenomenon time', () => {
    expect(decode('16183', { '@iot.id': '812346' }).readings[0]?.seq).toBe(812346);
    expect(decode('16183', { '@iot.id': 'b2a9-uuid', '@iot.selfLink': 'x/Observations(77)' }).readings[0]?.seq).toBe(77);
    expect(decode('16183', { '@iot.id': undefined, '@iot.selfLink': undefined }).readings[0]?.seq).toBe(at(19, 5));
    expect(decode('16183', { '@iot.id': -3, '@iot.selfLink': 5 }).readings[0]?.seq).toBe(at(19, 5));
  });
  it('gives a redelivered observation the same identity', () => expect(decode('16183')).toEqual(decode('16183')));
});

describe('other kinds', () => {
  it.each([
    ['200', 120, { kind: 'parkingAbsolute', vacant: 120, status: 'ok' }],
    ['200', -5, { kind: 'parkingAbsolute', vacant: -5 }],
    ['200', -1, { kind: 'parkingAbsolute', vacant: null, status: 'fault' }],
    ['201', true, { kind: 'parkingSpace', occupied: true }],
    ['201', 0, { kind: 'parkingSpace', occupied: false }],
    ['202', { entries: 12, exits: 10 }, { kind: 'parkingTotals', entries: 12, exits: 10 }],
    ['203', 'ZU', { kind: 'garageState', opening: 'closed', barrier: 'unknown' }],
    ['300', 3, { kind: 'signalState', groups: { K1: 3 }, plan: null }],
    ['300', 9, { groups: { K1: 9 } }],
    ['301', 42, { kind: 'signalState', cycleSecond: 42, groups: {} }],
    ['302', 7, { kind: 'signalState', plan: '7' }],
  ])('datastream %s, result %j', (id, result, expected) => {
    const d = decode(id, { ...NOON, result });
    expect(d.readings[0]).toMatchObject({ ...expected, timeMs: at(12, 0) });
    expect(wireProblems(d)).toEqual([]);
  });
  it.each([
    ['300', 7, 'range'],
    ['300', null, 'range'],
    ['302', 'P 1', 'range'],
    ['301', 600, 'range'],
    ['301', null, 'missing'],
    ['202', { entries: 1 }, 'missing'],
    ['203', 'HALB', 'value'],
  ])('datastream %s refuses %j', (id, result, code) => expect(codes(decode(id, { ...NOON, result }))).toEqual([code]));
  it('stands in for a missing phenomenon time of a state by the result time', () =>
    expect((decode('300', { phenomenonTime: null, resultTime: '2025-02-07T12:00:00Z', result: 1 }).readings[0] as SignalStateReading).timeMs).toBe(at(12, 0)));
  it('reads the parts of a multi-datastream', () => {
    const multi = aSource(protocol, { entity: 'MultiDatastreams', datastreams: { '4': { deviceId: 'l', as: 'loopInterval', fields: { vehicles: '[0]', meanSpeedKmh: '/1' } } } });
    const d = protocol.decode(multi, aMessage('v1.1/MultiDatastreams(4)/Observations', anObservation({ result: [5, 48.5] })));
    expect(d.readings[0]).toMatchObject({ vehicles: 5, meanSpeedKmh: 48.5 });
  });
});

describe('default fields', () => {
  it.each([
    ['parkingAbsolute', 5, { vacant: 5 }],
    ['parkingSpace', 1, { occupied: true }],
    ['garageState', 'closed', { opening: 'closed' }],
    ['loopInterval', 5, { vehicles: 5 }],
  ])('of %s is the whole result', (as, result, expected) => {
    const s = aSource(protocol, { datastreams: { '1': { deviceId: 'x', as } } });
    expect(protocol.decode(s, aMessage(topicOf('1'), anObservation({ result }))).readings[0]).toMatchObject(expected);
  });
});

describe('faults', () => {
  it.each([
    ['json', topicOf('16183'), '[1]'],
    ['json', topicOf('16183'), ''],
    ['unknownDevice', topicOf('999'), '{}'],
    ['topic', 'v2.0/Datastreams(16183)/Observations', '{}'],
  ])('%s', (code, topic, payload) => expect(codes(protocol.decode(source, aMessage(topic, payload)))).toEqual([code]));
});

it('tells every wrong option', () => {
  const errors = optionErrors(protocol, {
    root: '#',
    datastreams: { '1': { deviceId: 'a', as: 'signalColour' }, '2': { deviceId: 'b', as: 'loopInterval', fields: { vacant: '' } }, '3': { deviceId: 'c', as: 'tide' } },
  });
  expect(errors.map((e) => e.path)).toEqual(['root', 'datastreams.1.signalGroup', 'datastreams.2.fields.vacant', 'datastreams.3.as']);
});

describe('properties', () => {
  const sound = (d: ReturnType<typeof protocol.decode>): void => {
    expect(wireProblems(d)).toEqual([]);
  };
  it('never throws for arbitrary bytes', () => assert(fc.property(anyBytes, (b) => sound(protocol.decode(source, aMessage(topicOf('16183'), b))))));
  it('never throws for arbitrary topics', () => assert(fc.property(fc.string(), (t) => sound(protocol.decode(source, aMessage(t, '{}'))))));
  it.each(Object.keys(OPTIONS.datastreams))('gives sound readings for damaged observations of %s', (id) =>
    assert(fc.property(mutations(anObservation({ result: 1 })), (text) => sound(protocol.decode(source, aMessage(topicOf(id), text)))), { numRuns: 150 }),
  );
});
