import { z } from 'zod';
import { toInstant } from '../_shared/instant.js';

const text = z.string().max(512);
const jsonObject = z.record(z.string(), z.unknown());

/** Device EUI: eight bytes in hexadecimal digits, in small letters. */
export const DevEui = z.string().regex(/^[0-9a-fA-F]{16}$/, 'expected 16 hexadecimal digits').transform((v) => v.toLowerCase());

/** Uplink event of ChirpStack v4 (integration.UplinkEvent in its JSON mapping), as far as it is used. Zeros may be left out. */
export const ChirpstackUplink = z.object({
  deduplicationId: text.optional(),
  time: text.nullish(),
  deviceInfo: z.object({ applicationId: text.optional(), devEui: DevEui }),
  fCnt: z.number().int().min(0).max(0xffff_ffff).default(0),
  fPort: z.number().int().min(0).max(255).nullish().transform((v) => v ?? 0),
  data: z.string().max(1024).nullish(),
  object: jsonObject.nullish(),
  rxInfo: z.array(z.object({ gwTime: text.nullish(), nsTime: text.nullish() })).max(1000).optional(),
  joinServerContext: z.unknown().optional(),
});
export type ChirpstackUplink = z.infer<typeof ChirpstackUplink>;

export interface ChirpstackTopic {
  applicationId: string;
  devEui: string;
}

const TOPIC = /^application\/([^/]+)\/device\/([0-9a-fA-F]{16})\/event\/up$/;

/** Parts of `application/{id}/device/{devEui}/event/up` below an optional prefix (`eu868/`), or `null`. */
export function parseChirpstackTopic(topic: string, prefix: string): ChirpstackTopic | null {
  if (!topic.startsWith(prefix)) return null;
  const m = TOPIC.exec(topic.slice(prefix.length));
  return m === null ? null : { applicationId: m[1] ?? '', devEui: (m[2] ?? '').toLowerCase() };
}

const instant = (value: string | null | undefined): number | null => {
  const t = toInstant(value, null, 0);
  return t.ok ? t.ms : null;
};

const earliest = (times: (number | null)[]): number | null => {
  const known = times.filter((t) => t !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

/** When the network heard the uplink: the event's `time`, else the earliest at the network server, else at a gateway. */
export function chirpstackTimeMs(uplink: ChirpstackUplink): number | null {
  const rx = uplink.rxInfo ?? [];
  return instant(uplink.time) ?? earliest(rx.map((r) => instant(r.nsTime))) ?? earliest(rx.map((r) => instant(r.gwTime)));
}
