import type { LoopIntervalReading, ParkingSpaceReading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, mutations, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { parseTtnTopic } from './codec.js';
import { FAULTS, protocol } from './index.js';

const OPTIONS = {
  application: 'parken',
  tenant: 'stadtwerke',
  devices: {
    'bay-7': { deviceId: 'space-7', as: 'parkingSpace', fPorts: [1, 2], fields: { occupied: 'occupied' } },
    'bay-raw': { deviceId: 'space-8', as: 'parkingSpace', codec: 'bosch-tps110' },
    'pod-1': { deviceId: 'space-9', as: 'parkingSpace', codec: 'pni-placepod' },
    radar: [
      { deviceId: 'loop-in', as: 'loopInterval', codec: 'parametric-tcr', channel: 'right', intervalSeconds: 300 },
      { deviceId: 'loop-out', as: 'loopInterval', codec: 'parametric-tcr', channel: 'left', intervalSeconds: 300 },
    ],
    gate: { deviceId: 'gate-1', as: 'parkingTotals', fPorts: [10], fields: { entries: 'totals.in', exits: 'totals.out' } },
    counter: { deviceId: 'loop-2', as: 'loopInterval', intervalSeconds: 60, fPorts: [2], fields: { vehicles: 'cars', meanSpeedKmh: { path: 'speed', factor: 3.6, omitted: 'null' } } },
  },
};
const source = aSource(protocol, OPTIONS);

const anUplink = (device: string, message: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  end_device_ids: { device_id: device, application_ids: { application_id: 'parken' }, dev_eui: '70B3D57ED0000007' },
  correlation_ids: ['as:up:01'],
  received_at: '2025-02-07T19:11:00.900Z',
  uplink_message: {
    session_key_id: 'AYfg8rhha5n+FWx0ZaAprA==',
    f_port: 1,
    f_cnt: 42,
    rx_metadata: [{ gateway_ids: { gateway_id: 'gw-1' }, time: '2025-02-07T19:11:00.500Z' }, { gateway_ids: { gateway_id: 'gw-2' }, time: '2025-02-07T19:11:00.400Z' }],
    received_at: '2025-02-07T19:11:00.700Z',
    ...message,
  },
  ...rest,
});
const topicOf = (device: string) => `v3/parken@stadtwerke/devices/${device}/up`;
const decode = (device: string, message: Record<string, unknown>, rest?: Record<string, unknown>) =>
  protocol.decode(source, aMessage(topicOf(device), anUplink(device, message, rest)));
const codes = (d: { faults: { code: string }[] }) => d.faults.map((f) => f.code);
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('base64');

describe('topics', () => {
  it('subscribes to the uplinks of the application', () => expect(protocol.subscriptions?.(source)).toEqual(['v3/parken@stadtwerke/devices/+/up']));
  it.each([
    ['v3/parken@stadtwerke/devices/bay-7/up', true],
    ['v3/parken@other/devices/bay-7/up', false],
    ['v3/parken/devices/bay-7/up', false],
    ['v3/parken@stadtwerke/devices/bay-7/join', false],
    ['wegweiser/v1/mitte/parking/bay-7/space', false],
  ])('owns %s: %s', (topic, mine) => expect(protocol.owns?.(source, topic)).toBe(mine));
  it('knows stacks with a single tenant', () => {
    const single = aSource(protocol, { ...OPTIONS, tenant: undefined });
    expect(protocol.subscriptions?.(single)).toEqual(['v3/parken/devices/+/up']);
    expect(protocol.owns?.(single, 'v3/parken/devices/bay-7/up')).toBe(true);
    expect(parseTtnTopic('v3/parken/devices/bay-7/up')).toEqual({ application: 'parken', tenant: null, deviceId: 'bay-7' });
  });
});

