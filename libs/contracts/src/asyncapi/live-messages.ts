import { z } from 'zod';
import { EpochMs } from '../primitives.js';
import { COLLECTION_NAMES, COLLECTIONS, type CollectionName } from '../public-state.js';
import { GuidanceQuestion } from '../guidance.js';
import { GuidanceAnswer } from '../rest-answers.js';
import { Room, WatchRequest } from '../sockets.js';

/**
 * The Socket.IO messages of `sockets.ts` as schemas, for documentation and tests: the service builds them and does not
 * check its own output, so the interfaces there are enough for the code.
 */
const versions = { epoch: z.string().max(64), version: z.number().int().min(0) };
const roomOf = (name: CollectionName) => z.string().regex(new RegExp(`^${name}(/[A-Za-z0-9][A-Za-z0-9._:-]{0,129})?$`));

const snapshotOf = <N extends CollectionName>(name: N) =>
  z.object({ room: roomOf(name), ...versions, atMs: EpochMs, values: z.array(COLLECTIONS[name]) });
const deltaOf = <N extends CollectionName>(name: N) =>
  z.object({ room: roomOf(name), ...versions, from: z.number().int().min(0), atMs: EpochMs, changed: z.array(COLLECTIONS[name]), removed: z.array(z.string().max(200)) });

export const Snapshot = z.union(COLLECTION_NAMES.map(snapshotOf));
export const Delta = z.union(COLLECTION_NAMES.map(deltaOf));
export const Hello = z.object({ epoch: z.string().max(64), atMs: EpochMs, city: z.string() });
const presence = z.enum(['ok', 'away']);
export const Pulse = z.object({ atMs: EpochMs, archive: presence, broker: presence });

export const WatchAnswer = z.union([
  z.object({
    ok: z.literal(true),
    rooms: z.array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('snapshot'), snapshot: Snapshot }),
        z.object({ type: z.literal('deltas'), deltas: z.array(Delta), room: Room, ...versions }),
      ]),
    ),
  }),
  z.object({ ok: z.literal(false), error: z.string().max(500) }),
]);
export const UnwatchRequest = z.object({ rooms: z.array(z.string()).max(64) });
export const UnwatchAnswer = z.object({ ok: z.literal(true) });
export const GuideAnswer = z.union([z.object({ ok: z.literal(true), guidance: GuidanceAnswer }), z.object({ ok: z.literal(false), error: z.string().max(500) })]);
export { GuidanceAnswer, GuidanceQuestion, WatchRequest };
