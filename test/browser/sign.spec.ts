import { gzipSync } from 'node:zlib';
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
  const shows = (rowId: string, text: string) => page.locator(`[data-row="${rowId}"] svg[aria-label="${text}"]`).waitFor({ timeout: 8000 });
  const order = (texts: readonly [string, string], edit: Parameters<typeof aCounterOrder>[2] = {}) =>
    service.setSign({ ...service.sign(SIGN), order: aCounterOrder(SIGN, [{ rowId: 'reduit-tilly', text: texts[0], fallbackText: '→' }, { rowId: 'theater-west', text: texts[1], fallbackText: '↑' }], { orderId: `${SIGN}.${texts.join('')}`, ...edit }, service.nowMs()) });
  const lit = (rowId: string) => page.locator(`[data-row="${rowId}"] .led__on path`).evaluateAll((paths) => paths.map((path) => (path.getAttribute('d') ?? '').split('M').length - 1).reduce((sum, count) => sum + count, 0));

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
    await page.locator('[data-row="multi"] path[stroke="#ff0000"]').waitFor({ state: 'attached' });
    await page.locator('[data-row="multi"] path[stroke="#00ff00"]').waitFor({ state: 'attached' });
    await page.locator('[data-row="multi"] path[stroke="#ff0000"]').waitFor({ state: 'attached' });
    expect(await page.locator('[data-row="multi"] svg').getAttribute('aria-label')).toBe('EINS / ZWEI');
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
    await page.locator('[data-row="multi"] .led__on path').first().waitFor({ state: 'attached' });
    expect(await page.locator('[data-row="multi"] svg').boundingBox()).toEqual({ x: 0, y: 0, width: 144, height: 48 });
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
      await page.locator(`[data-sign="${SIGN}"] svg[aria-label="VOLL"]`).waitFor();
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
