import { gzipSync } from 'node:zlib';
import { decode, type DecodedPng } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launch } from './harness/chromium.js';
import { ingolstadt } from './harness/city.js';
import { axeViolations, collectComplaints, overflowPx } from './harness/page.js';
import { FakeService } from './harness/service.js';
import { aCounterOrder, aTextOrder } from './harness/states.js';

const executable = findChromium();
const SIGN = 'pls-brueckenkopf';
const TEXT_SIGN = 'fta-manchinger-strasse';

/** Colours of a picture, row by row, as `rrggbb`, whatever way it is stored. */
const rgbOf = ({ data, width, height, channels, depth, palette }: DecodedPng): string[] => {
  const hex = (parts: readonly number[]): string => parts.slice(0, 3).map((part) => part.toString(16).padStart(2, '0')).join('');
  const stride = Math.ceil((width * channels * depth) / 8);
  return Array.from({ length: width * height }, (_, at) => {
    if (palette === undefined) return hex(Array.from({ length: 3 }, (_part, part) => Number(data[at * channels + part])));
    const bit = (at % width) * depth;
    return hex(palette[(Number(data[Math.floor(at / width) * stride + (bit >> 3)]) >> (8 - depth - (bit & 7))) & (2 ** depth - 1)]!);
  });
};

