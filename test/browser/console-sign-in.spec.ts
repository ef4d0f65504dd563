import { describe, expect, it } from 'vitest';
import { keyRoutes } from './harness-console/keys.js';
import { axe } from './harness-console/page.js';
import { signIn } from './harness-console/sign-in.js';
import { CHROMIUM, consoleSuite } from './harness-console/suite.js';

describe.skipIf(CHROMIUM === null)('signing in at the console', () => {
  const suite = consoleSuite();
  const { open, serve, shoot } = suite;

  it('shows nothing but a door to whoever may not look, and the city to whoever signs in', async () => {
    await serve({ shut: true });
    const it = await open();
    const { page } = it;
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    expect(await page.locator('.row').count()).toBe(0);
    await shoot(it, 'door');
    expect(await axe(page)).toEqual([]);
    await signIn(page, 'M. Huber', 'falsch');
    await page.getByText('name or password is wrong').waitFor();
    await signIn(page, 'M. Huber');
    await page.locator('.row').first().waitFor();
    expect(await page.locator('.who').textContent()).toBe('M. Huber');
    // No script has the session.
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  it('sign in, act, the session ends: the page says so, keeps what was typed, and goes on after signing in again', async () => {
    const harness = await serve({ shut: true });
    const it = await open({ hash: '#/facilities/facilities/arena', operator: 'M. Huber' });
    const { page } = it;
    await page.getByRole('button', { name: 'Schließen …' }).click();
    await page.getByLabel('Grund', { exact: true }).fill('Brandschutzübung');
    harness.endSessions();
    // Nobody has to find out by trying.
    await page.locator('dialog').getByText('Ihre Sitzung ist beendet.').waitFor();
    await shoot(it, 'session-ended');
    expect(await axe(page)).toEqual([]);
    expect(harness.calls).toEqual([]);
    await signIn(page, 'M. Huber');
    await page.getByRole('button', { name: 'Ausführen' }).click();
    await page.getByText('Ausgeführt.').waitFor();
    expect(harness.calls).toMatchObject([{ by: 'M. Huber', body: { action: 'close', reason: 'Brandschutzübung' } }]);
  });

  it('tells who is signed in, for what and until when, and signs out', async () => {
    await serve();
    const it = await open({ operator: 'M. Huber' });
    const { page } = it;
    await page.locator('.row').first().waitFor();
    await page.locator('.who').click();
    await page.getByText('Angemeldet als M. Huber').waitFor();
    await page.getByText('ganze Stadt').waitFor();
    await shoot(it, 'signed-in');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Abmelden' }).click();
    await expect.poll(() => page.locator('.who').textContent()).toBe('Anmelden');
  });

  it('administrators make a key, see its secret once, rotate and revoke it, and end a session', async () => {
    const harness = await serve({ role: 'administrator', more: keyRoutes });
    const it = await open({ operator: 'Ada Admin' });
    const { page } = it;
    await page.getByRole('button', { name: 'Zugang' }).click();
    const keys = page.getByRole('group', { name: 'Schlüssel', exact: true }).locator('tbody tr');
    await expect.poll(() => keys.count()).toBe(3);
    await page.getByText('idp.example.org:1').waitFor();
    await shoot(it, 'access');
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Auch gesperrte und abgelaufene zeigen').check();
    expect(await keys.count()).toBe(4);

    await page.getByRole('button', { name: 'Schlüssel anlegen …' }).click();
    await page.getByRole('button', { name: 'Ausführen' }).click();
    await page.getByText('Bitte mindestens 2 Zeichen angeben.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Stadtwerke');
    await page.getByLabel('Partnersystem').check();
    await page.getByLabel('Parken', { exact: true }).check();
    await page.getByLabel('Grund', { exact: true }).fill('Neuer Partner');
    await shoot(it, 'dialog-key');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ausführen' }).click();
    const secret = page.getByLabel('Der neue Schlüssel', { exact: true }).last();
    expect(await secret.inputValue()).toMatch(/^wgw_/);
    await shoot(it, 'dialog-secret');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Wird noch einmal geschlossen').waitFor();
    await page.getByRole('button', { name: 'Ich habe ihn kopiert' }).click();
    await expect.poll(() => keys.count()).toBe(5);
    expect(await page.content()).not.toContain('wgw_');

    await page.getByRole('button', { name: 'Erneuern … Stadtwerke' }).click();
    await page.getByRole('button', { name: 'Turnusmäßig' }).click();
    await page.getByRole('button', { name: 'Ausführen' }).click();
    await page.getByRole('button', { name: 'Ich habe ihn kopiert' }).click();
    await page.getByRole('button', { name: 'Sperren … Stadtwerke' }).click();
    await page.getByRole('button', { name: 'Verloren' }).click();
    await page.getByRole('button', { name: 'Ausführen' }).click();
    await page.getByText('Schlüssel gesperrt.').waitFor();
    await page.getByRole('button', { name: 'Beenden … M. Huber' }).click();
    await page.getByRole('button', { name: 'Gerät verloren' }).click();
    await page.getByRole('button', { name: 'Ausführen' }).click();
    await page.getByText('Sitzungen beendet.').waitFor();
    await page.getByText('idp.example.org:1').waitFor({ state: 'detached' });
    expect(harness.calls.map(({ method, path, by, body }) => [method, decodeURIComponent(path), by, body])).toEqual([
      ['POST', '/api/v1/keys', 'Ada Admin', { kind: 'partner', name: 'Stadtwerke', objects: ['facilities'], expiresAtMs: null, reason: 'Neuer Partner' }],
      ['POST', '/api/v1/keys/NeuNeuNeu123/rotation', 'Ada Admin', { reason: 'Turnusmäßig', overlapMinutes: 1440 }],
      ['DELETE', '/api/v1/keys/NeuNeuNeu123?reason=Verloren', 'Ada Admin', undefined],
      ['DELETE', '/api/v1/sessions/idp.example.org:1?reason=Gerät verloren', 'Ada Admin', undefined],
    ]);
    for (const [width, theme, lang] of [[320, 'light', 'EN'], [768, 'dark', 'DE']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole('button', { name: lang === 'EN' ? /English/ : /Deutsch/ }).click();
      await page.evaluate((wanted) => (document.documentElement.dataset['theme'] = wanted), theme);
      await shoot(it, `access-${width}`);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    expect(it.faults).toEqual([]);
  });

  it('the page to sign in at: every state, wide and narrow, light and dark, without scripts', async () => {
    const harness = await serve();
    const root = new URL('/', harness.url).href;
    for (const [name, query, width, colorScheme] of [
      ['demo', '', 1440, 'light'], ['wrong', '?problem=wrong', 320, 'dark'], ['provider', '?way=provider', 768, 'dark'], ['no-role', '?way=provider&problem=noRole&lang=en', 320, 'light'],
      ['none', '?way=none', 768, 'light'], ['signed-in', '?name=1', 1440, 'dark'], ['done', '?name=1&done=1', 320, 'light'],
    ] as const) {
      const context = await suite.browser.newContext({ viewport: { width, height: 640 }, colorScheme });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
      await page.goto(`${root}sign-in${query}`);
      await shoot({ page, faults }, `sign-in-${name}`);
      expect([name, await axe(page), faults]).toEqual([name, [], []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await context.close();
    }
  });
});
