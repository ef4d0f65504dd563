import fc from 'fast-check';
import { LANGS } from '@wegweiser/web-kit';
import { describe, expect, it } from 'vitest';
import type { DriverPageInput } from '../model.js';
import { messagesFor } from '../messages/index.js';
import { aCity, aState, NOW_MS } from '../testing/a-city.js';
import { renderDriverPage } from './driver-page.js';
import { renderFacilityPage } from './facility-page.js';
import { renderOfflinePage } from './plain-pages.js';
import { renderPosterPage } from './poster-page.js';
import { renderPrintPage } from './print-page.js';
import { renderTextPage } from './text-page.js';
import { renderSpeechPage, renderVoicePage } from './voice-page.js';
import { renderWhyPage } from './why-page.js';
import { renderEmbedPage, renderWidgetPage } from './widget-page.js';

const city = aCity();
const input = (edit: Partial<DriverPageInput> = {}): DriverPageInput => ({ city, facilities: [aState('west'), aState('mitte', { status: 'full', vacant: 0 })], ranking: null, query: {}, lang: 'de', nowMs: NOW_MS, live: true, assetBase: '/assets/driver/', ...edit });
const link = { href: 'https://parken.example/', modules: [[true, false], [false, true]] };
const parts = { tried: false, drive: 600, jam: 0, walk: 90, price: 0, search: 0.2, others: 120, behind: 0, spread: 2 };
const account = {
  atMs: NOW_MS, keptPlace: false,
  targets: [
    { ...parts, facilityId: 'west', rank: 1, tier: 'good' as const, jam: 60, behind: 30, score: 902.2 },
    { ...parts, facilityId: 'mitte', rank: 2, tier: 'full' as const, search: 1200, score: 2012 },
    { ...parts, facilityId: 'torn-down', rank: 3, tier: 'closed' as const, score: 1 },
  ],
};
const visible = (markup: string): string => markup.replaceAll(/<(script|datalist|style)[^>]*>.*?<\/\1>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('every page', () => {
  const pages = (edit: Partial<DriverPageInput> = {}): string[] => {
    const given = input(edit);
    return [renderDriverPage(given), renderWhyPage({ ...given, account: null }), renderWhyPage({ ...given, query: { place: 'dom' }, account }), renderTextPage(given), renderFacilityPage({ ...given, facilityId: 'mitte' }), renderFacilityPage({ ...given, facilityId: 'nowhere' }), renderOfflinePage(given), renderPrintPage({ ...given, link }), renderPosterPage({ ...given, facilityId: 'mitte', link }), renderWidgetPage(given), renderEmbedPage({ ...given, origin: 'https://parken.example' })];
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

describe('what is to be expected', () => {
  const horizon = (minutes: number, vacant: number, pFree: number) => ({ minutes, vacant, p10: vacant / 2, p50: vacant, p90: vacant * 2, pFree });
  const forecast = { issuedAtMs: NOW_MS, basis: 'year' as const, skill: null, horizons: [horizon(15, 20, 0.95), horizon(60, 4, 0.5)] };
  it('stands on the card for the arrival that was asked for', () => {
    const facilities = [aState('west', { forecast })];
    expect(visible(renderDriverPage(input({ facilities })))).toContain('in 15 min: sehr wahrscheinlich frei, ca. 20');
    expect(visible(renderDriverPage(input({ facilities, query: { arrive: '60' } })))).toContain('in 60 min: vielleicht frei, ca. 4');
    const page = visible(renderFacilityPage({ ...input({ facilities }), facilityId: 'west' }));
    expect(page).toContain('10 bis 40');
    expect(page).toContain('sehr wahrscheinlich frei (95 %)');
  });
  it('is left out where nothing may be said', () => {
    const none = (edit: Partial<DriverPageInput>) => expect(visible(renderDriverPage(input(edit)))).not.toContain('wahrscheinlich frei');
    none({ facilities: [aState('west')] });
    none({ facilities: [aState('west', { forecast })], nowMs: NOW_MS + 21 * 60_000 });
    none({ facilities: [aState('west', { forecast, status: 'closed', vacant: null })] });
    none({ facilities: [aState('west', { forecast })], query: { audience: 'disabled' } });
  });
});

describe('price', () => {
  it('sorts out what is too dear, and not what has no price by the hour', () => {
    const facilities = [aState('west'), aState('ost')];
    const text = visible(renderDriverPage(input({ facilities, query: { price: '1.5' } })));
    expect(text).toMatch(/Garage West.*teurer als gewünscht/s);
    expect(text.match(/teurer als gewünscht/g)).toHaveLength(1);
    expect(visible(renderDriverPage(input({ facilities, query: { price: '2' } })))).not.toContain('teurer');
  });
});

describe('telephone', () => {
  const choices = (markup: string): string[] => [...markup.matchAll(/<choice dtmf="(\d)" next="([^"]+)"/g)].map(([, key, next]) => `${key} ${next}`);
  it('asks for a place by keys, every key once', () => {
    const markup = renderVoicePage(input());
    expect(markup).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<vxml version="2.1" xmlns="http:\/\/www.w3.org\/2001\/vxml" xml:lang="de-DE">/);
    expect(choices(markup)).toEqual(['1 telefon.vxml?place=dom&amp;lang=de', '2 telefon.vxml?place=theater&amp;lang=de', '9 telefon.vxml?alle=1&amp;lang=de', '0 #ziel-0']);
    expect(visible(markup)).toContain('Domplatz: Taste 1.');
  });
  it('reads the same list as the page, without abbreviations', () => {
    for (const query of [{ place: 'dom' }, { alle: '1' }]) {
      const said = visible(renderVoicePage(input({ query })));
      expect(said).toContain('Garage West: 40 Plätze frei');
      expect(said).toContain('2 Euro je Stunde');
      expect(said).not.toMatch(/€|Std\.|\d min|\d s\b|ca\./);
    }
    expect(visible(renderSpeechPage(input({ query: { place: 'dom' } })))).toContain('Garage West: 40 Plätze frei');
  });
  it('reads few at a time', () => {
    const facilities = [...city.facilities, ...city.facilities.map((one) => ({ ...one, id: `${one.id}-2` }))];
    const markup = renderVoicePage(input({ city: { ...city, facilities }, query: { alle: '1' } }));
    expect(markup.match(/<menu id="liste-\d"/g)).toHaveLength(2);
    expect(choices(markup)).toEqual(['1 #liste-1', '2 #liste-0', '3 telefon.vxml?lang=de', '2 #liste-1', '3 telefon.vxml?lang=de']);
  });
});

describe('widget', () => {
  it('shows as many as are wanted, nearest first, and leads out of the frame', () => {
    const markup = renderWidgetPage(input({ query: { place: 'dom', n: '2' }, facilities: [aState('west'), aState('mitte'), aState('ost')] }));
    expect(markup.match(/<li class="card"/g)).toHaveLength(2);
    expect(markup).toMatch(/<a href="\/parken\/mitte[^"]*" target="_blank" rel="noopener">/);
    expect(renderWidgetPage(input({ query: { n: '99' } })).match(/<li class="card"/g)).toHaveLength(3);
  });
  it('comes as code to copy', () => {
    const markup = renderEmbedPage({ ...input({ query: { place: 'dom' } }), origin: 'https://parken.example' });
    expect(markup).toContain('&lt;iframe src=&quot;https://parken.example/widget?place=dom&amp;amp;n=3&amp;amp;lang=de&quot;');
    expect(markup).toContain('<iframe class="embed__frame" src="/widget?place=dom&amp;n=3&amp;lang=de"');
  });
});

describe('paper', () => {
  it('lists every garage by name with the time of its number', () => {
    const text = visible(renderPrintPage({ ...input(), link }));
    expect(text).toContain('Frei um 14:30');
    expect(text.indexOf('Garage Münsterplatz')).toBeLessThan(text.indexOf('Garage West'));
    expect(text).toContain('https://parken.example/');
  });
  it('keeps no number on a poster', () => {
    const text = visible(renderPosterPage({ ...input(), facilityId: 'west', link }));
    expect(text).toContain('Garage West');
    expect(text).not.toContain('40 Plätze frei');
    // Spaces for people, not so many people.
    expect(text).toMatch(/\d+ Plätze für Kurzparker/);
    expect(visible(renderPosterPage({ ...input(), facilityId: 'nowhere', link }))).toContain('gibt es hier nicht');
  });
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

describe('why this order', () => {
  it('names the minutes of each garage that there is, in their order, without those that are nothing', () => {
    const markup = visible(renderWhyPage({ ...input({ query: { place: 'dom' } }), account }));
    expect(markup).toContain('Zusammen 15 Minuten: Fahren 10, Stau 1, Gehen (anderthalbfach gezählt) 1,5, Rücksicht auf andere 2, Stau für die dahinter 0,5.');
    expect(markup).toContain('Zusammen 33,5 Minuten: Fahren 10, Gehen (anderthalbfach gezählt) 1,5, Suchen, falls es voll ist 20, Rücksicht auf andere 2.');
    expect(markup.indexOf('Garage West')).toBeLessThan(markup.indexOf('Garage Münsterplatz'));
    expect(markup).not.toContain('torn-down');
    expect(markup).toContain('Gut. 40 Plätze frei.');
    expect(markup).toContain('Garage Münsterplatz Voll. Zusammen');
  });
  it('asks for a destination where there is none, and is linked from where there is one', () => {
    expect(visible(renderWhyPage({ ...input(), account: null }))).toContain('Nennen Sie zuerst ein Ziel.');
    for (const render of [renderDriverPage, renderTextPage]) {
      expect(render(input({ query: { place: 'dom' } }))).toContain('href="/warum?place=dom"');
      expect(render(input())).not.toContain('/warum');
    }
  });
});
