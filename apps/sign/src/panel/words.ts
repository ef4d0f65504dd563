/** Arrows and dark fields as people say them. */
const SPOKEN: Readonly<Record<string, readonly [de: string, en: string]>> = {
  '←': ['Pfeil nach links', 'arrow left'],
  '↑': ['Pfeil geradeaus', 'arrow straight on'],
  '→': ['Pfeil nach rechts', 'arrow right'],
  '': ['dunkel', 'dark'],
};

/** What a field shows, in words for a screen reader. */
export const spoken = (text: string, lang: 'de' | 'en'): string => {
  const known = Object.hasOwn(SPOKEN, text) ? SPOKEN[text] : undefined;
  return known === undefined ? text : known[lang === 'en' ? 1 : 0];
};

/** Text of a MULTI page without its markup; lines become ` / `. */
export const plainMulti = (multi: string): string =>
  multi
    .replace(/\[(nl\d*|np)\]/gi, ' / ')
    .replace(/\[\[/g, '\u0001')
    .replace(/\]\]/g, '\u0002')
    .replace(/\[[^\]]*\]/g, '')
    .split('\u0001')
    .join('[')
    .split('\u0002')
    .join(']')
    .trim();
