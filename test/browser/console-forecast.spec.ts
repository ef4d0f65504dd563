import { beforeEach, describe, expect, it } from 'vitest';
import { axe } from './harness-console/page.js';
import type { Harness } from './harness-console/server.js';
import { CHROMIUM, consoleSuite } from './harness-console/suite.js';

describe.skipIf(CHROMIUM === null)('forecasts at the console', () => {
  const suite = consoleSuite();
  const { open, shoot } = suite;
  let harness: Harness;
  beforeEach(async () => {
    harness = await suite.serve();
  });

  it.each([{ name: 'forecast', width: 1440, height: 900, theme: 'dark' as const }, { name: 'phone-forecast', width: 320, height: 640, theme: 'light' as const }])('$name: what is expected, and how far such words have held', async ({ name, width, height, theme }) => {
    const it = await open({ width, height, theme, hash: '#/facilities/facilities/arena' });
    const section = it.page.locator('#detail .section').filter({ has: it.page.getByRole('heading', { name: 'Vorhersage' }) });
    expect(await section.locator('tbody tr').count()).toBe(4);
    expect(await section.textContent()).toMatch(/\+60 min.*bis.*%.*Aus den eigenen Zählungen eines Jahres/s);
    await section.getByText('Wie gut sie war').click();
    await section.getByText('Gelernt am').waitFor();
    expect(await section.textContent()).toMatch(/Dieses Haus.*Ganze Stadt.*In der Spanne, in der neun von zehn liegen sollen, lagen 91 %/s);
    const diagram = section.getByRole('img', { name: /Versprochen und eingetreten/ });
    expect(await diagram.getAttribute('aria-label')).toContain('96 % versprochen, 98 % eingetreten');
    expect([await diagram.locator('rect').count(), await diagram.locator('circle').count()]).toEqual([6, 6]);
    // Every column of the figures is inside the panel.
    expect(await section.locator('.skill-table').evaluate((table) => table.scrollWidth <= table.parentElement!.clientWidth)).toBe(true);
    await section.getByText('Wie gut sie war').scrollIntoViewIfNeeded();
    await shoot(it, `${name}-figures`);
    await diagram.scrollIntoViewIfNeeded();
    await shoot(it, name);
    expect(await axe(it.page)).toEqual([]);
    expect(await it.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('a forecast that is too old is shown to nobody, and what there is none of is said', async () => {
    const arena = harness.find('facilities', 'arena');
    harness.set('facilities', { ...arena, forecast: { ...arena.forecast!, issuedAtMs: arena.forecast!.issuedAtMs - 1_200_000 } });
    const it = await open({ hash: '#/facilities/facilities/arena' });
    await it.page.getByText('Die letzte Vorhersage ist zu alt').waitFor();
    harness.set('facilities', { ...arena, forecast: undefined });
    await it.page.getByText('Zurzeit keine Vorhersage').waitFor();
    harness.set('facilities', { ...arena, status: 'closed', vacant: null });
    await it.page.locator('.hero-value', { hasText: 'geschlossen' }).waitFor();
    expect(await it.page.getByText('Zurzeit keine Vorhersage').count()).toBe(1);
  });
});
