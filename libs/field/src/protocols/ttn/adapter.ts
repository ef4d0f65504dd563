import type { Decoded } from '@wegweiser/contracts';
import { z } from 'zod';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { failed, plainId } from '../_shared/fault.js';
import { isObject, parseJson } from '../_shared/json.js';
import { optionsParser, own, schemaReason, TopicLevel } from '../_shared/options.js';
import { lorawanOptions, Mappings } from '../_lorawan/mapping.js';
import { payloadBytes, uplinkToReadings, type Uplink } from '../_lorawan/uplink.js';
import { parseTtnTopic, TtnUplink, ttnTimeMs, type TtnTopic } from './codec.js';
import { fault } from './faults.js';

export const TtnOptions = z.strictObject({
  ...lorawanOptions,
  application: TopicLevel,
  /** Left out for a stack with a single tenant. */
  tenant: TopicLevel.optional(),
  /** Uplinks typed into the console; only for trying out. */
  acceptSimulated: z.boolean().default(false),
  /** By The Things Stack's device id. */
  devices: z.record(z.string().max(64), Mappings),
});
export type TtnOptions = z.output<typeof TtnOptions>;
type Source = SourceContext<TtnOptions>;

const root = ({ application, tenant }: TtnOptions): string => `v3/${application}${tenant === undefined ? '' : `@${tenant}`}/devices`;

function ownTopic({ options }: Source, topic: string): TtnTopic | null {
  const parsed = parseTtnTopic(topic);
  return parsed !== null && parsed.application === options.application && parsed.tenant === (options.tenant ?? null) ? parsed : null;
}

function parseBody(message: Received, topic: TtnTopic): { ok: true; uplink: TtnUplink } | { ok: false; decoded: Decoded } {
  const json = parseJson(message.payload);
  if (!isObject(json)) return { ok: false, decoded: failed(fault(message, 'json', `payload of ${message.payload.length} bytes is not a JSON object`)) };
  const parsed = TtnUplink.safeParse(json);
  if (!parsed.success) return { ok: false, decoded: failed(fault(message, 'schema', schemaReason(parsed.error))) };
  if (parsed.data.end_device_ids.device_id !== topic.deviceId) {
    return { ok: false, decoded: failed(fault(message, 'identity', `topic names ${plainId(topic.deviceId)}, the body another device`)) };
  }
  return { ok: true, uplink: parsed.data };
}

function toUplink(body: TtnUplink, device: string, timeMs: number, payload: Uint8Array | null): Uplink {
  const { f_cnt, f_port, decoded_payload } = body.uplink_message;
  return { device, fCnt: f_cnt, fPort: f_port, payload, decoded: decoded_payload ?? null, timeMs };
}

function decode(source: Source, message: Received): Decoded {
  const topic = ownTopic(source, message.topic);
  if (topic === null) return failed(fault(message, 'topic', 'topic is not an uplink of the configured application and tenant'));
  const body = parseBody(message, topic);
  if (!body.ok) return body.decoded;
  if (body.uplink.simulated && !source.options.acceptSimulated) return failed(fault(message, 'simulated', `uplink of ${plainId(topic.deviceId)} is simulated`));
  const timeMs = ttnTimeMs(body.uplink);
  if (timeMs === null) return failed(fault(message, 'time', `uplink of ${plainId(topic.deviceId)} says nowhere when it was received`));
  const payload = payloadBytes(body.uplink.uplink_message.frm_payload);
  if (payload === undefined) return failed(fault(message, 'payload', `frm_payload of ${plainId(topic.deviceId)} is not base64 of at most 242 bytes`));
  return uplinkToReadings(source, message, toUplink(body.uplink, topic.deviceId, timeMs, payload), own(source.options.devices, topic.deviceId), fault);
}

/** LoRaWAN uplinks of parking sensors and car counters from The Things Stack v3 (MQTT 3.1.1, QoS 0). */
export const ttn: FieldProtocol<TtnOptions> = {
  name: 'ttn',
  parseOptions: optionsParser(TtnOptions),
  subscriptions: ({ options }) => [`${root(options)}/+/up`],
  owns: (source, topic) => ownTopic(source, topic) !== null,
  decode,
};
