import type { SignLockRequest } from '@wegweiser/contracts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCity, LOAD_AREA, writeCity } from '../harness/load-city.js';
import { signedIn } from '../harness/sign-in.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';
import { findChromium, launch } from './harness/chromium.js';

const world = worlds();
/** Nobody listens there: what is tested here needs no archive. */
const NO_DATABASE = 'postgres://127.0.0.1:1/none';
const LOCKED_FOR_MS = 6000;
const executable = findChromium();

describe.skipIf(executable === null)('console on a running service', () => {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await launch(executable!, { webgl: false });
  });
  afterAll(() => browser.close());

  /** An operator's page with the sign open; a narrow one draws no map. */
  async function operator(name: string, address: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 480, height: 900 }, locale: 'de-DE', reducedMotion: 'reduce' });
    contexts.push(context);
    const { cookie } = await signedIn(name, 'operator');
    await context.addCookies([{ name: 'wegweiser', value: cookie.slice('wegweiser='.length), url: address }]);
    const page = await context.newPage();
    await page.goto(`${address}/console/#/signs/signs/sign`);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    return page;
  }
  const shown = (page: Page, text: string) => page.locator('.detail .face').first().getByRole('img', { name: text, exact: true });
  /** Free spaces of the garage, without leaving the page. */
  async function vacant(page: Page, n: number): Promise<void> {
    await page.evaluate(() => (location.hash = '#/facilities/facilities/garage'));
    await expect.poll(() => page.locator('.hero-value').first().textContent(), { timeout: 20_000 }).toBe(String(n));
  }

  it('an operator overrides a sign, a second one sees it at once, the lock expires and the sign returns; the service restarts and both pages heal', async () => {
    const w = world();
    const broker = await w.broker();
    const service = await w.service(broker.url, NO_DATABASE, { cityDir: writeCity(w.dir, loadCity(4)) });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    const field = await w.field(broker.url);
    const count = (vacant: number) => field.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: new Date().toISOString(), vacant });
    await field.say(LOAD_AREA, 'sign', 'sign', 'status', { state: 'online', time: new Date().toISOString(), bootId: 'b1' });
    await count(60);
    const [eva, max] = [await operator('Eva Groß', service.address), await operator('Max Huber', service.address)];
    await Promise.all([eva, max].map((page) => page.locator('.detail .face').first().waitFor()));

    // The form offers no less than a quarter of an hour: on its way the request is given seconds.
    await eva.route('**/api/v1/signs/sign/lock', async (route) => {
      const body = route.request().postDataJSON() as SignLockRequest;
      await route.continue({ postData: JSON.stringify({ ...body, expiresAt: new Date(Date.now() + LOCKED_FOR_MS).toISOString() }) });
    });
    await eva.getByRole('button', { name: 'Sperren und anders anzeigen …' }).click();
    await eva.getByLabel('Parkhaus', { exact: true }).fill('ZU');
    await eva.getByLabel('Grund', { exact: true }).fill('Übung');
    await eva.getByRole('button', { name: 'Ausführen' }).click();
    await eva.getByText('Schild gesperrt.').waitFor();
    const doneAt = performance.now();
    await shown(max, 'ZU').waitFor();
    expect(performance.now() - doneAt).toBeLessThan(3000);
    await max.getByText('von Leitstelle bis').first().waitFor();

    await Promise.all([eva, max].map((page) => shown(page, 'ZU').waitFor({ state: 'detached' })));
    expect(performance.now() - doneAt).toBeGreaterThan(LOCKED_FOR_MS - 5000);
    await Promise.all([eva, max].map((page) => page.getByText('von Leitstelle bis').first().waitFor({ state: 'detached' })));

    await service.stop();
    await Promise.all([eva, max].map((page) => page.getByText('Verbindung zum Dienst verloren seit').waitFor()));
    await count(59);
    await service.start();
    await Promise.all([eva, max].map((page) => page.getByText('Verbindung zum Dienst verloren seit').waitFor({ state: 'detached' })));
    await Promise.all([vacant(eva, 59), vacant(max, 59)]);
    for (const page of [eva, max]) expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    for (const context of contexts.splice(0)) await context.close();
  });
});
