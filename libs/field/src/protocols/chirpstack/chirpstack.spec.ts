import type { ParkingSpaceReading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anyBytes, aSource, assert, mutations, optionErrors, RECEIVED_MS } from '../_shared/testing/builders.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { protocol } from './index.js';

const APP = '7d809e33-d2ad-4ef1-aac8-2be67501c4d3';
const EUI = '0101010101010101';
const OPTIONS = {
  applicationId: APP,
  devices: {
    [EUI]: { deviceId: 'space-1', as: 'parkingSpace', fPorts: [2], fields: { occupied: { path: 'state', map: { OCCUPIED: true, FREE: false, ERROR: null } } } },
    '0202020202020202': { deviceId: 'space-2', as: 'parkingSpace', codec: 'bosch-tps110' },
    '0303030303030303': { deviceId: 'zone-1', as: 'parkingAbsolute', fPorts: [2], fields: { vacant: 'free', capacity: { path: 'total', omitted: 'null' } } },
  },
};
const source = aSource(protocol, OPTIONS);

/** As ChirpStack v4 publishes it in JSON. */
const anEvent = (devEui: string, event: Record<string, unknown> = {}) => ({
  deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
  time: '2025-02-07T19:11:00.500+00:00',
  deviceInfo: { tenantId: 't', applicationId: APP, deviceProfileName: 'p', deviceName: 'bay', devEui, tags: {} },
  devAddr: '00189440',
  dr: 1,
  fCnt: 7,
  fPort: 2,
  confirmed: false,
  data: 'AQ==',
  rxInfo: [{ gatewayId: '0016c001f153a14c', uplinkId: 4217106255, gwTime: '2025-02-07T19:11:00.300+00:00', nsTime: '2025-02-07T19:11:00.400+00:00', rssi: -48 }],
  ...event,
});
const topicOf = (devEui: string) => `application/${APP}/device/${devEui}/event/up`;
const decode = (devEui: string, event: Record<string, unknown> = {}) => protocol.decode(source, aMessage(topicOf(devEui), anEvent(devEui, event)));
const codes = (d: { faults: { code: string }[] }) => d.faults.map((f) => f.code);

describe('topics', () => {
  it('subscribes to the uplinks of the application', () => expect(protocol.subscriptions?.(source)).toEqual([`application/${APP}/device/+/event/up`]));
  it('owns its own application and nothing else', () => {
    expect(protocol.owns?.(source, topicOf(EUI))).toBe(true);
    expect(protocol.owns?.(source, `application/other/device/${EUI}/event/up`)).toBe(false);
    expect(protocol.owns?.(source, `application/${APP}/device/${EUI}/event/join`)).toBe(false);
    expect(protocol.owns?.(source, `wegweiser/v1/mitte/parking/a/space`)).toBe(false);
  });
  it('knows topics below a prefix', () => {
    const prefixed = aSource(protocol, { ...OPTIONS, topicPrefix: 'eu868/' });
    expect(protocol.subscriptions?.(prefixed)).toEqual([`eu868/application/${APP}/device/+/event/up`]);
    expect(protocol.owns?.(prefixed, `eu868/${topicOf(EUI)}`)).toBe(true);
    expect(protocol.owns?.(prefixed, topicOf(EUI))).toBe(false);
  });
});

describe('uplinks', () => {
  it('reads the object of the codec of the network server', () =>
    expect(decode(EUI, { object: { state: 'OCCUPIED' } }).readings).toEqual([
      { kind: 'parkingSpace', deviceId: 'space-1', area: 'mitte', seq: 7, timeMs: Date.UTC(2025, 1, 7, 19, 11, 0, 500), status: 'ok', receivedAtMs: RECEIVED_MS, occupied: true },
    ]));
  it('reads raw bytes', () => expect(decode('0202020202020202', { fPort: 1 }).readings[0]).toMatchObject({ deviceId: 'space-2', occupied: true }));
  it('writes device EUIs in any case', () => {
    const source2 = aSource(protocol, { applicationId: APP, devices: { ABCDEF0123456789: OPTIONS.devices['0202020202020202'] } });
    const d = protocol.decode(source2, aMessage(topicOf('abcdef0123456789'), anEvent('ABCDEF0123456789', { fPort: 1 })));
    expect(d.readings).toHaveLength(1);
  });
  it('reads left-out zeros as zeros', () => {
    expect(decode('0303030303030303', { fCnt: undefined, object: {} }).readings[0]).toMatchObject({ seq: 0, vacant: 0, capacity: null });
  });
  it('marks what the device itself does not know as a fault of the device', () => {
    const r = decode(EUI, { object: { state: 'ERROR' } }).readings[0] as ParkingSpaceReading;
    expect([r.status, r.occupied]).toEqual(['fault', null]);
  });
  it('takes the network server time, then the gateway time, where the event has none', () => {
    expect(decode(EUI, { time: null, object: { state: 'FREE' } }).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 11, 0, 400));
    expect(decode(EUI, { time: null, rxInfo: [{ gwTime: '2025-02-07T19:11:00.300Z' }], object: { state: 'FREE' } }).readings[0]?.timeMs).toBe(Date.UTC(2025, 1, 7, 19, 11, 0, 300));
  });
});

describe('faults', () => {
  it.each([
    ['time', EUI, { time: null, rxInfo: [], object: {} }],
    ['value', EUI, { object: { state: 'PERHAPS' } }],
    ['noPayload', EUI, {}],
    ['noPayload', '0202020202020202', { fPort: 1, data: null }],
    ['codec', '0202020202020202', { fPort: 77 }],
    ['payload', '0202020202020202', { data: '***' }],
    ['range', '0303030303030303', { object: { free: 1.5 } }],
    ['identity', EUI, { deviceInfo: { devEui: '0909090909090909' } }],
    ['encrypted', EUI, { joinServerContext: { sessionKeyId: 'x' } }],
    ['unknownDevice', '0404040404040404', {}],
    ['schema', EUI, { fCnt: 'x' }],
  ])('%s', (code, eui, event) => expect(codes(decode(eui, event))).toEqual([code]));
  it('names version 3', () => expect(codes(protocol.decode(source, aMessage(topicOf(EUI), { applicationID: '1', devEUI: 'AQEBAQEBAQE=', fCnt: 1 })))).toEqual(['version']));
  it('refuses what is no JSON object', () => expect(codes(protocol.decode(source, aMessage(topicOf(EUI), 'null')))).toEqual(['json']));
  it('refuses a foreign topic', () => expect(codes(protocol.decode(source, aMessage('application/x', '{}')))).toEqual(['topic']));
});

it('tells every wrong option', () => {
  const errors = optionErrors(protocol, { applicationId: '#', topicPrefix: 'x', devices: { abc: OPTIONS.devices[EUI] } });
  expect(errors.map((e) => e.path)).toEqual(['applicationId', 'topicPrefix', 'devices.abc']);
});

describe('properties', () => {
  const sound = (d: ReturnType<typeof protocol.decode>): void => {
    expect(wireProblems(d)).toEqual([]);
  };
  it('never throws for arbitrary bytes', () => assert(fc.property(anyBytes, (b) => sound(protocol.decode(source, aMessage(topicOf(EUI), b))))));
  it.each(Object.keys(OPTIONS.devices))('gives sound readings for damaged events of %s', (eui) => {
    const whole = anEvent(eui, { object: { state: 'FREE', free: 3, total: 9 } });
    assert(fc.property(mutations(whole), (text) => sound(protocol.decode(source, aMessage(topicOf(eui), text)))), { numRuns: 200 });
  });
});
