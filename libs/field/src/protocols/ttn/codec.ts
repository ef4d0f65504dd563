import { z } from 'zod';
import { toInstant } from '../_shared/instant.js';

const text = z.string().max(512);
const jsonObject = z.record(z.string(), z.unknown());

/**
 * `ApplicationUp` of The Things Stack v3, as far as it is used. Fields that are 0, false or empty are left out by the
 * server, so `f_cnt` and `f_port` default to 0 (data formats, "empty fields are omitted").
 */
export const TtnUplink = z.object({
  end_device_ids: z.object({ device_id: text, dev_eui: text.optional() }),
  received_at: text.optional(),
  uplink_message: z.object({
    session_key_id: text.optional(),
    f_cnt: z.number().int().min(0).max(0xffff_ffff).default(0),
    f_port: z.number().int().min(0).max(255).default(0),
    frm_payload: z.string().max(1024).optional(),
    decoded_payload: jsonObject.nullish(),
    received_at: text.optional(),
    rx_metadata: z.array(z.object({ time: text.optional() })).max(1000).optional(),
  }),
  simulated: z.boolean().default(false),
});
export type TtnUplink = z.infer<typeof TtnUplink>;

export interface TtnTopic {
  application: string;
  /** `null` where the stack has a single tenant. */
  tenant: string | null;
  deviceId: string;
}

const TOPIC = /^v3\/([^@/]+)(?:@([^/]+))?\/devices\/([^/]+)\/up$/;

/** Parts of `v3/{application}@{tenant}/devices/{device}/up`, or `null`. */
export function parseTtnTopic(topic: string): TtnTopic | null {
  const m = TOPIC.exec(topic);
  return m === null ? null : { application: m[1] ?? '', tenant: m[2] ?? null, deviceId: m[3] ?? '' };
}

const instant = (value: string | undefined): number | null => {
  const t = toInstant(value, null, 0);
  return t.ok ? t.ms : null;
};

/**
 * When the network heard the uplink: the network server's `received_at` (inner), which does not depend on which gateways
 * heard it; else the earliest gateway time; else the application server's (outer).
 */
export function ttnTimeMs(uplink: TtnUplink): number | null {
  const { received_at, rx_metadata } = uplink.uplink_message;
  const gateways = (rx_metadata ?? []).map((g) => instant(g.time)).filter((t) => t !== null);
  return instant(received_at) ?? (gateways.length > 0 ? Math.min(...gateways) : instant(uplink.received_at));
}
