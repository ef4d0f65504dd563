import type { DerivedRow } from '@wegweiser/archive';
import type { CommandOutcome } from '@wegweiser/contracts';
import type { LiveStore } from '../live/live-store.js';

type WithoutHead<T> = T extends unknown ? Omit<T, 'offset' | 'ordinal'> : never;
/** A derived row before the engine gives it its place. */
export type NewRow = WithoutHead<DerivedRow>;

/** What the parts of the engine write to; they neither publish nor store by themselves. */
export interface Outputs {
  store: LiveStore;
  /** Retained message to the field, newest per topic. */
  publish(topic: string, payload: string): void;
  /** Row for the archive, identified by its place in the stream. */
  derive(row: NewRow): void;
}

/** What the public sees of who acted: drivers and signs read this too. Names stand in the audit log. */
export const OPERATOR = 'operator';

export type { CommandOutcome };
export const notFound = (what: string, id: string): CommandOutcome => ({ ok: false, code: 'notFound', message: `${what} ${id} is not known` });
