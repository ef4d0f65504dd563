import type { SignOrderMessage } from '@wegweiser/contracts';
import { ageOrder, parseMulti } from '@wegweiser/guidance';

/** What a sign shows at `nowMs`, for players that draw text alone: one line a row; pages of a free text parted by a form feed. */
export function signText(order: SignOrderMessage | null, nowMs: number): string {
  if (order === null) return '';
  const { rows } = ageOrder(order, nowMs);
  if (order.content.type === 'counter') return rows.map((r) => `${r.text}\n`).join('');
  return plain(rows[0]?.text ?? '');
}

function plain(multi: string): string {
  let out = '';
  for (const token of parseMulti(multi).tokens) {
    if (token.kind === 'text') out += token.text;
    else if (token.kind === 'newLine') out += '\n';
    else if (token.kind === 'newPage') out += '\f';
  }
  return out === '' ? '' : `${out}\n`;
}
