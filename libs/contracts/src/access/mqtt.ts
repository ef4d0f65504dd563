import { DEVICE_CLASSES, DOWN_MESSAGES, SIM_CLOCK_TOPIC, TOPIC_ROOT, UP_MESSAGES, type DeviceClass } from '../topics.js';

/** Name of the service's account at the broker. */
export const SERVICE_ACCOUNT = 'wegweiser-service';

/** Who may come to the broker: a device's account is its id. People and keys of the REST side have no account there. */
export const MQTT_PARTIES = ['nobody', 'device', 'otherDevice', 'service'] as const;
export type MqttParty = (typeof MQTT_PARTIES)[number];

export interface TopicAccess {
  deviceClass: DeviceClass | null;
  message: string;
  /** As a subscription, with `+` for area and device. */
  filter: string;
  publish: readonly MqttParty[];
  subscribe: readonly MqttParty[];
}

const filterOf = (deviceClass: DeviceClass, message: string): string => `${TOPIC_ROOT}/+/${deviceClass}/+/${message}`;
const up = (deviceClass: DeviceClass, message: string): TopicAccess => ({ deviceClass, message, filter: filterOf(deviceClass, message), publish: ['device'], subscribe: ['service'] });
const down = (deviceClass: DeviceClass, message: string): TopicAccess => ({ deviceClass, message, filter: filterOf(deviceClass, message), publish: ['service'], subscribe: ['device'] });

/** Every topic: a device speaks below its own id and hears what is meant for it; the service hears all and orders. Simulated time is for the demo's own broker alone. */
export const MQTT_ACCESS: readonly TopicAccess[] = [
  ...DEVICE_CLASSES.flatMap((c) => UP_MESSAGES[c].map((m) => up(c, m))),
  ...(Object.keys(DOWN_MESSAGES) as (keyof typeof DOWN_MESSAGES)[]).flatMap((c) => DOWN_MESSAGES[c].map((m) => down(c, m))),
  { deviceClass: null, message: 'clock', filter: SIM_CLOCK_TOPIC, publish: [], subscribe: [] },
];

/** The table as mosquitto's `acl_file`. `%u` is the account's name, which is the device's id. */
export function mosquittoAcl(): string {
  const own = (t: TopicAccess): string => `${TOPIC_ROOT}/+/${t.deviceClass}/%u/${t.message}`;
  const lines = (wanted: (t: TopicAccess) => boolean, line: (t: TopicAccess) => string) => MQTT_ACCESS.filter(wanted).map(line);
  return [
    '# Generated from libs/contracts/src/access/mqtt.ts: npm run access:acl. Do not edit; a test compares.',
    '# wegweiser/v1/{area}/{class}/{deviceId}/{message}; `%u` is the account, which is the device id. Whoever is not named here may nothing.',
    '',
    '# The service hears what devices say and says what they are to do.',
    `user ${SERVICE_ACCOUNT}`,
    ...lines((t) => t.subscribe.includes('service'), (t) => `topic read ${t.filter}`),
    ...lines((t) => t.publish.includes('service'), (t) => `topic write ${t.filter}`),
    '',
    '# A device speaks below its own id and hears only what is meant for it.',
    ...lines((t) => t.publish.includes('device'), (t) => `pattern write ${own(t)}`),
    ...lines((t) => t.subscribe.includes('device'), (t) => `pattern read ${own(t)}`),
    '',
  ].join('\n');
}
