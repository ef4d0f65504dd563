import type { SignState } from '@wegweiser/contracts';
import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aCounterOrder, aSign, aTextOrder, NOW_MS } from '../testing/an-order.js';
import { levelNow } from './gallery-card.js';
import { renderGallery } from './gallery.js';
import { renderSignPage } from './sign-page.js';
import { renderSignText } from './sign-text.js';

const visible = (markup: string): string => markup.replaceAll(/<script[^>]*>.*?<\/script>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const body = (text: string): string[] => text.trimEnd().split('\n').filter((line) => !line.startsWith('#'));

describe('sign page', () => {
  const markup = renderSignPage({ sign: aSign(), order: aCounterOrder(['120', 'VOLL']), nowMs: NOW_MS });
  it('is delivered dark: only its script lights it', () => {
    expect(markup.match(/aria-label="dunkel"/g)).toHaveLength(2);
    expect(markup).not.toContain('stroke="#ffd000"');
    expect(markup).toContain('/api/v1/signs/s1/order');
  });
  it('runs and styles nothing inline, and tells nobody why', () => {
    expect(markup).not.toMatch(/ style=| on[a-z]+=|<style/);
    expect(markup).not.toContain('Grund');
  });
});

describe('text pull', () => {
  it('gives one line a row, as it shows now', () => {
    const text = renderSignText({ order: aCounterOrder(['120', '']), nowMs: NOW_MS });
    expect(text.split('\n')).toEqual(['# wegweiser sign text 1', '# time 2027-01-15T08:00:00.000Z', '# sign s1', '# order s1.4', '# valid 2027-01-15T09:00:00.000Z', '# until 2027-01-15T08:05:00.000Z', '120', '', '']);
  });
  it('ages: fallback, then dark', () => {
    const order = aCounterOrder(['120', 'VOLL']);
    expect(body(renderSignText({ order, nowMs: NOW_MS + 300_000 }))).toEqual(['←', '←']);
    const late = renderSignText({ order, nowMs: NOW_MS + 3_600_000 });
    expect(late).toContain('# dark');
    expect(body(late)).toEqual([]);
    expect(renderSignText({ order: null, nowMs: NOW_MS })).toContain('# dark');
  });
  it('takes a text apart into lines and pages', () => {
    const text = renderSignText({ order: aTextOrder('[cf1]A [[1]] B[nl]C[np]D'), nowMs: NOW_MS });
    expect(text).toContain('# multi [cf1]A [[1]] B[nl]C[np]D');
    expect(body(text)).toEqual(['A [1] B', 'C', '\fD']);
  });
  it('keeps a text from adding lines of its own', () => {
    expect(body(renderSignText({ order: aCounterOrder(['1\n# dark\r2']), nowMs: NOW_MS }))).toEqual(['1 # dark 2']);
  });
});

describe('gallery', () => {
  const city = City.parse({ city: { id: 't', name: 'Teststadt', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11, 48], bounds: [10, 47, 12, 49], attribution: { de: 'Erfunden', en: 'Made up' } }, areas: [{ id: 'a', name: { de: 'Mitte', en: 'Centre' } }], signs: [aSign()] });
  const state = (edit: Partial<SignState> = {}): SignState => ({ id: 's1', online: true, level: 'live', order: aCounterOrder(['120', 'VOLL']), readback: { orderId: 's1.4', shows: ['120', 'VOLL'], lamp: 'ok', link: 'ok', atMs: NOW_MS - 5000 }, mismatch: null, lock: null, ...edit });
  const gallery = (edit: Partial<SignState> = {}, nowMs = NOW_MS, lang: 'de' | 'en' = 'de'): string => renderGallery({ city, signs: [state(edit)], nowMs, lang });

  it('says what is ordered, what is read back and on which level', () => {
    const text = visible(gallery());
    for (const part of ['Weststraße', 'Fahrtrichtung Osten', 'aktuelle Zahl', 'zeigt, was bestellt ist', 'Grund', 'verbunden']) expect(text).toContain(part);
    expect(gallery()).toContain('aria-label="VOLL"');
  });
  it('names the cause of a mismatch, known or not', () => {
    expect(visible(gallery({ mismatch: 'oldOrderShown' }))).toContain('Das Schild zeigt noch einen früheren Auftrag. Es meldet: 120 · VOLL');
    expect(visible(gallery({ mismatch: 'constructor2' }))).toContain('weicht vom Auftrag ab');
  });
  it('says why a sign was set by hand, but not by whom', () => {
    const markup = gallery({ lock: { by: 'erika.mustermann', reason: 'Stadtfest', expiresAtMs: NOW_MS + 60_000 } });
    expect(visible(markup)).toContain('Stadtfest (bis');
    expect(markup).not.toContain('mustermann');
  });
  it('ages with the signs', () => {
    expect(levelNow(state(), NOW_MS)).toBe('live');
    expect(levelNow(state(), NOW_MS + 300_000)).toBe('direction');
    expect(levelNow(state(), NOW_MS + 3_600_000)).toBe('blank');
    expect(levelNow(state({ order: null }), NOW_MS)).toBe('blank');
    expect(visible(gallery({}, NOW_MS + 3_600_000))).toContain('abgelaufen');
  });
  it('speaks English and helps where there is nothing', () => {
    expect(visible(gallery({}, NOW_MS, 'en'))).toContain('Guidance signs in Teststadt');
    expect(visible(renderGallery({ city: { ...city, signs: [] }, signs: [], nowMs: NOW_MS, lang: 'de' }))).toContain('noch keine Schilder');
  });
  it('leaves signs without a state dark', () => expect(visible(renderGallery({ city, signs: [], nowMs: NOW_MS, lang: 'de' }))).toContain('noch kein Auftrag'));
});
