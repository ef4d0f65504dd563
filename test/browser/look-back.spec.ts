import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { lookBackRoutes } from './harness-console/look-back.js';
import { axe, type Opened, type PageOptions } from './harness-console/page.js';
import type { Harness } from './harness-console/server.js';
import { CHROMIUM, consoleSuite } from './harness-console/suite.js';

describe.skipIf(CHROMIUM === null)('look back and what if', () => {
  const suite = consoleSuite();
  let harness: Harness;
  beforeEach(async () => {
    harness = await suite.serve({ more: lookBackRoutes });
  });

  const open = async (view: string, options: PageOptions = {}): Promise<Opened> => {
    const it = await suite.open({ operator: 'M. Huber', ...options });
    await it.page.evaluate((hash) => void (location.hash = hash), `#/${view}`);
    await it.page.locator('.lb-view').waitFor();
    return it;
  };
  const look = async (it: Opened, name: string): Promise<void> => {
    const { page, faults } = it;
    await page.waitForFunction(() => document.querySelector('.skeleton-chart') === null);
    await suite.shoot(it, name);
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  };
  const startReplay = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Wiedergabe starten' }).click();
    await page.getByRole('button', { name: 'Auf dem Leitstand ansehen' }).waitFor();
  };

  it('charts: any span by eye, keyboard, table and file', async () => {
    const it = await open('look-back/charts');
    const { page } = it;
    await page.locator('.u-over').waitFor();
    await look(it, 'look-back-charts');
    const slider = page.getByRole('slider', { name: 'Zeitpunkt im Diagramm' });
    const before = await slider.getAttribute('aria-valuetext');
    await slider.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(before);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/\d{2}:\d{2}: .+ \d+/);
    expect(await page.locator('.table tbody tr').count()).toBeGreaterThan(50);
    expect(await page.getByRole('link', { name: /als CSV/ }).first().getAttribute('href')).toMatch(/history\/facility\/.+format=csv/);
    await page.getByRole('button', { name: '7 Tage' }).click();
    await expect.poll(() => page.locator('.table tbody tr').count()).toBe(500);
    await page.getByLabel('Art', { exact: true }).selectOption('link');
    await page.locator('.plot-label', { hasText: 'Geschwindigkeit' }).waitFor();
  });

  it('the week of a garage and of a link', async () => {
    const it = await open('look-back/heat', { theme: 'light' });
    await it.page.locator('.heat rect').first().waitFor();
    await look(it, 'look-back-heat-light');
    const slider = it.page.getByRole('slider', { name: 'Viertelstunde der Woche' });
    await slider.press('Home');
    await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Montag 00:15: (\d+ % belegt|ohne Wert)$/);
    await it.page.getByText('Stundenwerte als Tabelle').click();
    expect(await it.page.locator('.table tbody tr').count()).toBe(24);
  });

  it('detectors that fail and counters that drift', async () => {
    const it = await open('look-back/health');
    await it.page.getByText('+2 je Nacht (deutlich)').waitFor();
    await look(it, 'look-back-health');
    const rows = await it.page.locator('.table').first().locator('tbody tr').count();
    await it.page.getByLabel('Nur auffällige').uncheck();
    expect(await it.page.locator('.table').first().locator('tbody tr').count()).toBeGreaterThan(rows);
  });

  it('replay: a past day on the same console, nothing can be done there, and the way back', async () => {
    const it = await open('look-back/replay');
    const { page } = it;
    await startReplay(page);
    await page.getByText('fast voll').or(page.getByText('Fast voll')).first().waitFor();
    await look(it, 'look-back-replay');
    await page.getByRole('button', { name: /^Ansehen: Parkhaus Arena/ }).click();
    await page.getByRole('region', { name: 'Wiedergabe der Vergangenheit: kein Eingriff möglich' }).waitFor();
    const arena = page.locator('.row', { hasText: 'Parkhaus Arena' }).locator('.row-value');
    await expect.poll(() => arena.textContent()).toBe('470');
    expect(await page.locator('.actions:visible').count()).toBe(0);
    await page.keyboard.press('e');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    // What is live goes on unseen.
    harness.set('facilities', { ...harness.find('facilities', 'arena'), vacant: 77, measuredAtMs: harness.nowMs() });
    await page.getByRole('button', { name: 'Eine Minute vor' }).click();
    await expect.poll(() => arena.textContent()).toBe('469');
    await page.getByRole('button', { name: 'Abspielen' }).click();
    await expect.poll(async () => Number(await arena.textContent()), { timeout: 10_000 }).toBeLessThan(465);
    await page.getByRole('button', { name: 'Anhalten' }).click();
    await look(it, 'look-back-past');
    await page.getByRole('button', { name: 'Zurück in die Gegenwart' }).click();
    await expect.poll(() => arena.textContent()).toBe('77');
    expect(await page.locator('.actions:visible').count()).toBeGreaterThan(0);
  });

  it('what if: 3,000 visitors at the arena, a garage closed; occupancies and signs', async () => {
    const it = await open('what-if');
    const { page } = it;
    await page.getByLabel('Gäste (0: keine)').fill('3000');
    await page.getByLabel('Ort', { exact: true }).selectOption({ label: 'Arena (Eishalle)' });
    await page.getByLabel('Parkhäuser schließen').selectOption('theater-west');
    await page.getByRole('button', { name: 'Ausrechnen' }).click();
    await page.getByText('3000 Gäste, 60 % mit dem Auto').waitFor();
    await page.locator('.u-over').waitFor();
    expect(await page.locator('.sign-pairs li').count()).toBeGreaterThan(0);
    await page.getByRole('slider', { name: 'Zeitpunkt: ' }).or(page.locator('.plot-cursor input')).first().waitFor();
    await look(it, 'what-if');
    await page.locator('.sign-pairs').scrollIntoViewIfNeeded();
    await suite.shoot(it, 'what-if-signs');
  });

  it('on a phone, in English, light', async () => {
    const it = await open('look-back/charts', { width: 320, height: 640, locale: 'en-GB', theme: 'light' });
    await look(it, 'phone-look-back-charts');
    for (const [view, name] of [['look-back/heat', 'Week'], ['look-back/health', 'Detectors'], ['look-back/replay', 'Replay'], ['what-if', 'What if']] as const) {
      await it.page.evaluate((hash) => void (location.hash = hash), `#/${view}`);
      await it.page.getByRole('region', { name, exact: true }).waitFor();
      await look(it, `phone-${view.replace('/', '-')}`);
    }
  });
});
