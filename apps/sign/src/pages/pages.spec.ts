import type { SignState } from '@wegweiser/contracts';
import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aCounterOrder, aSign, aTextOrder, NOW_MS } from '../testing/an-order.js';
import { levelNow } from './gallery-card.js';
import { renderGallery } from './gallery.js';
import { signFrame } from './sign-frame.js';
import { renderSignPage } from './sign-page.js';
import { renderSignText } from './sign-text.js';

const ZONE = { timeZone: 'Europe/Berlin' };
const counter = { sign: aSign(), ...ZONE };
const text = { sign: aSign({ type: 'freeText', matrix: { widthPx: 60, heightPx: 24 }, colour: 'rgb' }), ...ZONE };
const visible = (markup: string): string => markup.replaceAll(/<script[^>]*>.*?<\/script>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const body = (text: string): string[] => text.trimEnd().split('\n').filter((line) => !line.startsWith('#'));

describe('sign page', () => {
  const markup = renderSignPage({ ...counter, order: aCounterOrder(['120', 'VOLL']), nowMs: NOW_MS });
  it('is delivered dark: only its script lights it', () => {
    expect(markup.match(/aria-label="dunkel"/g)).toHaveLength(2);
    expect(markup.match(/<canvas class="led" width="23" height="7"/g)).toHaveLength(2);
    expect(markup).toContain('/api/v1/signs/s1/order');
  });
  it('runs and styles nothing inline, and tells nobody why', () => {
    expect(markup).not.toMatch(/ style=| on[a-z]+=|<style/);
    expect(markup).not.toContain('Grund');
  });
});

describe('text pull', () => {
  it('gives one line a row, as it shows now', () => {
    const lines = renderSignText({ ...counter, order: aCounterOrder(['120', '']), nowMs: NOW_MS }).split('\n');
    expect(lines).toEqual(['# wegweiser sign text 1', '# time 2027-01-15T08:00:00.000Z', '# sign s1', '# order s1.4', '# valid 2027-01-15T09:00:00.000Z', '# until 2027-01-15T08:05:00.000Z', expect.stringMatching(/^# brightness \d+$/), '120', '', '']);
  });
  it('ages: fallback, then dark', () => {
    const order = aCounterOrder(['120', 'VOLL']);
    expect(body(renderSignText({ ...counter, order, nowMs: NOW_MS + 300_000 }))).toEqual(['←', '←']);
    const late = renderSignText({ ...counter, order, nowMs: NOW_MS + 3_600_000 });
    expect(late).toContain('# dark');
    expect(body(late)).toEqual([]);
    expect(renderSignText({ ...counter, order: null, nowMs: NOW_MS })).toContain('# dark');
  });
  it('takes a text apart into lines and pages, with their times', () => {
    const said = renderSignText({ ...text, order: aTextOrder('[cf1]A [[1]] B[nl][jl2]C[jl4]9[np][pt15o5]D'), nowMs: NOW_MS });
    expect(said).toContain('# page 1 2.8 0.0\n# page 2 1.5 0.5\n# multi [cf1]A [[1]] B[nl][jl2]C[jl4]9[np][pt15o5]D\n');
    expect(body(said)).toEqual(['A [1] B', 'C 9', '\fD']);
  });
  it('is dark where the panel is: what does not fit is not told either', () => {
    expect(body(renderSignText({ ...text, order: aTextOrder('W'.repeat(40)), nowMs: NOW_MS }))).toEqual([]);
    expect(body(renderSignText({ ...counter, order: aCounterOrder(['12345', '7']), nowMs: NOW_MS }))).toEqual(['', '7']);
  });
  it('keeps a text from adding lines of its own', () => {
    expect(body(renderSignText({ ...counter, order: aCounterOrder(['1\n\r2']), nowMs: NOW_MS }))).toEqual(['12']);
    expect(renderSignText({ ...text, order: aTextOrder('A\n# dark'), nowMs: NOW_MS }).match(/^# dark/m)).toBeNull();
  });
});

describe('one frame', () => {
  const order = aTextOrder('[pt10o5]A[np]B', 'C');
  const frame = (nowMs: number, page?: number | 'now') => signFrame({ ...text, order, nowMs }, page);
  it('is the page asked for, dark beyond the last', () => {
    expect([1, 2, 3].map((page) => [frame(NOW_MS, page).pageNumber, ...frame(NOW_MS, page).page.lines])).toEqual([[1, 'A'], [2, 'B'], [0]]);
  });
  it('is the page that is on, and dark between two', () => {
    expect([0, 1000, 1500, 2500].map((ms) => frame(NOW_MS + ms, 'now').pageNumber)).toEqual([1, 0, 2, 0]);
    expect(frame(NOW_MS, 'now').untilMs).toBe(NOW_MS + 1000);
    expect(frame(NOW_MS).untilMs).toBe(NOW_MS + 300_000);
  });
  it('ages, and is dark without an order', () => {
    expect(frame(NOW_MS + 300_000).page.lines).toEqual(['C']);
    expect(signFrame({ ...text, order: null, nowMs: NOW_MS })).toMatchObject({ aged: null, untilMs: null, page: { lines: [] } });
  });
  it('knows how bright it is: at eight in a January morning between night and day', () => {
    expect(signFrame({ ...counter, order: null, nowMs: NOW_MS }).brightnessPct).toBeGreaterThan(40);
    expect(signFrame({ ...counter, order: null, nowMs: NOW_MS + 12 * 3_600_000 }).brightnessPct).toBe(40);
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
  it('shows beside the order what is read back, when it is something else', () => {
    expect(gallery().match(/data-picture/g)).toHaveLength(1);
    expect(visible(gallery())).toContain('Bestellt und so zurückgemeldet');
    const differing = gallery({ mismatch: 'oldOrderShown', readback: { orderId: 's1.3', shows: ['77', 'ZU'], lamp: 'ok', link: 'ok', atMs: NOW_MS } });
    expect(differing.slice(differing.indexOf('data-picture="reported"'))).toContain('aria-label="77"');
    expect(gallery({ mismatch: 'linkSilent', readback: null }).match(/data-picture/g)).toHaveLength(1);
  });
  it('shows a text that is read back, unless the panel could not', () => {
    const wide = { ...city, signs: [text.sign] };
    const reports = (shows: string[]) => renderGallery({ city: wide, signs: [{ ...state({ mismatch: 'unknownContent' }), order: aTextOrder('A[np]B'), readback: { orderId: null, shows, lamp: 'ok', link: 'ok', atMs: NOW_MS } }], nowMs: NOW_MS, lang: 'de' });
    expect(reports(['X', 'Y'])).toContain('aria-label="X / Y"');
    expect(visible(reports(['X', 'Y']))).toContain('Seite 1 von 2');
    expect(reports(['W'.repeat(40)]).match(/data-picture/g)).toHaveLength(1);
  });
  it('says what is left without new data, and from when', () => {
    expect(visible(gallery())).toContain('ab 09:05: Pfeil nach links');
    expect(visible(gallery({}, NOW_MS + 300_000))).toContain('ab 10:00: dunkel');
  });
  it('counts the rows on a level', () => {
    const order = aCounterOrder(['120', 'VOLL']);
    if (order.content.type === 'counter') order.content.rows[1]!.level = 'estimate';
    expect(visible(gallery({ order }))).toContain('geschätzt: 1 von 2 Zeilen');
  });
  it('selects, and says so when there is none', () => {
    const cards = (filter: string, edit: Partial<SignState> = {}) => renderGallery({ city, signs: [state(edit)], nowMs: NOW_MS, lang: 'de', filter });
    expect(cards('deviating')).toMatch(/<li class="sign" data-sign="s1" hidden>/);
    expect(cards('deviating')).toMatch(/id="none" class="sign__mute">/);
    expect(cards('deviating', { mismatch: 'lampFault' })).toMatch(/<li class="sign" data-sign="s1">/);
    for (const [filter, edit] of [['dark', { order: null }], ['locked', { lock: { by: 'x', reason: 'y', expiresAtMs: NOW_MS } }], ['offline', { online: false }], ['nonsense', {}]] as const) expect(cards(filter, edit)).toMatch(/<li class="sign" data-sign="s1">/);
    expect(cards('fallback')).toContain('href="/signs?lang=de&amp;show=fallback" aria-current="true"');
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
