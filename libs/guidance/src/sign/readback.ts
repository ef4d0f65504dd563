import { ageOrder } from './age-order.js';
import type { AgedOrder } from './age-order.js';
import type { SignOrder } from './order.js';
import { normalizeMulti } from '../multi/parse.js';

/** What the sign says of itself. */
export interface Readback {
  /** Order that it shows, `null` when it shows none. */
  orderId: string | null;
  /** What it really shows: one string a row, or of a text sign the MULTI text, whole or page by page, or plain text by page. */
  shows: readonly string[];
  lamp: 'ok' | 'degraded' | 'fault' | 'unknown';
  link: 'ok' | 'degraded' | 'lost';
  /** Why it refused the order. */
  rejected: string | null;
  /** When it was read, epoch ms. */
  atMs: number;
}
export interface ReadbackLimits {
  /** Time to take over an order, and tolerance for the moments at which rows age, seconds. */
  graceSeconds: number;
  silentSeconds: number;
}
export const DEFAULT_READBACK_LIMITS: ReadbackLimits = { graceSeconds: 30, silentSeconds: 300 };

export type MismatchCause = 'linkSilent' | 'lampFault' | 'orderRejected' | 'expired' | 'oldOrderShown' | 'unknownContent';
export type ReadbackResult =
  | { kind: 'match' }
  /** Too early to tell. */
  | { kind: 'pending' }
  | { kind: 'mismatch'; cause: MismatchCause; expected: string[]; shown: string[]; textDe: string; textEn: string };

const CAUSES: Readonly<Record<MismatchCause, readonly [de: string, en: string]>> = {
  linkSilent: ['Schild antwortet nicht', 'the sign does not answer'],
  lampFault: ['Anzeige defekt', 'lamp or pixel fault'],
  orderRejected: ['Schild hat den Auftrag abgelehnt', 'the sign rejected the order'],
  expired: ['Schild zeigt einen abgelaufenen Wert', 'the sign shows a value past its expiry'],
  oldOrderShown: ['Schild zeigt noch einen früheren Auftrag', 'the sign still shows an earlier order'],
  unknownContent: ['Schild zeigt etwas anderes als bestellt', 'the sign shows something that was not ordered'],
};

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, index) => text === b[index]);

const showsAged = (order: SignOrder, aged: AgedOrder, shows: readonly string[]): boolean => {
  const { content } = order;
  if (content.kind === 'counter') return sameList(shows.map(squeezed), aged.rows.map((row) => squeezed(row.text)));
  const [row] = aged.rows;
  const dark = row?.use === 'dark';
  if (normalizeMulti(shows.join('[np]')) === row?.text) return true;
  const rendering = row?.use === 'ordered' ? content.rendering : content.fallbackRendering;
  return !dark && sameList(shows.map(squeezed), rendering.pages.map((page) => squeezed(page.lines.join(' '))));
};

/** A sign that names the order but not its content is taken at its word while nothing of the order has aged. */
const matches = (order: SignOrder, readback: Readback, graceMs: number): boolean => {
  const moments = [readback.atMs, readback.atMs - graceMs, readback.atMs + graceMs].map((atMs) => ageOrder(order, atMs));
  if (readback.shows.length > 0) return moments.some((aged) => showsAged(order, aged, readback.shows));
  return readback.orderId === order.orderId && moments.some((aged) => aged.rows.every((row) => row.use === 'ordered'));
};

const isOlder = (order: SignOrder, orderId: string | null): boolean => {
  const prefix = `${order.signId}.`;
  return orderId !== null && orderId.startsWith(prefix) && Number(orderId.slice(prefix.length)) < order.version;
};

const contentCause = (order: SignOrder, readback: Readback): MismatchCause => {
  if (readback.lamp === 'degraded') return 'lampFault';
  const fresh = ageOrder(order, order.renewedAtMs);
  const showsOrdered = readback.shows.length === 0 ? readback.orderId === order.orderId : showsAged(order, fresh, readback.shows);
  if (showsOrdered) return 'expired';
  return isOlder(order, readback.orderId) ? 'oldOrderShown' : 'unknownContent';
};

const causeOf = (order: SignOrder, readback: Readback | null, nowMs: number, limits: ReadbackLimits): MismatchCause | 'match' | 'pending' => {
  const graceMs = limits.graceSeconds * 1000;
  if (readback === null) return nowMs - order.issuedAtMs < limits.silentSeconds * 1000 ? 'pending' : 'linkSilent';
  if (readback.link === 'lost' || nowMs - readback.atMs >= limits.silentSeconds * 1000) return 'linkSilent';
  if (readback.lamp === 'fault') return 'lampFault';
  if (readback.rejected !== null && readback.atMs >= order.issuedAtMs) return 'orderRejected';
  if (matches(order, readback, graceMs)) return 'match';
  return readback.atMs < order.issuedAtMs + graceMs ? 'pending' : contentCause(order, readback);
};

/**
 * Compares what a sign shows with what it was told, as it should have aged by the time of the read-back. Within the grace
 * after a new order the outcome is `pending`: most signs report on their own clock.
 */
export const compareReadback = (
  order: SignOrder,
  readback: Readback | null,
  nowMs: number,
  limits: ReadbackLimits = DEFAULT_READBACK_LIMITS,
): ReadbackResult => {
  const cause = causeOf(order, readback, nowMs, limits);
  if (cause === 'match' || cause === 'pending') return { kind: cause };
  const expected = ageOrder(order, readback?.atMs ?? nowMs).rows.map((row) => row.text);
  const [textDe, textEn] = CAUSES[cause];
  const detail = cause === 'orderRejected' ? `: ${readback?.rejected}` : '';
  return { kind: 'mismatch', cause, expected, shown: [...(readback?.shows ?? [])], textDe: `${textDe}${detail}`, textEn: `${textEn}${detail}` };
};
