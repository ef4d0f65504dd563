import { z } from 'zod';
import { EpochMs, Id } from './primitives.js';

const base64url = (bytes: number) => z.string().regex(/^[A-Za-z0-9_-]+={0,2}$/).min(Math.floor((bytes * 4) / 3)).max(Math.ceil((bytes * 4) / 3) + 4);

/** A browser's subscription as `PushSubscription.toJSON()` gives it (Push API, RFC 8030, RFC 8291). */
export const PushTarget = z.object({
  endpoint: z.url().max(1000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});
export type PushTarget = z.infer<typeof PushTarget>;

/** "Tell me once when this garage fills or closes": nothing about who asks or where. */
export const PushWish = z.object({
  subscription: PushTarget,
  facilityId: Id,
  audience: Id.default('shortStay'),
  heightM: z.number().min(0.5).max(6).nullable().default(null),
  lang: z.enum(['de', 'en', 'ls']).default('de'),
});
export type PushWish = z.infer<typeof PushWish>;
export const PushAnswer = z.object({ untilMs: EpochMs.describe('Forgotten at this time at the latest') });
export const PushEnd = z.object({ endpoint: z.url().max(1000) });
export const PushEnded = z.object({ ok: z.literal(true) });
/** Public key of this service (VAPID, RFC 8292); `null` where messages are not allowed. */
export const PushKey = z.object({ key: z.string().nullable() });
/** What the browser's worker gets. */
export interface PushMessage {
  readonly title: string;
  readonly body: string;
  readonly lang: 'de' | 'en' | 'ls';
  /** Page to open on a tap, an address of this service. */
  readonly path: string;
}
