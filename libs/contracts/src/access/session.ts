import { z } from 'zod';
import { EpochMs, Id } from '../primitives.js';
import { Room } from '../sockets.js';
import { KEY_KINDS, PARTIES, USER_ROLES } from './parties.js';

export const Areas = z.union([z.literal('*').describe('The whole city'), z.array(Id).max(200)]);

/** Who a page is in the eyes of the service. */
export const SessionAnswer = z.object({
  party: z.enum(PARTIES),
  name: z.string().nullable(),
  role: z.enum(USER_ROLES).nullable(),
  areas: Areas.nullable(),
  endsAtMs: EpochMs.nullable().describe('When it ends if nothing more is done'),
  csrf: z.string().nullable().describe('To be sent as `X-Wegweiser-Csrf` with every change'),
  ended: z.boolean().describe('The browser showed a session that is over'),
  signIn: z.object({ way: z.enum(['provider', 'local', 'none']), demo: z.boolean().describe('The built-in account with the password of the first start'), name: z.string().nullable().describe('Name of the built-in account, in the demo') }),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

/** The built-in account. */
export const SignInRequest = z.object({ name: z.string().min(1).max(60), password: z.string().min(1).max(200) });
export type SignInRequest = z.infer<typeof SignInRequest>;

const reason = z.string().min(3).max(500);
const KeyObjects = z.array(Room).max(100);

export const KeyRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign'), name: z.string().trim().min(2).max(60), signId: Id, expiresAtMs: EpochMs.nullable().default(null), reason }),
  z.object({ kind: z.literal('partner'), name: z.string().trim().min(2).max(60), objects: KeyObjects.min(1), expiresAtMs: EpochMs.nullable().default(null), reason }),
  z.object({ kind: z.literal('machine'), name: z.string().trim().min(2).max(60), areas: Areas.default('*'), expiresAtMs: EpochMs.nullable().default(null), reason }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;

export const KeyRotation = z.object({ reason, overlapMinutes: z.number().int().min(0).max(10_080).default(0).describe('For so long the old secret holds, too') });
export const KeyRevocation = z.object({ reason });

export const KeyAnswer = z.object({
  id: z.string(), kind: z.enum(KEY_KINDS), name: z.string(), objects: z.array(z.string()), areas: Areas,
  createdAtMs: EpochMs, createdBy: z.string(), expiresAtMs: EpochMs.nullable(), revokedAtMs: EpochMs.nullable(),
});
export type KeyAnswer = z.infer<typeof KeyAnswer>;
export const KeyList = z.object({ keys: z.array(KeyAnswer) });
export type KeyList = z.infer<typeof KeyList>;
export const NewKeyAnswer = z.object({ key: KeyAnswer, secret: z.string().describe('Shown this once; only a hash is kept') });
export type NewKeyAnswer = z.infer<typeof NewKeyAnswer>;
export const SessionList = z.object({
  sessions: z.array(z.object({
    subject: z.string(), name: z.string(), role: z.enum(USER_ROLES), areas: Areas, via: z.enum(['oidc', 'local']), beganAtMs: EpochMs,
    seenAtMs: EpochMs.nullable().describe('When something was last done with it at this gateway'),
    endsAtMs: EpochMs.describe('When it ends if nothing more is done'),
    own: z.boolean().describe('The session that asks'),
  })),
});
export type SessionList = z.infer<typeof SessionList>;
/** Why somebody's sessions are ended. */
export const SignOutReason = z.object({ reason });
