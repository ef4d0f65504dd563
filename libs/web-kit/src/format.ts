import type { Lang } from './lang.js';

const localeOf = (lang: Lang): string => (lang === 'en' ? 'en-GB' : 'de-DE');

// Making an Intl formatter costs about 50 µs and a page needs hundreds of values.
const numbers = new Map<Lang, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

/** Whole or decimal number with the language's separators. */
export const formatNumber = (value: number, lang: Lang): string => {
  let format = numbers.get(lang);
  if (format === undefined) numbers.set(lang, (format = new Intl.NumberFormat(localeOf(lang), { maximumFractionDigits: 2 })));
  return format.format(value);
};

/** Height of a vehicle or an entrance: always two decimals, as on the road sign. */
export const formatMetres = (metres: number, lang: Lang): string => {
  const text = metres.toFixed(2);
  return lang === 'en' ? text : text.replace('.', ',');
};

export type TimeStyle = 'time' | 'timeWithSeconds' | 'dateTime';
const STYLES: Readonly<Record<TimeStyle, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit' },
  timeWithSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  dateTime: { weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
};

/** Local time of the city, e.g. `14:05`. `timeZone` is IANA, e.g. `Europe/Berlin`. */
export const formatTime = (atMs: number, options: { timeZone: string; lang: Lang; style?: TimeStyle }): string => {
  const { timeZone, lang, style = 'time' } = options;
  const key = `${lang} ${timeZone} ${style}`;
  let format = times.get(key);
  if (format === undefined) times.set(key, (format = new Intl.DateTimeFormat(localeOf(lang), { ...STYLES[style], timeZone, hourCycle: 'h23' })));
  return format.format(atMs);
};

/** Machine-readable instant for `<time datetime>`. */
export const isoInstant = (atMs: number): string => new Date(atMs).toISOString();

/** `2,20 €` or `€2.20`; cents. */
export const formatMoney = (cents: number, lang: Lang): string => {
  const [euro, cent] = [Math.floor(cents / 100), String(cents % 100).padStart(2, '0')];
  if (lang === 'en') return `€${euro}.${cent}`;
  return lang === 'ls' && cent === '00' ? `${euro} Euro` : `${euro},${cent} ${lang === 'ls' ? 'Euro' : '€'}`;
};

type Unit = 'second' | 'minute' | 'hour' | 'day';
const UNIT_MS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];
const UNIT_WORDS: Readonly<Record<Lang, Readonly<Record<Unit, readonly [one: string, many: string]>>>> = {
  de: { second: ['s', 's'], minute: ['min', 'min'], hour: ['Std.', 'Std.'], day: ['Tag', 'Tagen'] },
  en: { second: ['s', 's'], minute: ['min', 'min'], hour: ['h', 'h'], day: ['day', 'days'] },
  ls: { second: ['Sekunde', 'Sekunden'], minute: ['Minute', 'Minuten'], hour: ['Stunde', 'Stunden'], day: ['Tag', 'Tagen'] },
};

/** Rounded down to one unit, e.g. `40 s`, `5 min`, `3 Std.`: an age must not look younger by a smaller unit. */
export const durationText = (ms: number, lang: Lang): string => {
  const [unit, size] = UNIT_MS.find(([, unitMs]) => ms >= unitMs) ?? (['second', 1000] as const);
  const count = Math.max(0, Math.floor(ms / size));
  const [one, many] = UNIT_WORDS[lang][unit];
  return `${count} ${count === 1 ? one : many}`;
};

const JUST_NOW: Readonly<Record<Lang, string>> = { de: 'gerade eben', en: 'just now', ls: 'gerade eben' };
/** Below this an age reads "just now": it would only flicker. */
const JUST_NOW_MS = 10_000;

/** Age of a value in words, e.g. `vor 40 s`, `5 min ago`. Seconds go in steps of ten so that they can be read. */
export const ageText = (ageMs: number, lang: Lang): string => {
  if (ageMs < JUST_NOW_MS) return JUST_NOW[lang];
  const duration = durationText(ageMs < 60_000 ? Math.floor(ageMs / 10_000) * 10_000 : ageMs, lang);
  return lang === 'en' ? `${duration} ago` : `vor ${duration}`;
};