describe('identity and time', () => {
  it('takes the frame counter as seq and the network server time as event time', () => {
    expect(decode('bay-7', { decoded_payload: { occupied: true } }).readings).toEqual([
      { kind: 'parkingSpace', deviceId: 'space-7', area: 'mitte', seq: 42, timeMs: Date.UTC(2025, 1, 7, 19, 11, 0, 700), status: 'ok', receivedAtMs: RECEIVED_MS, occupied: true },
    ]);
  });
  it('gives the same identity when other gateways are listed', () => {
    const one = decode('bay-7', { decoded_payload: { occupied: true }, rx_metadata: [{ time: '2025-02-07T19:11:00.100Z' }] }).readings[0];
    const two = decode('bay-7', { decoded_payload: { occupied: true } }).readings[0];
    expect([one?.timeMs, one?.seq]).toEqual([two?.timeMs, two?.seq]);
  });
  it('falls back to the earliest gateway, then to the application server', () => {
    expect(decode('bay-7', { received_at: undefined, decoded_payload: {} }).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 11, 0, 400));
    expect(decode('bay-7', { received_at: undefined, rx_metadata: [{}], decoded_payload: {} }).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 11, 0, 900));
  });
  it('refuses an uplink without any time', () => expect(codes(decode('bay-7', { received_at: undefined, rx_metadata: undefined, decoded_payload: {} }, { received_at: undefined }))).toEqual(['time']));
  it('starts again with a new session', () => {
    const d = decode('bay-7', { session_key_id: 'new', f_cnt: undefined, received_at: '2025-02-07T19:12:00Z', decoded_payload: { occupied: true } });
    expect(d.readings[0]).toMatchObject({ seq: 0, timeMs: Date.UTC(2025, 1, 7, 19, 12) });
  });
  it('refuses a body of another device', () => {
    const d = protocol.decode(source, aMessage(topicOf('bay-7'), anUplink('bay-raw', {})));
    expect(codes(d)).toEqual(['identity']);
  });
});

describe('omitted fields', () => {
  it('reads a left-out f_cnt as 0', () => expect(decode('bay-7', { f_cnt: undefined, decoded_payload: { occupied: true } }).readings[0]?.seq).toBe(0));
  it('reads a left-out false on the ports of the mapping', () => expect(decode('bay-7', { decoded_payload: {} }).readings[0]).toMatchObject({ occupied: false, status: 'ok' }));
  it('does not make a free space of a battery report', () => expect(decode('bay-7', { f_port: 5, decoded_payload: { battery: 3.5 } })).toEqual({ readings: [], faults: [] }));
  it('does not make a free space of a formatter that failed', () => expect(codes(decode('bay-7', { decoded_payload: undefined }))).toEqual(['noPayload']));
  it('reads left-out totals as 0', () =>
    expect(decode('gate', { f_port: 10, decoded_payload: { totals: { in: 3 } } }).readings[0]).toMatchObject({ kind: 'parkingTotals', entries: 3, exits: 0 }));
  it('lets one field mean nothing when absent', () => {
    const d = decode('counter', { f_port: 2, decoded_payload: {} });
    expect(d.readings[0]).toMatchObject({ vehicles: 0, meanSpeedKmh: null });
  });
  it('says nothing on port 0, which carries MAC commands', () => expect(decode('bay-7', { f_port: undefined })).toEqual({ readings: [], faults: [] }));
});

describe('units', () => {
  it('scales by the factor of the mapping, and ends the interval at the uplink', () => {
    const r = decode('counter', { f_port: 2, decoded_payload: { cars: 12, speed: 10 } }).readings[0] as LoopIntervalReading;
    expect(r).toMatchObject({ vehicles: 12, meanSpeedKmh: 36 });
    expect(r.timeMs - r.startMs).toBe(60_000);
  });
});

describe('raw payloads', () => {
  it('reads a Bosch sensor', () => expect((decode('bay-raw', { frm_payload: 'AQ==' }).readings[0] as ParkingSpaceReading).occupied).toBe(true));
  it('reads a PlacePod', () => expect((decode('pod-1', { frm_payload: hex('026700C3 376601') }).readings[0] as ParkingSpaceReading).occupied).toBe(true));
  it('reads both directions of a radar counter', () => {
    const d = decode('radar', { f_port: 15, frm_payload: hex('be02016412c218b8 000000000106 00000000020b 00000000011e 000000000000') });
    expect(d.readings).toMatchObject([
      { deviceId: 'loop-in', vehicles: 4, meanSpeedKmh: 14.5 },
      { deviceId: 'loop-out', vehicles: 0, meanSpeedKmh: null },
    ]);
    expect(wireProblems(d)).toEqual([]);
  });
  it('faults without a raw payload', () => expect(codes(decode('bay-raw', { decoded_payload: { occupied: true } }))).toEqual(['noPayload']));
  it('faults on bytes that are no frame of the sensor', () => expect(codes(decode('bay-raw', { frm_payload: 'Bw==' }))).toEqual(['codec']));
  it('passes over frames without a measurement', () => expect(decode('bay-raw', { f_port: 4, frm_payload: 'AAEC' })).toEqual({ readings: [], faults: [] }));
  it.each(['?', 'A', 'A'.repeat(400), 'A'.repeat(340)])('refuses a payload that is not base64 or too long: %s', (frm_payload) => expect(codes(decode('bay-raw', { frm_payload }))).toEqual(['payload']));
});

