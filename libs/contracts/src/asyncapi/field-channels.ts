import { DEVICE_CLASSES, DOWN_MESSAGES, SIM_CLOCK_TOPIC, TOPIC_ROOT, UP_MESSAGES, type DeviceClass } from '../topics.js';
import { CLOCK_EXAMPLE, DOWN_EXAMPLES, UP_EXAMPLES } from './examples.js';

/** One MQTT channel: a device class and a message of it. */
interface FieldChannel {
  /** `loopInterval`, also the name of channel, message and operation. */
  key: string;
  address: string;
  direction: 'up' | 'down';
  summary: string;
  schema: string;
  retain: boolean;
  example: unknown;
}
export type Part = Record<string, unknown>;

const SUMMARIES: Record<string, string> = {
  'loop/interval': 'Interval aggregate of one lane: vehicles, occupancy, mean speeds, heavy share',
  'loop/passage': 'One vehicle over one loop',
  'parking/absolute': 'A counter that knows the state: vacant or occupied spaces (at least one of them unless the device says it is faulty)',
  'parking/totals': 'Entries and exits since the device started, as monotonic totals that may wrap or reset',
  'parking/space': 'One single space',
  'garage/state': 'Opening, barrier and capacity of a garage',
  'signal/state': 'Plan, cycle second, signal colours and faults of a controller',
  'sign/readback': 'What a sign really shows, with the state of lamps and link',
  'weather/observation': 'Rain of the last hour and temperature, as measured (at least one of them unless the station says it is faulty)',
  'sign/order': 'What a sign is to show, until when, and why. After `showUntilMs` a row falls to its fallback, after `validUntilMs` the sign goes dark',
  'signal/recommendation': 'A plan that is proposed, for people and systems that read; an empty retained payload takes it back',
  'signal/stage': 'The stage that a controller is asked to show, until `expiresAtMs`; an empty retained payload gives the controller back to its own program',
  'signal/command': 'An accepted plan for the controller, until `expiresAtMs`; an empty retained payload gives the controller back to its own plan',
};
const SCHEMAS: Record<string, string> = {
  'loop/interval': 'LoopInterval', 'loop/passage': 'LoopPassage', 'parking/absolute': 'ParkingAbsolute', 'parking/totals': 'ParkingTotals', 'parking/space': 'ParkingSpace',
  'garage/state': 'GarageState', 'signal/state': 'SignalState', 'sign/readback': 'SignReadback', 'weather/observation': 'WeatherObservation',
  'sign/order': 'SignOrder', 'signal/recommendation': 'SignalRecommendation', 'signal/command': 'SignalRecommendation', 'signal/stage': 'SignalStage',
};

function channel(direction: 'up' | 'down', deviceClass: DeviceClass, message: string, example: unknown): FieldChannel {
  const status = message === 'status';
  return {
    key: `${deviceClass}${message[0]!.toUpperCase()}${message.slice(1)}`,
    address: `${TOPIC_ROOT}/{area}/${deviceClass}/{deviceId}/${message}`,
    direction,
    summary: status ? `Birth (on connect) and last will of a ${deviceClass} device` : SUMMARIES[`${deviceClass}/${message}`]!,
    schema: status ? 'DeviceLife' : SCHEMAS[`${deviceClass}/${message}`]!,
    retain: status || direction === 'down',
    example,
  };
}

/** Every channel between field and service, from the tables of topics. */
const CHANNELS: FieldChannel[] = [
  ...DEVICE_CLASSES.flatMap((c) => UP_MESSAGES[c].map((m) => channel('up', c, m, (UP_EXAMPLES[c] as Record<string, unknown>)[m]))),
  ...(['sign', 'signal'] as const).flatMap((c) => DOWN_MESSAGES[c].map((m) => channel('down', c, m, (DOWN_EXAMPLES[c] as Record<string, unknown>)[m]))),
  { key: 'simulatedClock', address: SIM_CLOCK_TOPIC, direction: 'up', summary: 'Simulated time of the whole city; listened to only when the service is told to follow it', schema: 'SimClock', retain: false, example: CLOCK_EXAMPLE },
];

const parameters = {
  area: { description: 'Control area (Teilgebiet) that the device belongs to' },
  deviceId: { description: 'Identifier of the device, as the city configures it: 1-64 of A-Z a-z 0-9 . _ -' },
};

export const fieldChannels = (): Part =>
  Object.fromEntries(
    CHANNELS.map((c) => [
      c.key,
      {
        address: c.address,
        servers: [{ $ref: '#/servers/broker' }],
        messages: { [c.key]: { $ref: `#/components/messages/${c.key}` } },
        ...(c.address.includes('{') ? { parameters } : {}),
      },
    ]),
  );

export const fieldMessages = (): Part =>
  Object.fromEntries(
    CHANNELS.map((c) => [
      c.key,
      { name: c.key, title: c.key, summary: c.summary, contentType: 'application/json', payload: { $ref: `#/components/schemas/${c.schema}` }, examples: [{ name: 'typical', payload: c.example }] },
    ]),
  );

/** `receive` and `send` as the service does it. All QoS 1: what is acknowledged is durable. */
export const fieldOperations = (): Part =>
  Object.fromEntries(
    CHANNELS.map((c) => [
      `${c.direction === 'up' ? 'receive' : 'send'}${c.key[0]!.toUpperCase()}${c.key.slice(1)}`,
      {
        action: c.direction === 'up' ? 'receive' : 'send',
        channel: { $ref: `#/channels/${c.key}` },
        summary: c.summary,
        messages: [{ $ref: `#/channels/${c.key}/messages/${c.key}` }],
        bindings: { mqtt: { qos: 1, retain: c.retain, bindingVersion: '0.2.0' } },
      },
    ]),
  );
