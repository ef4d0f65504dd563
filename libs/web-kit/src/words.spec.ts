import { describe, expect, it } from 'vitest';
import { icon } from './icons.js';
import { langTag, LANGS, pickLang, textIn } from './lang.js';
import { levelWord, qualityWord, STATUS_MEANINGS, STATUS_WORDS, statusWord, trendWord } from './words.js';

describe.each(LANGS)('words in %s', (lang) => {
  it('has six different words and meanings for six statuses', () => {
    expect(new Set(Object.values(STATUS_WORDS[lang])).size).toBe(6);
    expect(new Set(Object.values(STATUS_MEANINGS[lang])).size).toBe(6);
  });
});

describe('signs beside the words', () => {
  it('gives every status a shape of its own', () => {
    const shapes = (['spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable'] as const).map((name) => icon(name).toString());
    expect(new Set(shapes).size).toBe(6);
  });
});

describe('languages', () => {
  it('knows three and falls back to German', () => {
    expect([pickLang('ls'), pickLang('fr'), pickLang(undefined), pickLang(['en'])]).toEqual(['ls', 'de', 'de', 'de']);
    expect([langTag('ls'), langTag('en')]).toEqual(['de-simple', 'en']);
    expect([textIn({ de: 'Süd', en: 'South' }, 'ls'), textIn({ de: 'Süd', en: 'South' }, 'en')]).toEqual(['Süd', 'South']);
  });
  it('has short words', () => {
    expect([statusWord('full', 'en'), qualityWord('estimated', 'de'), trendWord('increasing', 'de'), levelWord('direction', 'en')]).toEqual(['full', 'geschätzt', 'wird voller', 'direction only']);
  });
});
