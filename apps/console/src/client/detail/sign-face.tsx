import type { SignConfig, SignState } from '@wegweiser/contracts';
import { ageOrder } from '@wegweiser/guidance/age-order';
import { useMemo } from 'preact/hooks';
import { useMessages } from '../i18n/index.js';
import { serviceNowMs } from '../state/live.js';
import { drawDigits, drawMulti, Led } from './led.js';

/** What a face shows: the text of each row, or a MULTI page text. */
export type FaceContent = { rows: ReadonlyMap<string, string> } | { multi: string };

/** The order as the sign shows it now: it ages by itself, and so does its picture here. */
export function contentNow(state: SignState, nowMs: number): FaceContent | null {
  if (state.order === null) return null;
  const aged = ageOrder(state.order, nowMs);
  if (state.order.content.type === 'freeText') return { multi: aged.rows[0]?.text ?? '' };
  return { rows: new Map(aged.rows.map((row) => [row.rowId, row.text])) };
}

const plain = (multi: string): string[] => multi.split(/\[n[lp]\d*\]/i).map((part) => part.replaceAll(/\[[^\]]*\]/g, '').trim());

/** Short texts for lists and tooltips. */
export function rowsOnSign(state: SignState, config: SignConfig): string[] {
  const content = contentNow(state, serviceNowMs());
  if (content === null) return [];
  if ('multi' in content) return plain(content.multi).filter((part) => part !== '');
  return config.rows.map((row) => `${row.label.replace(/^P /, '')} ${content.rows.get(row.id) || '–'}`);
}

const ARROWS: Readonly<Record<SignConfig['rows'][number]['arrow'], string>> = { left: 'M20 12H4m7-7-7 7 7 7', right: 'M4 12h16m-7-7 7 7-7 7', straight: 'M12 20V4m-7 7 7-7 7 7', none: '' };

function CounterRow({ sign, row, text }: { sign: SignConfig; row: SignConfig['rows'][number]; text: string }) {
  const m = useMessages();
  const drawn = useMemo(() => drawDigits(sign, text), [sign, text]);
  return (
    <div class="board-row">
      <svg class="board-arrow" viewBox="0 0 24 24" aria-hidden="true"><path d={ARROWS[row.arrow]} /></svg>
      <span class="board-p" aria-hidden="true">P</span>
      <span class="board-label">{row.label.replace(/^P /, '')}</span>
      {drawn.ok ? <Led rendering={drawn.rendering} label={text === '' ? m.ladder.blank : text} /> : <span class="board-text">{text}</span>}
    </div>
  );
}

function Matrix({ sign, multi }: { sign: SignConfig; multi: string }) {
  const m = useMessages();
  const drawn = useMemo(() => drawMulti(sign, multi), [sign, multi]);
  if (!drawn.ok) return <p class="face-fault" role="alert">{m.form.previewFault}: {drawn.detail}</p>;
  const { pages } = drawn.rendering;
  // Pages one below the other: an operator reads all of them at once, and nothing moves.
  return <>{pages.map((page, at) => <Led key={at} rendering={drawn.rendering} page={at} label={page.lines.map((l) => l.trim()).join(' / ') || m.ladder.blank} />)}</>;
}

/** The sign as a driver sees it. */
export function SignFace({ sign, content }: { sign: SignConfig; content: FaceContent }) {
  if ('multi' in content) return <div class="face face-matrix"><Matrix sign={sign} multi={content.multi} /></div>;
  return (
    <div class="face face-board">
      {sign.rows.map((row) => <CounterRow key={row.id} sign={sign} row={row} text={content.rows.get(row.id) ?? ''} />)}
    </div>
  );
}
