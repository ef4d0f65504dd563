import type { Decoded } from '@wegweiser/contracts';
import { z } from 'zod';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { failed, plainId } from '../_shared/fault.js';
import { isObject, parseJson } from '../_shared/json.js';
import { optionsParser, own, schemaReason, TopicLevel } from '../_shared/options.js';
import { lorawanOptions, Mappings } from '../_lorawan/mapping.js';
import { payloadBytes, uplinkToReadings } from '../_lorawan/uplink.js';
import { chirpstackTimeMs, ChirpstackUplink, DevEui, parseChirpstackTopic, type ChirpstackTopic } from './codec.js';
import { fault } from './faults.js';

export const ChirpstackOptions = z.strictObject({
  ...lorawanOptions,
  applicationId: TopicLevel,
  /** What stands before `application/` in the topics, with its slash, e.g. `eu868/`. */
  topicPrefix: z.string().regex(/^(?:[^+#\s\p{Cc}]{1,64}\/)?$/u, 'expected nothing, or a prefix that ends in /').default(''),
  /** By device EUI. */
  devices: z.record(DevEui, Mappings),
});
export type ChirpstackOptions = z.output<typeof ChirpstackOptions>;
type Source = SourceContext<ChirpstackOptions>;

function ownTopic({ options }: Source, topic: string): ChirpstackTopic | null {
  const parsed = parseChirpstackTopic(topic, options.topicPrefix);
  return parsed !== null && parsed.applicationId === options.applicationId ? parsed : null;
}

type Body = { ok: true; uplink: ChirpstackUplink } | { ok: false; decoded: Decoded };

function parseBody(message: Received, topic: ChirpstackTopic): Body {
  const no = (f: ReturnType<typeof fault>): Body => ({ ok: false, decoded: failed(f) });
  const json = parseJson(message.payload);
  if (!isObject(json)) return no(fault(message, 'json', `payload of ${message.payload.length} bytes is not a JSON object`));
  if (json['deviceInfo'] === undefined && json['devEUI'] !== undefined) return no(fault(message, 'version', 'event has the fields of ChirpStack v3'));
  const parsed = ChirpstackUplink.safeParse(json);
  if (!parsed.success) return no(fault(message, 'schema', schemaReason(parsed.error)));
  if (parsed.data.deviceInfo.devEui !== topic.devEui) return no(fault(message, 'identity', `topic names ${plainId(topic.devEui)}, the body another device`));
  if (parsed.data.joinServerContext !== undefined && parsed.data.joinServerContext !== null) {
    return no(fault(message, 'encrypted', `payload of ${topic.devEui} is still encrypted (end-to-end, by its join server)`));
  }
  return { ok: true, uplink: parsed.data };
}

function decode(source: Source, message: Received): Decoded {
  const topic = ownTopic(source, message.topic);
  if (topic === null) return failed(fault(message, 'topic', 'topic is not an uplink event of the configured application'));
  const body = parseBody(message, topic);
  if (!body.ok) return body.decoded;
  const timeMs = chirpstackTimeMs(body.uplink);
  if (timeMs === null) return failed(fault(message, 'time', `uplink of ${topic.devEui} says nowhere when it was received`));
  const payload = payloadBytes(body.uplink.data);
  if (payload === undefined) return failed(fault(message, 'payload', `data of ${topic.devEui} is not base64 of at most 242 bytes`));
  const { fCnt, fPort, object } = body.uplink;
  const uplink = { device: topic.devEui, fCnt, fPort, payload, decoded: object ?? null, timeMs };
  return uplinkToReadings(source, message, uplink, own(source.options.devices, topic.devEui), fault);
}

/** LoRaWAN uplinks of parking sensors and car counters from ChirpStack v4 (JSON marshaler). */
export const chirpstack: FieldProtocol<ChirpstackOptions> = {
  name: 'chirpstack',
  parseOptions: optionsParser(ChirpstackOptions),
  subscriptions: ({ options }) => [`${options.topicPrefix}application/${options.applicationId}/device/+/event/up`],
  owns: (source, topic) => ownTopic(source, topic) !== null,
  decode,
};
