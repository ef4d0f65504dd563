import { describe, expect, it } from 'vitest';
import { findById, findDestinations, foldName, suggestions } from './gazetteer.js';
import { queryString, readDriverQuery } from './query.js';
import { aCity } from './testing/a-city.js';

const city = aCity();
const names = (text: string): string[] => findDestinations(city, text).map((one) => one.name);

describe('foldName', () => {
  it.each([
    ['Münchener Straße', 'munchener str'],
    ['MUENCHENER STR.', 'munchener str'],
    ['Friedrich-Ebert-Strasse', 'friedrich ebert str'],
  ])('%s', (text, folded) => expect(foldName(text)).toBe(folded));
});

describe('findDestinations', () => {
  it('finds places, garages and streets, however they are spelt', () => {
    expect(names('domplatz')).toEqual(['Domplatz']);
    expect(names('Garage Muensterplatz')).toEqual(['Garage Münsterplatz']);
    expect(names('Münchner Str 12a')).toEqual(['Münchener Straße']);
    expect(names('Domgasse')).toEqual(['Domgasse']);
  });
  it('gives a street a position on it', () => {
    expect(findDestinations(city, 'Münchener Straße')[0]).toMatchObject({ kind: 'street', position: [11.002, 48.001] });
  });
  it('finds an address by its number: of a garage, of the list, else the known one next to it, which says so', () => {
    const more = { ...city, addresses: [{ street: 'Weststraße', numbers: { '9': [11.1, 48.1], '12a': [11.2, 48.2] } }] } as typeof city;
    const at = (text: string) => findDestinations(more, text).map(({ kind, name, position, asked }) => [kind, name, position[0], asked]);
    expect(at('Weststr. 5')).toEqual([['address', 'Weststraße 5', 11, undefined]]);
    expect(at('weststrasse 12 A')).toEqual([['address', 'Weststraße 12a', 11.2, undefined]]);
    expect(at('Weststraße 7')).toEqual([['address', 'Weststraße 5', 11, 'Weststraße 7']]);
    expect(at('Weststraße 10')).toEqual([['address', 'Weststraße 9', 11.1, 'Weststraße 10']]);
    expect(at('Weststraße 200')).toEqual([['address', 'Weststraße 12a', 11.2, 'Weststraße 200']]);
    expect(at('Domgasse 3')).toEqual([['street', 'Domgasse', 11.0051, 'Domgasse 3']]);
    expect(at('Domgasse')).toEqual([['street', 'Domgasse', 11.0051, undefined]]);
    expect(at('Domplatz 3')).toEqual([['place', 'Domplatz', expect.any(Number), undefined]]);
    expect(readDriverQuery(more, { q: 'Weststraße 7' })).toMatchObject({ text: 'Weststraße 7', destination: { name: 'Weststraße 5' } });
    expect(queryString(readDriverQuery(more, { q: 'Weststraße 7' }))).toBe('?q=Weststra%C3%9Fe+7');
  });
  it('offers all that may be meant, best first', () => {
    expect(names('garage')).toEqual(['Garage Münsterplatz', 'Garage West']);
    expect(names('theater')).toEqual(['Stadttheater']);
  });
  it('forgives a wrong letter but does not guess from nothing', () => {
    expect(names('Domplaz')).toEqual(['Domplatz']);
    expect(names('Xyzzy')).toEqual([]);
    expect([names('x'), names(''), names('dmx')]).toEqual([[], [], []]);
  });
  it('knows things by id', () => {
    expect(findById(city, 'dom')?.name).toBe('Domplatz');
    expect(findById(city, 'constructor')).toBeNull();
    expect(suggestions(city)).toContain('Garage West');
  });
});
