import { ageOrder } from '@wegweiser/guidance';
import type { SignTextInput } from '../model.js';

/** Lines of a MULTI text without its tags; a form feed stands before every further page. */
const linesOf = (multi: string): string[] =>
  multi
    .replaceAll(/\[np\]/gi, '[nl]\f')
    .split(/\[nl\d*\]/i)
    .map((line) => line.replaceAll('[[', '\u0001').replaceAll(']]', '\u0002').replaceAll(/\[[^\]]*\]/g, '').replaceAll('\u0001', '[').replaceAll('\u0002', ']').trimEnd());

/** A line must stay a line, whatever a text holds; the form feed that parts pages may stand. */
const oneLine = (text: string): string => text.replaceAll(/[^\P{Cc}\t\f]+/gu, ' ');

/**
 * Plain-text pull for small players (`order.txt`): lines that start with `#` are about the order, then one line for every
 * row of the sign with exactly what it shows now, an empty line for a dark row. A text sign has one line for every line of
 * its text (form feed before a further page) and the markup in `# multi`. Without an order in force only `# dark` follows.
 * After `# until` ask again at the latest; without an answer a player shows nothing any more after `# valid`.
 */
export const renderSignText = ({ order, nowMs }: SignTextInput): string => {
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  const head = ['# wegweiser sign text 1', `# time ${iso(nowMs)}`];
  if (order === null) return `${[...head, '# dark'].join('\n')}\n`;
  const aged = ageOrder(order, nowMs);
  const about = [...head, `# sign ${order.signId}`, `# order ${order.orderId}`, `# valid ${iso(order.validUntilMs)}`, ...(aged.nextChangeMs === null ? [] : [`# until ${iso(aged.nextChangeMs)}`])];
  if (aged.expired) return `${[...about, '# dark'].join('\n')}\n`;
  if (order.content.type === 'counter') return `${[...about, ...aged.rows.map((row) => oneLine(row.text))].join('\n')}\n`;
  const multi = aged.rows[0]?.text ?? '';
  return `${[...about, `# multi ${oneLine(multi)}`, ...linesOf(multi).map(oneLine)].join('\n')}\n`;
};
