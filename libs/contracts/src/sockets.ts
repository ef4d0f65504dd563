import { z } from 'zod';
import type { GuidanceQuestion } from './guidance.js';
import { COLLECTION_NAMES, type CollectionName, type CollectionValues } from './public-state.js';
import type { GuidanceAnswer as GuidanceAnswerSchema } from './rest-answers.js';

/**
 * Socket.IO, namespace `/live`. A client asks to `watch` rooms; it gets a snapshot with a version, then deltas. After a
 * lost connection it asks again with the version it has, and gets the deltas it missed or, when they are gone or the
 * service started anew (other `epoch`), a new snapshot.
 *
 * A room is a whole collection (`facilities`) or one thing of it (`facilities/theater-west`). Versions count per
 * collection; a live delta of a single-thing room carries the whole thing and so begins at version 0: it fits on any.
 */
export const Room = z.string().regex(new RegExp(`^(${COLLECTION_NAMES.join('|')})(/[A-Za-z0-9][A-Za-z0-9._:-]{0,129})?$`), 'expected a collection or collection/id');

export const WatchRequest = z.object({
  rooms: z.array(z.object({ room: Room, epoch: z.string().max(64).optional(), version: z.number().int().min(0).optional() })).min(1).max(64),
});
export type WatchRequest = z.infer<typeof WatchRequest>;

export interface Snapshot<N extends CollectionName = CollectionName> {
  room: string;
  epoch: string;
  version: number;
  /** Service time when it was taken, for ageing without trusting the client's clock. */
  atMs: number;
  values: CollectionValues[N][];
}
export interface Delta<N extends CollectionName = CollectionName> {
  room: string;
  epoch: string;
  /** Applies to what stands at `from` or later; anything older means: ask again. */
  from: number;
  version: number;
  atMs: number;
  changed: CollectionValues[N][];
  removed: string[];
}
export type WatchAnswer = { ok: true; rooms: ({ type: 'snapshot'; snapshot: Snapshot } | { type: 'deltas'; deltas: Delta[]; room: string; epoch: string; version: number })[] } | { ok: false; error: string };

type GuidanceAnswer = z.infer<typeof GuidanceAnswerSchema>;
/** As `POST /api/v1/guidance` answers. */
export type GuideAnswer = { ok: true; guidance: GuidanceAnswer } | { ok: false; error: string };

export interface ServerToClient {
  'v1:hello': (hello: { epoch: string; atMs: number; city: string }) => void;
  'v1:delta': (delta: Delta) => void;
  /** For the trip that was asked for last another garage is worth it now; its promise is moved already. Ask on with this trip. */
  'v1:advice': (guidance: GuidanceAnswer) => void;
  /** Once a second at most: service time, and which sources of truth are away. */
  'v1:pulse': (pulse: { atMs: number; archive: 'ok' | 'away'; broker: 'ok' | 'away' }) => void;
}
export interface ClientToServer {
  'v1:watch': (request: WatchRequest, answer: (a: WatchAnswer) => void) => void;
  'v1:unwatch': (request: { rooms: string[] }, answer: (a: { ok: true }) => void) => void;
  /** Where to park, as by REST; while `follow` holds, better advice comes by itself until the connection or the trip ends. */
  'v1:guide': (question: z.input<typeof GuidanceQuestion>, answer: (a: GuideAnswer) => void) => void;
}
export const LIVE_NAMESPACE = '/live';

/** Applies a delta to a keyed copy; `false` means a gap: ask again with `watch`. Shared by every page. */
export function applyDelta<T extends { id: string }>(values: Map<string, T>, at: { epoch: string; version: number }, delta: { epoch: string; from: number; version: number; changed: T[]; removed: string[] }): boolean {
  if (delta.epoch !== at.epoch || delta.from > at.version) return false;
  if (delta.version <= at.version) return true;
  for (const value of delta.changed) values.set(value.id, value);
  for (const id of delta.removed) values.delete(id);
  at.version = delta.version;
  return true;
}
