import type { Decoded, Fault } from '@wegweiser/contracts';
import type { Received, SourceContext } from '../../protocol.js';
import type { Head, Values } from '../_shared/emit.js';
import { buildReading } from '../_shared/emit.js';
import { plainId, type FaultMaker } from '../_shared/fault.js';
import { extract, mappedReading, type MappedResult } from '../_shared/mapping.js';
import { CODECS } from './codecs/index.js';
import type { DecodedMapping, DeviceMapping, RawMapping } from './mapping.js';

/** An uplink, whatever network server brought it. */
export interface Uplink {
  /** The key of the mapping: device id or device EUI. */
  device: string;
  /** Frame counter, 0-4294967295; starts again with every session. */
  fCnt: number;
  fPort: number;
  /** Application payload, decrypted. */
  payload: Uint8Array | null;
  /** What the network server's formatter made of it. */
  decoded: Readonly<Record<string, unknown>> | null;
  /** When the network heard it. */
  timeMs: number;
}

/** Faults that every LoRaWAN protocol shares. */
export const LORAWAN_FAULTS = {
  json: 'one JSON object in UTF-8',
  topic: 'an uplink topic of the configured application',
  identity: 'the device of the topic and of the body to be the same',
  time: 'a time of receipt at the network, ISO 8601 with offset',
  unknownDevice: 'a device that the source maps in `devices`',
  payload: 'at most 242 bytes as base64',
  noPayload: 'the raw payload, or the decoded one where the mapping has fields',
  codec: 'a frame as the description of the device has it',
  missing: 'every field that the mapped reading needs',
  range: 'a value within the range of the wire',
  value: 'a value that the mapping names',
} as const;

type Maker = FaultMaker<typeof LORAWAN_FAULTS>;
type Outcome = MappedResult | { ok: false; code: 'codec' | 'noPayload'; reason: string } | null;

function startOf(mapping: DeviceMapping, timeMs: number): number | null {
  return mapping.as === 'loopInterval' && mapping.intervalSeconds !== undefined ? timeMs - mapping.intervalSeconds * 1000 : null;
}

function fromBytes(uplink: Uplink, mapping: RawMapping, head: Head): Outcome {
  if (uplink.payload === null) return { ok: false, code: 'noPayload', reason: 'uplink carries no raw payload' };
  const result = CODECS[mapping.codec].decode(uplink.fPort, uplink.payload);
  if (result.kind === 'none') return null;
  if (result.kind === 'bad') return { ok: false, code: 'codec', reason: `${mapping.codec}: ${result.reason}` };
  const frame = result.channels[mapping.channel];
  if (frame === undefined) return null;
  const values: Values = frame.values;
  return buildReading(mapping.as, { ...head, status: frame.status }, values, startOf(mapping, uplink.timeMs));
}

function fromFields(uplink: Uplink, mapping: DecodedMapping, head: Head): Outcome {
  if (!mapping.fPorts.includes(uplink.fPort)) return null;
  // A formatter that failed leaves no object at all; one whose values are all zero leaves an empty one.
  if (uplink.decoded === null) return { ok: false, code: 'noPayload', reason: 'uplink carries no decoded payload' };
  return mappedReading(mapping.as, head, extract(uplink.decoded, mapping.fields, mapping.omitted), startOf(mapping, uplink.timeMs));
}

const outcomeOf = (uplink: Uplink, mapping: DeviceMapping, head: Head): Outcome =>
  'codec' in mapping ? fromBytes(uplink, mapping, head) : fromFields(uplink, mapping, head);

/** Readings of one uplink. `seq` is the frame counter; port 0 (MAC commands only) says nothing. */
export function uplinkToReadings(
  source: SourceContext<{ ignoreUnmapped: boolean }>,
  message: Received,
  uplink: Uplink,
  mappings: readonly DeviceMapping[] | undefined,
  fault: Maker,
): Decoded {
  const out: Decoded = { readings: [], faults: [] };
  if (uplink.fPort === 0) return out;
  if (mappings === undefined) {
    if (!source.options.ignoreUnmapped) out.faults.push(fault(message, 'unknownDevice', `device ${plainId(uplink.device)} is not mapped`));
    return out;
  }
  for (const mapping of mappings) {
    const head: Head = { deviceId: mapping.deviceId, area: source.area, seq: uplink.fCnt, timeMs: uplink.timeMs, status: 'ok', receivedAtMs: message.receivedAtMs };
    const outcome = outcomeOf(uplink, mapping, head);
    if (outcome === null) continue;
    if (outcome.ok) out.readings.push(outcome.reading);
    else out.faults.push(fault(message, outcome.code, `device ${plainId(uplink.device)}: ${outcome.reason}`) satisfies Fault);
  }
  return out;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** LoRaWAN application payloads have at most 242 bytes (Regional Parameters, DR with the largest N). */
const MAX_PAYLOAD_BYTES = 242;

/** Bytes of a base64 text; `null` when there is none, `undefined` when it is not base64 or too long. */
export function payloadBytes(base64: string | null | undefined): Uint8Array | null | undefined {
  if (base64 === null || base64 === undefined) return null;
  if (base64.length > 344 || base64.length % 4 === 1 || !BASE64.test(base64)) return undefined;
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return bytes.length > MAX_PAYLOAD_BYTES ? undefined : bytes;
}
