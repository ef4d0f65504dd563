import type { SignInput } from '../model.js';
import { signFrame } from './sign-frame.js';

/** A line must stay a line, whatever a text holds, and none of them may look like one about the order. */
const oneLine = (text: string): string => text.replaceAll(/[^\P{Cc}\t]+/gu, ' ').trimEnd();

const iso = (atMs: number): string => new Date(atMs).toISOString();
const seconds = (ds: number): string => (ds / 10).toFixed(1);

/**
 * Plain-text pull for small players (`order.txt`): lines that start with `#` are about the order, then one line for every
 * row of the sign with exactly what it shows now, an empty line for a dark row. A text sign has one line for every line of
 * its text (form feed before a further page), `# page` with number, seconds on and seconds dark for each of its pages, and
 * the markup in `# multi`. Lines come out of the same rendering as page and bitmap: what a panel cannot show whole is dark
 * here, too. Without an order in force only `# dark` follows. After `# until` ask again at the latest; without an answer a
 * player shows nothing any more after `# valid`. `# brightness` is percent.
 */
export const renderSignText = (input: SignInput): string => {
  const { order, nowMs } = input;
  const { aged, rendering, untilMs, brightnessPct } = signFrame(input);
  const head = ['# wegweiser sign text 1', `# time ${iso(nowMs)}`];
  if (order === null || aged === null) return `${[...head, '# dark'].join('\n')}\n`;
  const about = [...head, `# sign ${order.signId}`, `# order ${order.orderId}`, `# valid ${iso(order.validUntilMs)}`, ...(untilMs === null ? [] : [`# until ${iso(untilMs)}`]), `# brightness ${brightnessPct}`];
  if (aged.expired) return `${[...about, '# dark'].join('\n')}\n`;
  const lines = rendering.pages.flatMap((page, at) => page.lines.map(oneLine).map((line, index) => (at > 0 && index === 0 ? `\f${line}` : line)));
  if (order.content.type === 'counter') return `${[...about, ...lines].join('\n')}\n`;
  const pages = rendering.pages.map((page, at) => `# page ${at + 1} ${seconds(page.onDs)} ${seconds(page.offDs)}`);
  return `${[...about, ...pages, `# multi ${oneLine(aged.rows[0]?.text ?? '')}`, ...lines].join('\n')}\n`;
};
