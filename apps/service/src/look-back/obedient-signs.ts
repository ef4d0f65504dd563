import type { Done } from '@wegweiser/archive';
import type { SignOrderMessage, SignReadbackReading } from '@wegweiser/contracts';
import { ageOrder } from '@wegweiser/guidance';

/** A sign may still show the order before the newest one for so long. */
const TAKE_OVER_MS = 60_000;

/** Texts by row, or the one page text. */
export const textsOf = ({ content }: SignOrderMessage): string[] => (content.type === 'counter' ? content.rows.map((r) => r.text) : [content.multi]);

/** What a sign shows, in one line. */
export const shownLine = (order: SignOrderMessage): string => textsOf(order).map((t) => t.trim()).join(' | ');

/**
 * Signs reported what they were told then. In a replay they are told other things (at least under other order numbers), so a
 * sign that obeyed then obeys now: its report is put into the terms of the replayed order. One that did not obey keeps its words.
 */
export class ObedientSigns {
  private readonly done = new Map<string, { orders: Done<SignOrderMessage>[]; at: number }>();

  constructor(orders: readonly Done<SignOrderMessage>[]) {
    for (const order of orders) {
      const known = this.done.get(order.id);
      if (known === undefined) this.done.set(order.id, { orders: [order], at: 0 });
      else known.orders.push(order);
    }
  }

  /** Reports must come in order of time. */
  translate(r: SignReadbackReading, replayed: SignOrderMessage | null): SignReadbackReading {
    if (replayed === null || !this.obeyed(r)) return r;
    return { ...r, orderId: replayed.orderId, shows: ageOrder(replayed, r.timeMs).rows.map((row) => row.text) };
  }

  private obeyed(r: SignReadbackReading): boolean {
    const sign = this.done.get(r.deviceId);
    if (sign === undefined) return true;
    while ((sign.orders[sign.at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= r.timeMs) sign.at += 1;
    const now = sign.orders[sign.at]!;
    const before = r.timeMs - now.atMs < TAKE_OVER_MS ? sign.orders[sign.at - 1] : undefined;
    return [now, ...(before === undefined ? [] : [before])].some(({ value }) => (r.orderId === null ? r.shows.join('|') === textsOf(value).join('|') : r.orderId === value.orderId));
  }
}
