import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageText, durationText, formatMetres, formatMoney, formatNumber, formatTime, isoInstant } from './format.js';

const AT_MS = Date.UTC(2026, 10, 22, 13, 5, 7);

describe('times and numbers', () => {
  it('uses the zone of the city, in winter and in summer', () => {
    expect(formatTime(AT_MS, { timeZone: 'Europe/Berlin', lang: 'de' })).toBe('14:05');
    expect(formatTime(Date.UTC(2026, 6, 1, 22, 30), { timeZone: 'Europe/Berlin', lang: 'en' })).toBe('00:30');
    expect(formatTime(AT_MS, { timeZone: 'Europe/Berlin', lang: 'de', style: 'timeWithSeconds' })).toBe('14:05:07');
    expect(formatTime(AT_MS, { timeZone: 'Europe/Berlin', lang: 'de', style: 'dateTime' })).toContain('22. November');
    expect(isoInstant(AT_MS)).toBe('2026-11-22T13:05:07.000Z');
  });
  it('writes numbers, money and heights as the language does', () => {
    expect([formatNumber(1104, 'de'), formatNumber(1104, 'en')]).toEqual(['1.104', '1,104']);
    expect([formatMoney(220, 'de'), formatMoney(220, 'en'), formatMoney(300, 'ls')]).toEqual(['2,20 €', '€2.20', '3 Euro']);
    expect([formatMetres(2.1, 'de'), formatMetres(2, 'en')]).toEqual(['2,10', '2.00']);
  });
});

describe('ages', () => {
  it.each([
    [0, 'gerade eben', 'just now'],
    [-5000, 'gerade eben', 'just now'],
    [9999, 'gerade eben', 'just now'],
    [47_000, 'vor 40 s', '40 s ago'],
    [60_000, 'vor 1 min', '1 min ago'],
    [3_599_000, 'vor 59 min', '59 min ago'],
    [7_300_000, 'vor 2 Std.', '2 h ago'],
    [86_400_000, 'vor 1 Tag', '1 day ago'],
    [3 * 86_400_000, 'vor 3 Tagen', '3 days ago'],
  ])('%d ms', (ms, de, en) => {
    expect([ageText(ms, 'de'), ageText(ms, 'en')]).toEqual([de, en]);
  });
  it('says whole words in plain language', () => {
    expect([ageText(60_000, 'ls'), durationText(120_000, 'ls')]).toEqual(['vor 1 Minute', '2 Minuten']);
  });
  it('never makes an age younger than it is', () => {
    const sizes: Readonly<Record<string, number>> = { s: 1000, min: 60_000, 'Std.': 3_600_000, Tag: 86_400_000, Tagen: 86_400_000 };
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 30 * 86_400_000 }), (ms) => {
        const [, count, unit] = /^vor (\d+) (\S+)$/.exec(ageText(ms, 'de')) ?? [];
        const size = sizes[unit ?? ''] ?? Number.NaN;
        return Number(count) * size <= ms && (Number(count) + 10) * size > ms;
      }),
    );
  });
});
