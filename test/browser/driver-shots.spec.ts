import { mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { findChromium, launch } from './harness/chromium.js';
import { richCity } from './harness/city.js';
import { FakeService } from './harness/service.js';

/** `WEGWEISER_SHOTS=folder npx vitest run --project browser driver-shots`: pictures of every page to look at. */
const folder = process.env['WEGWEISER_SHOTS'];
const executable = folder === undefined ? null : findChromium();

const PAGES: Readonly<Record<string, string>> = {
  driver: '/',
  'driver-near': '/?q=Rathausplatz&audience=disabled',
  'driver-follow': '/?place=rathausplatz&follow=muenster',
  'driver-choice': '/?q=Theater',
  'driver-none': '/?q=Xyzzy&lang=en',
  'driver-ls': '/?lang=ls&place=stadttheater',
  print: '/drucken',
  poster: '/plakat/theater-ost',
  widget: '/widget?place=rathausplatz&n=3',
  embed: '/einbinden?place=rathausplatz',
  facility: '/parken/theater-ost',
  offline: '/offline',
  text: '/text?place=stadttheater',
  gallery: '/signs',
  sign: '/signs/pls-ettinger-strasse',
  'sign-text': '/signs/fta-manchinger-strasse',
  'sign-cells': '/signs/fta-westring',
};

/** `npm run docs:shots-drivers`: the pictures of docs/drivers.md and docs/signs.md, taken anew. */
const DOCS: readonly { name: string; path: string; width: number; height: number; colorScheme: 'light' | 'dark'; map?: boolean }[] = [
  { name: 'drivers', path: '/?place=rathausplatz&follow=muenster', width: 1280, height: 1100, colorScheme: 'light' },
  { name: 'drivers-phone', path: '/?place=rathausplatz', width: 390, height: 1100, colorScheme: 'dark' },
  { name: 'drivers-garage', path: '/parken/theater-ost', width: 900, height: 1100, colorScheme: 'light' },
  { name: 'drivers-map', path: '/?place=rathausplatz', width: 1280, height: 900, colorScheme: 'light', map: true },
  { name: 'drivers-poster', path: '/plakat/theater-ost', width: 900, height: 1250, colorScheme: 'light' },
  { name: 'signs', path: '/signs', width: 1440, height: 1100, colorScheme: 'light' },
  { name: 'signs-phone', path: '/signs', width: 390, height: 1100, colorScheme: 'dark' },
  { name: 'sign-counter', path: '/signs/pls-ettinger-strasse', width: 960, height: 540, colorScheme: 'light' },
  { name: 'sign-text', path: '/signs/fta-westring', width: 960, height: 360, colorScheme: 'light' },
  { name: 'drivers-widget', path: '/widget?place=rathausplatz', width: 520, height: 700, colorScheme: 'light' },
];
const isForDocs = process.env['WEGWEISER_SHOTS_DOCS'] === '1';

describe.skipIf(folder === undefined || executable === null)('pictures', () => {
  let browser: Browser;
  let service: FakeService;
  beforeAll(async () => {
    mkdirSync(folder!, { recursive: true });
    service = await FakeService.start(richCity(), ['driver', 'sign']);
    browser = await launch(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test.skipIf(!isForDocs)('those of the documentation', { timeout: 300_000 }, async () => {
    for (const { name, path, width, height, colorScheme, map } of DOCS) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
      await page.goto(service.url + path, { waitUntil: 'load' });
      if (path.startsWith('/signs/')) await page.locator('canvas').first().waitFor();
      if ((await page.locator('#state').count()) > 0) await page.locator('#state[data-state="live"]').waitFor();
      if (map === true) {
        await page.locator('#map-offer button').click();
        await page.locator('#live-map[data-idle]').waitFor();
      }
      await page.screenshot({ path: `${folder}/${name}.png` });
      await page.close();
    }
    expect(readdirSync(folder!)).toEqual(expect.arrayContaining(DOCS.map(({ name }) => `${name}.png`)));
  });

  test.skipIf(isForDocs)('every page at three widths, light and dark', { timeout: 600_000 }, async () => {
    const problems: string[] = [];
    const only = process.env['WEGWEISER_SHOTS_ONLY']?.split(',');
    for (const scheme of ['light', 'dark'] as const) {
      for (const width of [320, 768, 1440]) {
        const page = await browser.newPage({ viewport: { width, height: Number(process.env['WEGWEISER_SHOTS_TOP'] ?? 900) }, colorScheme: scheme, reducedMotion: 'reduce' });
        page.on('pageerror', (error) => problems.push(String(error)));
        for (const [name, path] of Object.entries(PAGES)) {
          if (only !== undefined && !only.includes(name)) continue;
          await page.goto(service.url + path, { waitUntil: 'load' });
          // Long enough for the first live values; a picture for people, so nothing is asserted of it.
          await page.waitForTimeout(400);
          await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: !name.startsWith('sign') && process.env['WEGWEISER_SHOTS_TOP'] === undefined });
        }
        await page.close();
      }
    }
    expect(problems).toEqual([]);
  });
});