describe('faults', () => {
  it('names an unmapped device, unless told to ignore', () => {
    const message = aMessage(topicOf('bay-99'), anUplink('bay-99', {}));
    expect(protocol.decode(source, message).faults).toMatchObject([{ code: 'unknownDevice', reason: 'device bay-99 is not mapped', expected: FAULTS.unknownDevice, topic: message.topic, receivedAtMs: RECEIVED_MS }]);
    expect(protocol.decode(aSource(protocol, { ...OPTIONS, ignoreUnmapped: true }), message)).toEqual({ readings: [], faults: [] });
  });
  it('refuses a simulated uplink, unless told to accept', () => {
    const message = aMessage(topicOf('bay-7'), anUplink('bay-7', { decoded_payload: {} }, { simulated: true }));
    expect(codes(protocol.decode(source, message))).toEqual(['simulated']);
    expect(protocol.decode(aSource(protocol, { ...OPTIONS, acceptSimulated: true }), message).readings).toHaveLength(1);
  });
  it.each([
    ['json', '{'],
    ['json', '[]'],
    ['schema', '{}'],
    ['schema', anUplink('bay-7', { f_cnt: -1 })],
    ['range', anUplink('bay-7', { decoded_payload: { occupied: 'vielleicht' } })],
  ])('%s', (code, payload) => expect(codes(protocol.decode(source, aMessage(topicOf('bay-7'), payload)))).toEqual([code]));
  it('refuses a foreign topic', () => expect(codes(protocol.decode(source, aMessage('v3/x@y/devices/bay-7/up', '{}')))).toEqual(['topic']));
  it('never quotes the payload', () => {
    for (const payload of ['secret-value{', anUplink('bay-7', { decoded_payload: { occupied: 'secret-value' } }), anUplink('bay-7', { f_cnt: 'secret-value' })]) {
      const d = protocol.decode(source, aMessage(topicOf('bay-7'), payload));
      expect(d.faults).toHaveLength(1);
      expect(JSON.stringify(d)).not.toContain('secret-value');
    }
  });
});

describe('options', () => {
  it('tells every error at once, with its place', () => {
    const errors = optionErrors(protocol, {
      application: 'a/b',
      devices: {
        a: { deviceId: '-', as: 'parkingSpace', codec: 'bosch-tps110' },
        b: { deviceId: 'b', as: 'loopInterval', codec: 'parametric-tcr', intervalSeconds: 60 },
        c: { deviceId: 'c', as: 'loopInterval', codec: 'parametric-tcr', channel: 'left' },
        d: { deviceId: 'd', as: 'parkingSpace', fields: { occupied: 'x' } },
        e: { deviceId: 'e', as: 'parkingSpace', fPorts: [1], fields: { vacant: 'x' } },
        f: { deviceId: 'f', as: 'parkingSpace', fPorts: [1], fields: { occupied: 'a..b' } },
        g: [{ deviceId: 'g', as: 'parkingSpace', fPorts: [1], fields: {} }],
      },
    });
    expect(errors.map((e) => e.path)).toEqual(['application', 'devices.a.deviceId', 'devices.b.channel', 'devices.c.intervalSeconds', 'devices.d.fPorts', 'devices.e.fields.vacant', 'devices.f.fields.occupied', 'devices.g.0.fields']);
  });
});

describe('properties', () => {
  const sound = (d: ReturnType<typeof protocol.decode>): void => {
    expect(wireProblems(d)).toEqual([]);
  };
  it('never throws for arbitrary bytes', () => assert(fc.property(anyBytes, (b) => sound(protocol.decode(source, aMessage(topicOf('bay-7'), b))))));
  it('never throws for arbitrary topics', () => assert(fc.property(fc.string(), (t) => sound(protocol.decode(source, aMessage(t, '{}'))))));
  it.each(['bay-7', 'bay-raw', 'pod-1', 'radar', 'gate', 'counter'])('gives sound readings for damaged uplinks of %s', (device) => {
    const whole = anUplink(device, { f_port: { radar: 15, gate: 10, counter: 2 }[device] ?? 1, frm_payload: 'AQ==', decoded_payload: { occupied: true, cars: 3, speed: 2, totals: { in: 4, out: 3 } } });
    assert(fc.property(mutations(whole), (text) => sound(protocol.decode(source, aMessage(topicOf(device), text)))), { numRuns: 200 });
  });
  it('gives sound readings for every frame of every codec', () =>
    assert(
      fc.property(fc.constantFrom('bay-raw', 'pod-1', 'radar'), fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 }), (device, port, bytes) =>
        sound(decode(device, { f_port: port, frm_payload: Buffer.from(bytes).toString('base64') })),
      ),
    ));
});
