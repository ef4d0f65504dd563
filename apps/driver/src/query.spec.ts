import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audiencesOf, hasNeeds, inLang, queryString, readDriverQuery } from './query.js';
import { aCity } from './testing/a-city.js';

const city = aCity();
const read = (raw: Record<string, unknown>) => readDriverQuery(city, raw);

describe('readDriverQuery', () => {
  it('reads what is asked', () => {
    expect(read({ place: 'dom', audience: 'disabled', heightM: '2,10', walk: '10', sort: 'price', free: '1', lang: 'en', follow: 'west' })).toMatchObject({
      destination: { kind: 'place', id: 'dom' }, audience: 'disabled', heightM: 2.1, walkMinutes: 10, sort: 'price', onlyFree: true, lang: 'en', follow: 'west',
    });
  });
  it('takes a clear text for its place, and keeps an unclear one with its candidates', () => {
    expect(read({ q: 'domplatz' })).toMatchObject({ text: 'Domplatz', destination: { id: 'dom' } });
    expect(read({ q: 'garage' })).toMatchObject({ text: 'garage', destination: null, candidates: [{ id: 'mitte' }, { id: 'west' }] });
    expect(read({ q: 'domplatz', place: 'theater' }).destination?.id).toBe('dom');
  });
  it('takes a point', () => {
    expect(read({ lat: '48', lon: '11.5' }).destination).toMatchObject({ kind: 'point', position: [11.5, 48] });
    expect(read({ lat: '91', lon: '11.5' }).destination).toBeNull();
  });
  it('leaves out what it does not know', () => {
    const nothing = read({});
    expect(read({ place: 'nowhere', audience: 'kings', heightM: '99', walk: '-1', sort: 'magic', follow: 'x', q: ['', 'b'], __proto__: { q: 'domplatz' } })).toEqual(nothing);
    expect(hasNeeds(nothing)).toBe(false);
    expect(audiencesOf(city)).toEqual(['shortStay', 'disabled']);
  });
  it('never throws, whatever comes', () => {
    const keys = fc.constantFrom('q', 'place', 'lat', 'lon', 'audience', 'heightM', 'walk', 'sort', 'lang', 'follow');
    fc.assert(fc.property(fc.dictionary(keys, fc.anything()), (raw) => queryString(read(raw)) !== null));
  });
});

describe('queryString', () => {
  it.each([{}, { place: 'dom', audience: 'disabled', heightM: '2.1', walk: '10', sort: 'price', free: '1', lang: 'en', follow: 'west' }, { lat: '48', lon: '11.5' }, { q: 'Münchener Straße' }, { q: 'garage' }, { place: 'west' }])('asks the same again: %o', (raw) => {
    const query = read(raw);
    expect(read(Object.fromEntries(new URLSearchParams(queryString(query))))).toEqual(query);
  });
  it('keeps a language that was said, also German, and names one that was wished', () => {
    expect(queryString(read({ lang: 'de' }))).toBe('?lang=de');
    expect(queryString({ ...read({}), lang: 'en' })).toBe('?lang=en');
    expect(queryString(inLang(read({}), 'de'))).toBe('?lang=de');
    expect(read({ lang: 'fr' }).lang).toBe('de');
  });
  it('is empty when nothing was asked', () => expect(queryString(read({}))).toBe(''));
});
