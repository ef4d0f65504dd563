import { describe, expect, it } from 'vitest';
import { wordPaths } from '../i18n/testing/word-paths.js';
import { auditQuery, NO_SEARCH, searchAbout } from './audit-query.js';
import { LOG_WORDS } from './log-catalogue.js';

const ask = (search: Partial<typeof NO_SEARCH>) => auditQuery({ ...NO_SEARCH, ...search }, 'Europe/Berlin')?.toString() ?? null;

describe('a search in the log', () => {
  it('asks for what is given, and for no more', () => {
    expect(ask({})).toBe('of=people');
    expect(ask({ of: 'all', by: ' Eva Größ ', action: 'lockSign', about: 'sign/pls/1', text: 'x' })).toBe('by=Eva+Gr%C3%B6%C3%9F&action=lockSign&kind=sign&id=pls%2F1');
    expect(ask({ of: 'rules', text: ' Fest ' })).toBe('of=rules&q=Fest');
  });
  it('takes the span by the clock of the city, and none that ends before it begins', () => {
    expect(ask({ from: '2026-11-22T08:00', to: '2026-11-22T09:00' })).toBe('of=people&from=2026-11-22T07%3A00%3A00.000Z&to=2026-11-22T08%3A00%3A00.000Z');
    expect(ask({ from: '2026-11-22T09:00', to: '2026-11-22T08:00' })).toBeNull();
  });
  it('about one thing asks for people and rules alike', () => {
    expect(searchAbout({ kind: 'signs', id: 'a' })).toEqual({ ...NO_SEARCH, of: 'all', about: 'sign/a' });
    expect([searchAbout(null), searchAbout({ kind: 'links', id: 'a' })]).toEqual([NO_SEARCH, NO_SEARCH]);
  });
  it('has its words in both languages', () => {
    expect(wordPaths(LOG_WORDS.en).toSorted()).toEqual(wordPaths(LOG_WORDS.de).toSorted());
  });
});
