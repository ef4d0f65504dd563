import { de, type Messages } from './de.js';
import { en } from './en.js';
import { cityStore } from '../state/city.js';
import { ui, useUi, type Lang } from '../state/ui.js';
import { formatNumber, formatTime, type TimeStyle } from '@wegweiser/web-kit';

const CATALOGUES: Readonly<Record<Lang, Messages>> = { de, en };
export const messages = (): Messages => CATALOGUES[ui.get().lang];

/** Messages of the page's language; renders again when it is switched. */
export const useMessages = (): Messages => CATALOGUES[useUi((s) => s.lang)];

/** Text of the contracts, which come in both languages. */
export const textOf = (text: { de: string; en: string }): string => text[ui.get().lang];

/** With the true minus sign: a hyphen is lost beside a digit. */
export const numberText = (value: number, digits = 0): string => formatNumber(Number(value.toFixed(digits)), ui.get().lang).replace('-', '−');
export const valueText = (value: number | null, digits = 0): string => (value === null ? '–' : numberText(value, digits));

/** Sockets are open to everybody, so they name no person: who acted stands in the log. */
export function personText(by: string): string {
  if (by === 'operator') return messages().controlRoom;
  if (by === 'rule') return messages().rule;
  const plan = by.startsWith('plan:') ? cityStore.get().index?.plans.get(by.slice(5)) : undefined;
  return plan === undefined ? by : `${messages().things.plans} ${textOf(plan.name)}`;
}

const zone = (): string => cityStore.get().index?.city.city.timeZone ?? 'Europe/Berlin';
export const timeText = (atMs: number, style: TimeStyle = 'time'): string => formatTime(atMs, { timeZone: zone(), lang: ui.get().lang, style });

/** Date and time of day; seconds only where there are some, as with what was measured and not summed up. */
export const momentText = (atMs: number): string => `${dateText(atMs)}, ${timeText(atMs, atMs % 60_000 === 0 ? 'time' : 'timeWithSeconds')}`;

const dates = new Map<Lang, Intl.DateTimeFormat>();
export function dateText(atMs: number): string {
  const { lang } = ui.get();
  let format = dates.get(lang);
  if (format === undefined) dates.set(lang, (format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'de-DE', { timeZone: zone(), weekday: 'short', day: '2-digit', month: '2-digit', year: 'numeric' })));
  return format.format(atMs);
}

/** Two units at most, rounded down: `40 s`, `5 min`, `3 h 05`, `2 d`. Control rooms read columns, not sentences. */
export function spanText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')}`;
  const days = Math.floor(s / 86_400);
  return ui.get().lang === 'en' ? `${days} d` : `${days} T`;
}
