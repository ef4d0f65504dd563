/**
 * What a sign's own player shows when it hears nothing. This file imports nothing and uses nothing newer than ES2015, so
 * that it can be bundled for a player that nobody updates. It reads orders of this library and orders as they are on the
 * wire alike: what matters are `rows` or `multi` and the times.
 */
export interface AgeableRow {
  rowId: string;
  text: string;
  level: 'live' | 'estimate' | 'direction' | 'blank';
  showUntilMs: number;
  fallbackText: string;
}
export interface AgeableText {
  multi: string;
  level: 'live' | 'estimate' | 'direction' | 'blank';
  showUntilMs: number;
  fallbackMulti: string;
}
export interface AgeableOrder {
  issuedAtMs: number;
  renewedAtMs?: number;
  validUntilMs: number;
  content: { rows: readonly AgeableRow[] } | AgeableText;
}
/** `ordered`: as ordered; `fallback`: what is left without fresh data; `dark`: nothing. */
export type AgedUse = 'ordered' | 'fallback' | 'dark';
export interface AgedRow {
  rowId: string;
  text: string;
  level: AgeableRow['level'];
  use: AgedUse;
}
export interface AgedOrder {
  /** One a row; a text sign has the single row `multi`. */
  rows: AgedRow[];
  /** The order's whole time is over. */
  expired: boolean;
  /** The player's clock is before the order was made: it cannot judge ages, so nothing that ages is shown. */
  clockWrong: boolean;
  /** When to look again, epoch ms; `null` when nothing changes any more. */
  nextChangeMs: number | null;
}

/** Seconds by which clocks may differ before a player mistrusts its own. */
const CLOCK_TOLERANCE_MS = 60000;

const ageRow = (row: AgeableRow, expired: boolean, clockWrong: boolean, nowMs: number): AgedRow => {
  if (expired) return { rowId: row.rowId, text: '', level: 'blank', use: 'dark' };
  if (nowMs < row.showUntilMs && !clockWrong) return { rowId: row.rowId, text: row.text, level: row.level, use: 'ordered' };
  // Falling back never looks better than what was ordered.
  const level = row.fallbackText === '' || row.level === 'blank' ? 'blank' : 'direction';
  return { rowId: row.rowId, text: level === 'blank' ? '' : row.fallbackText, level, use: level === 'blank' ? 'dark' : 'fallback' };
};

/** Rows to show at `nowMs` by the player's clock. Pure; never better than ordered, never up again without a new order. */
export const ageOrder = (order: AgeableOrder, nowMs: number): AgedOrder => {
  const { content, validUntilMs } = order;
  const madeAtMs = order.renewedAtMs === undefined ? order.issuedAtMs : order.renewedAtMs;
  const clockWrong = nowMs < madeAtMs - CLOCK_TOLERANCE_MS;
  const expired = nowMs >= validUntilMs;
  const rows: readonly AgeableRow[] =
    'rows' in content
      ? content.rows
      : [{ rowId: 'multi', text: content.multi, level: content.level, showUntilMs: content.showUntilMs, fallbackText: content.fallbackMulti }];
  const ahead = rows
    .map((row) => row.showUntilMs)
    .concat([validUntilMs])
    .filter((atMs) => atMs > nowMs);
  return {
    rows: rows.map((row) => ageRow(row, expired, clockWrong, nowMs)),
    expired,
    clockWrong,
    nextChangeMs: expired || ahead.length === 0 ? null : Math.min(...ahead),
  };
};
