import type { Lang } from '@wegweiser/web-kit';

type Rule = readonly [pattern: RegExp, spoken: string | ((count: string) => string)];
const counted = (one: string, many: string, digitOne: string): ((count: string) => string) => (count) => (count === '1' ? `${digitOne} ${one}` : `${count} ${many}`);

const DE: readonly Rule[] = [
  [/(\d+),00 (?:€|Euro)/g, '$1 Euro'],
  [/(\d+),(\d\d) (?:€|Euro)/g, '$1 Euro $2'],
  [/ \/ Std\./g, ' je Stunde'],
  [/ \/ Tag/g, ' je Tag'],
  [/\bca\. /g, 'etwa '],
  [/(\d+) min\b/g, counted('Minute', 'Minuten', 'einer')],
  [/(\d+) Std\./g, counted('Stunde', 'Stunden', 'einer')],
  [/(\d+) s\b/g, counted('Sekunde', 'Sekunden', 'einer')],
  [/(\d+),(\d+) m\b/g, '$1 Meter $2'],
  // 14:05 Uhr: hours, "Uhr", minutes.
  [/\b0?(\d{1,2}):00 Uhr/g, '$1 Uhr'],
  [/\b0?(\d{1,2}):0?(\d{1,2}) Uhr/g, '$1 Uhr $2'],
  [/(\d)\.(\d{3})\b/g, '$1$2'],
  [/Park-(Platz|Plätze|Haus)/g, (part) => `Park${part.toLowerCase()}`],
  [/\bTHI\b/g, 'T H I'],
];
const EN: readonly Rule[] = [
  [/€(\d+)\.00/g, '$1 euros'],
  [/€(\d+)\.(\d\d)/g, '$1 euros $2'],
  [/ \/ hour/g, ' an hour'],
  [/ \/ day/g, ' a day'],
  [/(\d+) min\b/g, counted('minute', 'minutes', 'one')],
  [/(\d+) h\b/g, counted('hour', 'hours', 'one')],
  [/(\d+) s\b/g, counted('second', 'seconds', 'one')],
  [/(\d+)\.(\d\d) m\b/g, '$1 metres $2'],
  [/(\d),(\d{3})\b/g, '$1$2'],
];

/** A sentence of the text page as it is said: abbreviations, units and money in full words. */
export const spoken = (text: string, lang: Lang): string =>
  (lang === 'en' ? EN : DE).reduce((said, [pattern, word]) => (typeof word === 'string' ? said.replaceAll(pattern, word) : said.replaceAll(pattern, (_all, part: string) => word(part))), text);
