import fc from 'fast-check';
import { LANGS } from '@wegweiser/web-kit';
import { describe, expect, it } from 'vitest';
import type { DriverPageInput } from '../model.js';
import { messagesFor } from '../messages/index.js';
import { aCity, aState, NOW_MS } from '../testing/a-city.js';
import { renderDriverPage } from './driver-page.js';
import { renderFacilityPage } from './facility-page.js';
import { renderOfflinePage } from './plain-pages.js';
import { renderTextPage } from './text-page.js';

const city = aCity();
const input = (edit: Partial<DriverPageInput> = {}): DriverPageInput => ({ city, facilities: [aState('west'), aState('mitte', { status: 'full', vacant: 0 })], ranking: null, query: {}, lang: 'de', nowMs: NOW_MS, live: true, assetBase: '/assets/driver/', ...edit });
const visible = (markup: string): string => markup.replaceAll(/<(script|datalist|style)[^>]*>.*?<\/\1>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('every page', () => {
  const pages = (edit: Partial<DriverPageInput> = {}): string[] => {
    const given = input(edit);
    return [renderDriverPage(given), renderTextPage(given), renderFacilityPage({ ...given, facilityId: 'mitte' }), renderFacilityPage({ ...given, facilityId: 'nowhere' }), renderOfflinePage(given)];
  };
  it('runs nothing inline and styles nothing inline', () => {
    for (const markup of pages()) {
      expect(markup).not.toMatch(/ style=| on[a-z]+=|<style|javascript:/);
      expect(markup.match(/<script(?![^>]*(src=|application\/json))/g)).toBeNull();
    }
  });
  it.each(LANGS)('is complete in %s', (lang) => {
    for (const markup of pages({ lang, query: { q: 'garage', follow: 'mitte' } })) {
      expect(markup).not.toMatch(/undefined|NaN|\[object|Invalid/);
      expect(markup).toMatch(/<html lang="(de|en|de-simple)"/);
      expect(markup.match(/<h1/g)).toHaveLength(1);
    }
  });
  it('escapes what people type', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const probe = `<i x="${text}">`;
        return !renderDriverPage(input({ query: { q: probe, place: probe, lang: probe } })).includes('<i x=');
      }),
      { numRuns: 30 },
    );
    expect(renderDriverPage(input())).not.toContain('<Ost>');
  });
});

describe('driver page', () => {
  it('says number, status, age and quality in words', () => {
    const text = visible(renderDriverPage(input()));
    expect(text).toContain('40 Plätze frei');
    expect(text).toContain('gezählt vor 20 s');
    expect(text).toContain('voll');
    expect(text).toContain('keine Daten');
  });
  it('answers a search with walking minutes, the best first', () => {
    const markup = renderDriverPage(input({ query: { q: 'Domplatz' }, facilities: [aState('west'), aState('mitte'), aState('ost')] }));
    expect(visible(markup)).toContain('3 Parkplätze nahe Domplatz');
    expect(markup.indexOf('id="p-mitte"')).toBeLessThan(markup.indexOf('id="p-ost"'));
    expect(visible(markup)).toContain('min zu Fuß');
  });
  it('asks back when a text is not clear, and helps when it is not known', () => {
    expect(visible(renderDriverPage(input({ query: { q: 'garage' } })))).toContain('Meinten Sie');
    expect(visible(renderDriverPage(input({ query: { q: 'xyzzy' } })))).toContain('haben wir nicht gefunden');
  });
  it('says when the engine is away, and shows no stale number', () => {
    const text = visible(renderDriverPage(input({ live: false, nowMs: NOW_MS + 3_600_000 })));
    expect(text).toContain(messagesFor('de').engineAway);
    expect(text).not.toContain('40 Plätze');
  });
  it('warns when the followed target is full and names the next', () => {
    const text = visible(renderDriverPage(input({ query: { place: 'dom', follow: 'mitte' } })));
    expect(text).toContain('Ihr Ziel Garage Münsterplatz: voll.');
    expect(text).toContain('Nächstbeste Wahl: Garage West, 40 Plätze frei');
  });
  it('shows a city without anything', () => {
    const empty = { ...city, facilities: [], links: [], places: [] };
    expect(visible(renderDriverPage(input({ city: empty, facilities: [] })))).toContain('Noch keine Parkplätze');
  });
  it('stays small', () => expect(renderDriverPage(input()).length).toBeLessThan(60_000));
});

describe('facility page', () => {
  it('tells audiences, price, height and how to get there', () => {
    const markup = renderFacilityPage({ ...input(), facilityId: 'mitte' });
    const text = visible(markup);
    for (const part of ['Garage Münsterplatz', 'Menschen mit Behinderung', 'bis 1,90 m', 'Domgasse', 'Navigations-App öffnen']) expect(text).toContain(part);
    expect(markup).toContain('href="geo:48.00000,11.00510?q=');
  });
});

describe('text page', () => {
  it('is one sentence a facility, without pictures, styles or scripts', () => {
    const markup = renderTextPage(input({ query: { place: 'dom' } }));
    expect(markup).not.toMatch(/<(script|link|svg|img)/);
    expect(visible(markup)).toMatch(/Garage West: 40 Plätze frei, \d+ min zu Fuß, 2,00 € \/ Std\., gezählt vor 20 s\./);
  });
});
