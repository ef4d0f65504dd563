import type { Decoded, Fault } from '@wegweiser/contracts';
import type { Received } from '../../protocol.js';

/** Fault codes of one protocol, each with what was expected instead. */
export type FaultTable = Readonly<Record<string, string>>;

/** Longest reason that goes to the quarantine, characters. */
export const MAX_REASON = 200;

export type FaultMaker<T extends FaultTable> = (message: Received, code: keyof T & string, reason: string) => Fault;

/** Makes faults of one table, so that no fault can lack its `expected`. */
export const faultMaker =
  <T extends FaultTable>(table: T): FaultMaker<T> =>
  (message, code, reason) => ({
    code,
    reason: reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON - 1)}…` : reason,
    expected: table[code] ?? code,
    topic: message.topic,
    receivedAtMs: message.receivedAtMs,
  });

export const failed = (fault: Fault): Decoded => ({ readings: [], faults: [fault] });

/** A foreign id fit for a reason: what is not plain is replaced, what is long is cut. Payload text never gets here. */
export const plainId = (id: string): string => id.slice(0, 40).replaceAll(/[^\w .:@-]/g, '?');

/** The first few of many ids, with the count of all: `3 records: P5, P13, P14`. */
export function listIds(ids: readonly string[], noun: string): string {
  const shown = ids.slice(0, 5).map(plainId).join(', ');
  return `${ids.length} ${noun}: ${shown}${ids.length > 5 ? ', ...' : ''}`;
}
