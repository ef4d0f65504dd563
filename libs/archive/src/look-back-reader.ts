import type { Reading } from '@wegweiser/contracts';
import { readActs, readDeviceAlarms, readDone, readHealth, readNights, readTypicalFacilities, readTypicalLinks } from './read/look-back.js';
import { readReceived } from './read/readings.js';
import { toArchiveError } from './errors.js';
import { createPgPool } from './sql/pg-pool.js';
import type { SqlSession } from './sql/session.js';

/** Questions about whole days: what was received, done and usual. Reads only. */
export class LookBackReader {
  constructor(private readonly read: <T>(use: (session: SqlSession) => Promise<T>) => Promise<T>) {}

  /** Readings received within a span, in the order of receipt; ask for minutes, not days. */
  received(fromMs: number, toMs: number): Promise<Reading[]> {
    return this.read((s) => readReceived(s, fromMs, toMs));
  }
  acts(fromMs: number, toMs: number) {
    return this.read((s) => readActs(s, fromMs, toMs));
  }
  signOrders(fromMs: number, toMs: number) {
    return this.read((s) => readDone(s, 'sign', fromMs, toMs));
  }
  facilityStates(fromMs: number, toMs: number) {
    return this.read((s) => readDone(s, 'facility', fromMs, toMs));
  }
  health(fromMs: number, toMs: number) {
    return this.read((s) => readHealth(s, fromMs, toMs));
  }
  deviceAlarms(fromMs: number, toMs: number) {
    return this.read((s) => readDeviceAlarms(s, fromMs, toMs));
  }
  nights(fromMs: number, toMs: number, timeZone: string) {
    return this.read((s) => readNights(s, fromMs, toMs, timeZone));
  }
  typicalFacilities(days: { fromMs: readonly number[]; toMs: readonly number[] }, timeZone: string) {
    return this.read((s) => readTypicalFacilities(s, days, timeZone));
  }
  typicalLinks(days: { fromMs: readonly number[]; toMs: readonly number[] }, timeZone: string) {
    return this.read((s) => readTypicalLinks(s, days, timeZone));
  }
}

/** A way of its own to the same tables, for long questions: its connection may not write at all. */
export function openLookBack(connection: string, schema = 'wegweiser'): { reader: LookBackReader; close: () => Promise<void> } {
  const pool = createPgPool({ connection, schema, max: 2, onLost: () => undefined });
  const readOnly = <T>(use: (session: SqlSession) => Promise<T>): Promise<T> =>
    pool
      .withSession(async (session) => {
        await session.query('SET default_transaction_read_only = on');
        return use(session);
      })
      .catch((error: unknown) => Promise.reject(toArchiveError(error)));
  return { reader: new LookBackReader(readOnly), close: () => pool.end() };
}