describe.skipIf(executable === null)('sign pages', () => {
  let browser: Browser;
  let service: FakeService;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launch(executable!);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    service = await FakeService.start(ingolstadt(), ['sign']);
    const context = await browser.newContext();
    page = await context.newPage();
    complaints = collectComplaints(page);
  });
  afterEach(async () => {
    await page.context().close();
    await service.stop();
    expect(complaints).toEqual([]);
  });

  const go = (path: string) => page.goto(service.url + path);
  const shows = (rowId: string, text: string) => page.locator(`[data-row="${rowId}"] canvas[aria-label="${text}"]`).waitFor({ timeout: 8000 });
  const order = (texts: readonly [string, string], edit: Parameters<typeof aCounterOrder>[2] = {}) =>
    service.setSign({ ...service.sign(SIGN), order: aCounterOrder(SIGN, [{ rowId: 'reduit-tilly', text: texts[0], fallbackText: '→' }, { rowId: 'theater-west', text: texts[1], fallbackText: '↑' }], { orderId: `${SIGN}.${texts.join('')}`, ...edit }, service.nowMs()) });
  /** Colours of all dots of a canvas, row by row, as `rrggbb`; clear and black are one. */
  const dots = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, at) => (data[at * 4 + 3] === 0 ? '000000' : [0, 1, 2].map((part) => data[at * 4 + part]!.toString(16).padStart(2, '0')).join('')));
    });
  const lit = async (rowId: string) => (await dots(`[data-row="${rowId}"] canvas`)).filter((colour) => colour !== '000000').length;

  it('shows the order, and the next one as soon as it is made', async () => {
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    order(['12', 'VOLL']);
    await shows('reduit-tilly', '12');
    await shows('theater-west', 'VOLL');
    expect(await lit('theater-west')).toBeGreaterThan(30);
  });

  it('ages by the time of the service: fallback, then dark, whatever its own clock says', async () => {
    await page.clock.install({ time: new Date('2001-01-01T00:00:00Z') });
    await page.clock.resume();
    await go(`/signs/${SIGN}`);
    const now = service.nowMs();
    order(['99', 'VOLL'], {
      content: { type: 'counter', rows: [{ rowId: 'reduit-tilly', text: '99', level: 'live', showUntilMs: now + 2500, fallbackText: '→' }, { rowId: 'theater-west', text: 'VOLL', level: 'live', showUntilMs: now + 60_000, fallbackText: '' }] },
      validUntilMs: now + 5000,
    });
    await shows('reduit-tilly', '99');
    await service.stop();
    await shows('reduit-tilly', 'Pfeil nach rechts');
    await shows('theater-west', 'dunkel');
    expect(await lit('reduit-tilly')).toBe(0);
  });

  it('recovers by itself after the service was away, without a word about it', async () => {
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    const text = await page.locator('body').innerText();
    await service.stop();
    order(['77', '5']);
    expect(await page.locator('body').innerText()).toBe(text);
    await service.restart();
    await shows('reduit-tilly', '77');
  });

  it('goes dark when there is no order any more, and ignores what is not an order', async () => {
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    const answered = page.waitForResponse((response) => response.url().includes('/order'));
    service.setSign({ ...service.sign(SIGN), order: { nonsense: true } as never });
    await answered;
    await shows('reduit-tilly', '143');
    service.setSign({ ...service.sign(SIGN), order: null });
    await shows('reduit-tilly', 'dunkel');
    expect(await lit('reduit-tilly')).toBe(0);
  });

  it('changes the pages of a text in their time and keeps colours', async () => {
    service.setSign({ ...service.sign(TEXT_SIGN), order: aTextOrder(TEXT_SIGN, '[pt4o0][cf255,0,0]EINS[np][cf0,255,0]ZWEI', {}, service.nowMs()) });
    await go(`/signs/${TEXT_SIGN}`);
    const colour = async () => [...new Set(await dots('[data-row="multi"] canvas'))].filter((one) => one !== '000000').join();
    for (const wanted of ['ff0000', '00ff00', 'ff0000']) await expect.poll(colour, { timeout: 8000, interval: 50 }).toBe(wanted);
    expect(await page.locator('[data-row="multi"] canvas').getAttribute('aria-label')).toBe('EINS / ZWEI');
  });

  it('never scrolls, at any size', async () => {
    for (const [width, height] of [[320, 240], [192, 64], [1920, 1080], [480, 1280]] as const) {
      await page.setViewportSize({ width, height });
      await go(`/signs/${SIGN}`);
      expect(await page.evaluate(() => [document.documentElement, document.body].map((one) => getComputedStyle(one).overflowY))).toEqual(['hidden', 'hidden']);
      const box = await page.locator('.board').boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.y).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      expect(box!.y + box!.height).toBeLessThanOrEqual(height);
    }
  });

  it('drives a matrix pixel by pixel', async () => {
    await page.setViewportSize({ width: 144, height: 48 });
    await go(`/signs/${TEXT_SIGN}?native=1`);
    expect(await page.locator('canvas').boundingBox()).toEqual({ x: 0, y: 0, width: 144, height: 48 });
    await page.locator('canvas[aria-label^="Stau"]').waitFor();
    await page.evaluate(() => void (document.getElementById('stage')!.style.opacity = '1'));
    const seen = decode(await page.screenshot());
    const made = decode(Buffer.from(await (await fetch(`${service.url}/api/v1/signs/${TEXT_SIGN}/bitmap.png`)).arrayBuffer()));
    expect(rgbOf(seen)).toEqual(rgbOf(made));
  });

  it('shows the very pixels of the bitmap, on every panel and page, and the lines of the text', async () => {
    const TEXTS: readonly (readonly [sign: string, multi: string | null])[] = [
      [SIGN, null],
      ['fta-westring', 'Hallenbad[jl4]ZU[nl]Münster[nl]Theater W 57'],
      [TEXT_SIGN, '[pt3o0][g1,2,2][cf255,160,0][jl2][tr20,1,0,0]Stau[nl][cf9][fo2]ABC[jl4]9[np][pb5][cr2,2,30,9,1][jp3]ß → ~80[np][jl5]A B C'],
    ];
    for (const [sign, multi] of TEXTS) {
      if (multi === null) order(['~80', 'VOLL']);
      else service.setSign({ ...service.sign(sign), order: aTextOrder(sign, multi, {}, service.nowMs()) });
      await go(`/signs/${sign}?native=1`);
      const pages = multi === null ? 1 : multi.split('[np]').length;
      const bitmaps = await Promise.all(Array.from({ length: pages }, async (_, at) => rgbOf(decode(Buffer.from(await (await fetch(`${service.url}/api/v1/signs/${sign}/bitmap.png?page=${at + 1}`)).arrayBuffer())))));
      expect(new Set(bitmaps.map((one) => one.join())).size).toBe(pages);
      // Every page comes up in its turn, and nothing that is none of them.
      const seen = new Set<number>();
      await expect.poll(async () => {
        const shown = (await dots('canvas')).join();
        const at = bitmaps.findIndex((one) => one.join() === shown);
        if (at >= 0) seen.add(at);
        return seen.size;
      }, { timeout: 8000, interval: 40 }).toBe(pages);
      const label = await page.locator('canvas').getAttribute('aria-label');
      const said = (await (await fetch(`${service.url}/api/v1/signs/${sign}/order.txt`)).text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect((label ?? '').split(' / ').map((line) => line.replaceAll(/\s+/g, ' ').trim())).toEqual(said.map((line) => line.replaceAll(/\s+/g, ' ').trim()));
    }
  });

  it('dims by the sun, and by a sensor where it has one', async () => {
    const opacity = () => page.locator('#stage').evaluate((stage) => Number(getComputedStyle(stage).opacity));
    service.advance(10 * 3_600_000);
    await go(`/signs/${SIGN}`);
    await expect.poll(opacity).toBe(0.4);
    const { brightness } = service.city.signs.find((one) => one.id === SIGN)!;
    service.city.signs.find((one) => one.id === SIGN)!.brightness = { by: 'sensor', steps: [{ lux: 0, pct: 20 }, { lux: 10_000, pct: 100 }], dayPct: 100, nightPct: 40 };
    await go(`/signs/${SIGN}`);
    await expect.poll(opacity).toBe(0.4);
    for (const [lux, wanted] of [[0, 0.2], [10_000, 1]] as const) {
      await page.evaluate((value) => window.dispatchEvent(Object.assign(new Event('devicelight'), { value })), lux);
      await expect.poll(opacity).toBe(wanted);
    }
    service.city.signs.find((one) => one.id === SIGN)!.brightness = brightness;
  });

  it('starts from its own shelf when the service is away: dark, without an old number, and heals', async () => {
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    await expect.poll(() => page.evaluate(async () => navigator.serviceWorker.controller !== null && (await (await caches.open('sign-1')).keys()).length), { timeout: 8000 }).toBe(3);
    await service.stop();
    await page.reload();
    await shows('reduit-tilly', 'dunkel');
    expect(await lit('reduit-tilly')).toBe(0);
    order(['78', '5']);
    await service.restart();
    await shows('reduit-tilly', '78');
  });

  it('loads less than 15 kB', async () => {
    const sizes: number[] = [];
    page.on('response', (response) => void response.body().then((body) => sizes.push(gzipSync(body).length), () => undefined));
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(15_000);
  });

  it('leaves nothing behind after a thousand updates', async () => {
    await go(`/signs/${SIGN}`);
    await shows('reduit-tilly', '143');
    const nodes = () => page.evaluate(() => document.getElementsByTagName('*').length);
    const before = await nodes();
    for (let count = 0; count < 1000; count += 1) order([String(count), 'VOLL']);
    await shows('reduit-tilly', '999');
    expect(await nodes()).toBe(before);
  });

  describe('gallery', () => {
    it('shows all signs as they are, live', async () => {
      await go('/signs');
      await page.locator('#state[data-state="live"]').waitFor();
      expect(await page.locator('.sign').count()).toBe(20);
      service.setSign({ ...service.sign(SIGN), mismatch: 'lampFault' });
      await page.locator(`[data-sign="${SIGN}"]`).getByText('Die Anzeige ist defekt.').waitFor();
      order(['VOLL', '3']);
      await page.locator(`[data-sign="${SIGN}"] svg[aria-label="VOLL"]`).first().waitFor();
      await service.stop();
      await page.locator('#state[data-state="lost"]').waitFor();
      service.advance(2 * 3_600_000);
      await service.restart();
      await page.locator('#state[data-state="live"]').waitFor({ timeout: 15_000 });
      await page.locator(`[data-sign="${SIGN}"]`).getByText('abgelaufen').waitFor();
    });

    it('is complete without JavaScript', async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const plain = await context.newPage();
      await plain.goto(`${service.url}/signs?lang=en`);
      expect(await plain.locator('.sign').first().textContent()).toContain('shows what was ordered');
      await context.close();
    });
  });

  it.each(['/signs', '/signs?lang=en', `/signs/${SIGN}`])('%s has no accessibility violation and no sideways scrolling at 320 px', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width: 320, height: 640 });
      await go(path);
      expect(await overflowPx(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
    }
  });
});
