import { LANGS } from '@wegweiser/web-kit';
import { describe, expect, it } from 'vitest';
import type { DriverPageInput } from '../model.js';
import { renderDriverPage } from '../pages/driver-page.js';
import { renderTextPage } from '../pages/text-page.js';
import { aCity, aCityWithStreets, aState, aStreet, NOW_MS } from '../testing/a-city.js';

const SENSED = { basis: 'sensors', quality: 'estimated', freePct: 30, lowPct: 15, highPct: 50, seen: 12, measuredAtMs: NOW_MS - 60_000 } as const;
const streetZones = [aStreet('kai', SENSED), aStreet('allee', { basis: 'usual', quality: 'estimated', freePct: 20 }), aStreet('gasse')];
const input = (edit: Partial<DriverPageInput> = {}): DriverPageInput => ({ city: aCityWithStreets(), facilities: [aState('west')], streetZones, ranking: null, query: {}, lang: 'de', nowMs: NOW_MS, live: true, assetBase: '/assets/driver/', ...edit });
const visible = (markup: string): string => markup.replaceAll(/<(script|datalist)[^>]*>.*?<\/\1>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ').replaceAll(' .', '.');
const PAGES = [renderDriverPage, renderTextPage];

describe('on-street zones on the pages', () => {
  it.each(PAGES)('say what is expected, that it is an estimate, and what it leans on', (render) => {
    const page = visible(render(input()));
    expect(page).toContain('twa 30 % frei, wohl zwischen 15 und 50 %');
    expect(page).toContain('Geschätzt nach 12 Sensoren. Stand 14:29 Uhr. 80 Plätze.');
    expect(page).toContain('Üblich um diese Zeit, nicht von heute (Zählung 2025). Zahl der Plätze nicht bekannt. Mit Parkscheibe.');
    expect(page).toContain('eine Schätzung: hier misst zurzeit nichts');
    expect(page).toContain('Zahl der Plätze nicht bekannt');
  });

  it.each(PAGES)('say nothing that has not been renewed, nor of a zone of which nothing was told', (render) => {
    const old = visible(render(input({ streetZones: [aStreet('kai', { ...SENSED, atMs: NOW_MS - 15 * 60_000 - 1 })] })));
    expect(old).not.toContain('30 % frei');
    expect(visible(render(input({ streetZones: [aStreet('kai', { ...SENSED, atMs: NOW_MS - 15 * 60_000 })] })))).toContain('30 % frei');
  });

  it('name valid tickets, one or many', () => {
    const by = (seen: number) => visible(renderTextPage(input({ streetZones: [aStreet('kai', { ...SENSED, basis: 'machines', seen })] })));
    expect(by(1)).toContain('nach 1 gültigen Parkschein.');
    expect(by(9)).toContain('nach 9 gültigen Parkscheinen.');
  });

  it('are in order of their way to the destination, else of their names', () => {
    const order = (query: Record<string, string>) => [...renderDriverPage(input({ query })).matchAll(/id="s-(\w+)"/g)].map((m) => m[1]);
    expect(order({})).toEqual(['allee', 'gasse', 'kai']);
    expect(order({ place: 'theater' })).toEqual(['kai', 'gasse', 'allee']);
  });

  it.each(LANGS)('are complete in %s, and missing where a city has none', (lang) => {
    for (const render of PAGES) {
      expect(visible(render(input({ lang })))).not.toMatch(/undefined|null|NaN|\[object/);
      expect(render(input({ lang, city: aCity() }))).not.toMatch(/g-streets|Sensoren/);
    }
  });
});
