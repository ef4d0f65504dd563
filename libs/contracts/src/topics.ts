/**
 * MQTT topics: `wegweiser/v1/{area}/{deviceClass}/{deviceId}/{message}`.
 *
 * The control area (Teilgebiet) is a level of its own so that an area can move to another worker by subscription alone;
 * the device is a level so that a broker ACL can be `pattern readwrite wegweiser/v1/+/+/%u/#`.
 */
export const TOPIC_ROOT = 'wegweiser/v1';

export const DEVICE_CLASSES = ['loop', 'parking', 'garage', 'signal', 'sign', 'weather'] as const;
export type DeviceClass = (typeof DEVICE_CLASSES)[number];

/** Messages a device sends, by class. `status` is birth (retained) and last-will. */
export const UP_MESSAGES = {
  loop: ['interval', 'passage', 'status'],
  parking: ['absolute', 'totals', 'space', 'status'],
  garage: ['state', 'status'],
  signal: ['state', 'status'],
  sign: ['readback', 'status'],
  weather: ['observation', 'status'],
} as const satisfies Record<DeviceClass, readonly string[]>;

/** Messages the service sends: retained, QoS 1, each with an expiry inside. */
export const DOWN_MESSAGES = {
  sign: ['order'],
  signal: ['recommendation', 'command', 'stage'],
} as const;

export interface FieldTopic {
  area: string;
  deviceClass: DeviceClass;
  deviceId: string;
  message: string;
}

export const topicOf = (t: FieldTopic): string => `${TOPIC_ROOT}/${t.area}/${t.deviceClass}/${t.deviceId}/${t.message}`;

/** Subscription of everything devices send in one area, or in all (`+`). */
export const upSubscriptions = (area = '+'): string[] =>
  DEVICE_CLASSES.flatMap((c) => UP_MESSAGES[c].map((m) => `${TOPIC_ROOT}/${area}/${c}/+/${m}`));

/** Parts of a topic under our root, or `null` when it is not one. Levels are not yet checked against configuration. */
export function parseTopic(topic: string): FieldTopic | null {
  const parts = topic.split('/');
  if (parts.length !== 6 || parts[0] !== 'wegweiser' || parts[1] !== 'v1') return null;
  const [, , area, deviceClass, deviceId, message] = parts as [string, string, string, string, string, string];
  if (!(DEVICE_CLASSES as readonly string[]).includes(deviceClass)) return null;
  return { area, deviceClass: deviceClass as DeviceClass, deviceId, message };
}

/** Simulated time for the whole city; only listened to when the service is told to follow it. */
export const SIM_CLOCK_TOPIC = 'wegweiser/v1/sim/clock';
