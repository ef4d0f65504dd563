import { SignOrderMessage, type SignConfig } from '@wegweiser/contracts';
import { jsonOf } from '../json.js';

/** A sign with its own player: it shows the order it holds and ages it by its own clock. */
export interface Sign {
  config: SignConfig;
  order: SignOrderMessage | null;
  /** Contents of the rows (counter) or the one page text (free text); dark is `''`. */
  shows: string[];
  lamp: 'ok' | 'degraded' | 'fault' | 'unknown';
  rejected: string | null;
  /** Faults of the sign itself. */
  stuck: boolean;
  silent: boolean;
  rejects: boolean;
  /** Counts up whenever a read-back is due. */
  changes: number;
}

export const createSign = (config: SignConfig): Sign => ({
  config, order: null, shows: dark(config), lamp: 'ok', rejected: null, stuck: false, silent: false, rejects: false, changes: 0,
});

const dark = (config: SignConfig): string[] => (config.type === 'freeText' ? [''] : config.rows.map(() => ''));

/** A retained order; an empty payload takes it back, and the sign goes dark. A sign with a silent link hears nothing. */
export function orderSign(sign: Sign, payload: string, nowMs: number): void {
  if (sign.silent) return;
  sign.changes++;
  sign.rejected = null;
  if (payload === '') {
    sign.order = null;
    refresh(sign, nowMs);
    return;
  }
  const parsed = SignOrderMessage.safeParse(jsonOf(payload));
  const why = parsed.success ? refusal(sign, parsed.data, nowMs) : 'order not readable';
  if (why) sign.rejected = why.slice(0, 200);
  else if (parsed.success) sign.order = parsed.data;
  refresh(sign, nowMs);
}

function refusal(sign: Sign, order: SignOrderMessage, nowMs: number): string | null {
  if (sign.rejects) return 'sign refuses orders';
  if (order.signId !== sign.config.id) return 'order is meant for another sign';
  if (order.content.type !== sign.config.type) return `order is ${order.content.type}, sign is ${sign.config.type}`;
  if (order.validUntilMs <= nowMs) return 'order is no longer valid';
  if (order.content.type === 'counter') {
    const known = new Set(sign.config.rows.map((r) => r.id));
    const alien = order.content.rows.find((r) => !known.has(r.rowId));
    if (alien) return `unknown row ${alien.rowId}`;
  }
  return null;
}

/** What the order says at this time: live text, its fallback once too old, dark when the order has run out. */
export function contentAt(config: SignConfig, order: SignOrderMessage | null, nowMs: number): string[] {
  if (!order || nowMs >= order.validUntilMs) return dark(config);
  const { content } = order;
  if (content.type === 'freeText') return [nowMs >= content.showUntilMs ? content.fallbackMulti : content.multi];
  return config.rows.map((row) => {
    const r = content.rows.find((o) => o.rowId === row.id);
    if (!r) return '';
    return nowMs >= r.showUntilMs ? r.fallbackText : r.text;
  });
}

/** Age the sign to `nowMs`. A stuck sign keeps what it shows; one with a dead lamp is dark whatever it is told. */
export function refresh(sign: Sign, nowMs: number): void {
  if (sign.order && nowMs >= sign.order.validUntilMs) {
    sign.order = null;
    sign.changes++;
  }
  if (sign.stuck) return;
  const next = sign.lamp === 'fault' ? dark(sign.config) : contentAt(sign.config, sign.order, nowMs);
  if (next.length === sign.shows.length && next.every((t, i) => t === sign.shows[i])) return;
  sign.shows = next;
  sign.changes++;
}

export const isFull = (sign: Sign, row: number): boolean => [sign.config.words.full, sign.config.words.closed].includes(sign.shows[row] ?? '');
