import { describe, expect, it } from 'vitest';
import { findById, findDestinations, foldName, suggestions } from './gazetteer.js';
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
