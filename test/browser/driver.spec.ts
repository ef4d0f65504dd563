import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launch } from './harness/chromium.js';
import { richCity } from './harness/city.js';
import { axeViolations, collectComplaints, overflowPx } from './harness/page.js';
import { FakeService } from './harness/service.js';
import { aState } from './harness/states.js';

const executable = findChromium();

describe.skipIf(executable === null)('driver pages', () => {
  let browser: Browser;
  let service: FakeService;
  let page: Page;
  let complaints: string[];

  const open = async (options: BrowserContextOptions = {}): Promise<void> => {
    await page?.context().close();
    const context = await browser.newContext({ serviceWorkers: 'block', ...options });
    page = await context.newPage();
    complaints = collectComplaints(page);
  };
  const card = (id: string) => page.locator(`#results #p-${id}`);
  const go = (path: string) => page.goto(service.url + path);
  const live = () => page.locator('#state[data-state="live"]').waitFor();

  beforeAll(async () => {
    browser = await launch(executable!);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    service = await FakeService.start(richCity(), ['driver']);
    await open();
  });
  afterEach(async () => {
    await page.context().close();
    await service.stop();
    expect(complaints).toEqual([]);
  });

  describe('without JavaScript', () => {
    beforeEach(() => open({ javaScriptEnabled: false }));

    it('a driver finds a disabled space near a place and gets there', async () => {
      await go('/');
      await page.getByLabel('Wohin möchten Sie?').fill('rathausplatz');
      await page.getByText('Was brauchen Sie?').click();
      await page.getByLabel('Stellplatz für').selectOption({ label: 'Menschen mit Behinderung' });
      await page.getByRole('button', { name: 'Anwenden' }).click();
      expect(await page.locator('h1').textContent()).toContain('nahe Rathausplatz');
      const first = page.locator('#results .card').first();
      expect(await first.textContent()).toMatch(/Beste Wahl.*Theater Ost.*2 Plätze frei.*min zu Fuß/s);
      await first.getByRole('link', { name: /Hinfahren/ }).click();
      expect(page.url()).toContain('/parken/theater-ost');
      expect(await page.getByRole('link', { name: 'Navigations-App öffnen' }).first().getAttribute('href')).toMatch(/^geo:48\.7/);
    });

    it('asks back, filters, follows and changes the language by plain links', async () => {
      await go('/?q=theater');
      await page.getByRole('link', { name: 'Stadttheater' }).click();
      await card('theater-ost').getByRole('link', { name: /Beobachten/ }).click();
      expect(await page.locator('#follow').textContent()).toContain('Ihr Ziel');
      await page.getByRole('link', { name: 'English' }).click();
      expect(await page.locator('#follow').textContent()).toContain('Your target');
      expect(await page.locator('h1').textContent()).toContain('near Stadttheater');
    });

    it('shows the state of every facility by word and by shape, six different ones', async () => {
      await go('/');
      const words = await page.locator('.legend dt').allTextContents();
      expect(new Set(words).size).toBe(6);
      expect(await card('hallenbad').locator('[data-part="avail"]').textContent()).toBe('geschlossen');
      expect(await card('hauptbahnhof-ost').locator('[data-part="avail"]').textContent()).toBe('keine Daten');
    });
  });

  describe('live', () => {
    it('moves a number in place and announces a change of status politely', async () => {
      await go('/');
      await live();
      service.setFacility(aState('arena', 530, { vacant: 7, status: 'almostFull' }, service.nowMs()));
      await card('arena').getByText('fast voll').waitFor();
      expect(await card('arena').locator('.avail__number').textContent()).toBe('7');
      expect(await page.locator('#announce').textContent()).toBe('Parkhaus Arena: 7 Plätze frei, fast voll');
      expect(await page.locator('#announce').getAttribute('aria-live')).toBe('polite');
      expect(await page.locator('[data-pin="arena"]').getAttribute('aria-label')).toContain('7 Plätze frei');
    });

    it('warns when the followed target fills up, and offers the next best', async () => {
      await go('/?place=rathausplatz&follow=theater-ost');
      await live();
      service.setFacility(aState('theater-ost', 575, { vacant: 0, status: 'full' }, service.nowMs()));
      await page.locator('#follow.follow--lost').waitFor();
      expect(await page.locator('#alert').textContent()).toMatch(/Ihr Ziel Tiefgarage Theater Ost: voll\. Nächstbeste Wahl: .*Plätze frei/);
      await page.locator('#resort').waitFor({ state: 'visible' });
    });

    it('leads on where guidance leads: it counts on the car, is told of the loss at once, and lets go in the end', async () => {
      service.advised = ['theater-ost', 'arena', 'congress'];
      await go('/?place=rathausplatz&follow=theater-ost');
      await live();
      await expect.poll(() => service.questions.length).toBe(1);
      const [first] = service.questions;
      const { position } = service.city.places.find((one) => one.id === 'rathausplatz')!;
      expect(first).toEqual({ lat: position[1], lon: position[0], audience: 'shortStay', spread: expect.any(Number), choose: 'theater-ost', tried: [], follow: true });
      service.setFacility(aState('theater-ost', 575, { vacant: 0, status: 'full' }, service.nowMs()));
      await page.locator('#follow.follow--lost').waitFor();
      expect(await page.locator('#alert').textContent()).toContain('Nächstbeste Wahl: Parkhaus Arena');
      await expect.poll(() => service.questions.length).toBe(2);
      expect(service.questions[1]).toMatchObject({ tried: ['theater-ost'], spread: first!.spread, trip: { facilityId: 'theater-ost' } });
      expect(service.questions[1]).not.toHaveProperty('choose');
      await page.locator('#follow').getByRole('link', { name: /Beobachten.*Parkhaus Arena/ }).click();
      await expect.poll(() => service.questions.at(-1)).toMatchObject({ choose: 'arena', spread: first!.spread, trip: { facilityId: 'arena' } });
      await page.getByRole('link', { name: 'Nicht mehr beobachten' }).first().click();
      await expect.poll(() => service.questions.at(-1)).toMatchObject({ follow: false, trip: { facilityId: 'arena' } });
      expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).toBe('[{},{}]');
    });

    it('offers to tell when the page is closed: on a click, with the browser\'s leave, and takes it back', async () => {
      service.pushKey = 'BNbxGYNMhEIi9zrneh7mqV4oUanjLUK3m-mYZBc62frMKrEoMk88r3Lk596T0ck9xlT-aok0fO1KXBLV4-XqxYM';
      await open({ serviceWorkers: 'allow', viewport: { width: 320, height: 640 } });
      // Chromium asks its push service for the address; there is none here, so this one step is played: all else is real.
      await page.addInitScript(() => {
        let subscription: PushSubscription | null = null;
        PushManager.prototype.getSubscription = async () => subscription;
        PushManager.prototype.subscribe = async (options) => {
          if (options?.userVisibleOnly !== true || (options.applicationServerKey as Uint8Array).length !== 65) throw new DOMException('not allowed', 'NotAllowedError');
          subscription = {
            endpoint: 'https://fcm.googleapis.com/fcm/send/played',
            toJSON: () => ({ endpoint: 'https://fcm.googleapis.com/fcm/send/played', keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) } }),
            unsubscribe: async () => ((subscription = null), true),
          } as unknown as PushSubscription;
          return subscription;
        };
      });
      await go('/?place=rathausplatz&follow=theater-ost&heightM=1.9');
      const button = page.locator('#push button');
      await button.waitFor();
      expect([await button.textContent(), await button.getAttribute('aria-pressed')]).toEqual(['Auch melden, wenn die Seite zu ist', 'false']);
      expect(service.subscriptions.size).toBe(0);

      await button.click();
      await page.getByText('Das Gerät lässt Meldungen nicht zu').waitFor();
      expect(service.subscriptions.size).toBe(0);

      await page.context().grantPermissions(['notifications'], { origin: service.url });
      await button.focus();
      await page.keyboard.press('Enter');
      await page.getByText(/Wir melden uns bis 16:3\d Uhr auch, wenn die Seite zu ist/).waitFor();
      expect([await button.textContent(), await button.getAttribute('aria-pressed')]).toEqual(['Nicht mehr melden', 'true']);
      expect([...service.subscriptions.values()]).toEqual([expect.objectContaining({ facilityId: 'theater-ost', audience: 'shortStay', heightM: 1.9, lang: 'de' })]);
      expect(await overflowPx(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);

      await button.click();
      await page.getByText('Gespeichert wird nur eine Zustelladresse').waitFor();
      expect([service.subscriptions.size, await button.getAttribute('aria-pressed')]).toEqual([0, 'false']);
    });

    it('says when the connection is lost, lets values age, and heals without a reload', async () => {
      await go('/');
      await live();
      await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
      await service.stop();
      await page.locator('#state[data-state="lost"]').waitFor();
      expect(await page.locator('#state-text').textContent()).toContain('Verbindung unterbrochen seit 14:3');
      service.setFacility(aState('arena', 530, { vacant: 1, status: 'almostFull' }, service.nowMs()));
      await service.restart();
      await page.locator('#state[data-state="live"]').waitFor({ timeout: 15_000 });
      await card('arena').getByText('fast voll').waitFor();
      expect(await page.evaluate(() => 'stayed' in globalThis)).toBe(true);
    });

    it('never leaves a stale number standing', async () => {
      await go('/');
      await live();
      service.advance(31 * 60_000);
      await page.waitForFunction(() => document.querySelectorAll('#results .avail__number').length === 0);
      expect(await card('arena').textContent()).toContain('keine Daten');
      expect(await card('hallenbad').textContent()).toContain('geschlossen');
    });

    it('ranks near the driver without telling anybody where that is', async () => {
      await open({ geolocation: { latitude: 48.7446, longitude: 11.4375 }, permissions: ['geolocation'] });
      await go('/');
      await live();
      const before = service.requests.length;
      await page.getByRole('button', { name: 'In meiner Nähe' }).click();
      await page.getByRole('heading', { name: /nahe Ihrem Standort/ }).waitFor();
      expect(await page.locator('.group--uncertain .card').first().textContent()).toContain('Hauptbahnhof West');
      expect(page.url()).not.toMatch(/lat|lon|48\.7/);
      expect(await page.content()).not.toMatch(/lat=|lon=|48\.7446/);
      expect(service.requests.slice(before).join(' ')).not.toContain('48.74');
      expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).toBe('[{},{}]');
    });

    it('ranks near a tap on the map, and tells nobody either', async () => {
      await go('/');
      await live();
      const before = service.requests.length;
      const box = (await page.locator('svg.map').boundingBox())!;
      // South-east, where the station is.
      await page.locator('svg.map').click({ position: { x: box.width * 0.6, y: box.height * 0.97 } });
      await page.getByRole('heading', { name: /nahe dem Punkt auf der Karte/ }).waitFor();
      expect(await page.locator('.group--uncertain .card').first().textContent()).toContain('Hauptbahnhof West');
      expect(page.url()).not.toMatch(/lat|lon/);
      expect(service.requests.slice(before)).toEqual([]);
    });

    it('brings a map to move and zoom for who asks for it: from here alone, live, by keyboard, and back', async () => {
      await open({ viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' });
      await go('/?place=rathausplatz');
      await live();
      expect(service.requests.join(' ')).not.toMatch(/city-map|worker/);
      const button = page.getByRole('button', { name: 'Karte zum Bewegen' });
      await button.click();
      await page.locator('#live-map[data-idle]').waitFor({ timeout: 20_000 });
      expect([await page.locator('svg.map').isVisible(), await button.getAttribute('aria-pressed')]).toEqual([false, 'true']);
      service.setFacility(aState('arena', 530, { vacant: 7, status: 'almostFull' }, service.nowMs()));
      await page.locator('#live-map').getByRole('link', { name: /Parkhaus Arena: 7 Plätze frei, fast voll/ }).waitFor();
      expect(await overflowPx(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);

      const pin = page.locator('#live-map [data-pin="muenster"]');
      const before = (await pin.boundingBox())!;
      await page.getByRole('button', { name: 'Vergrößern' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await pin.boundingBox())?.y).not.toBe(before.y);
      const asked = service.requests.length;
      await page.locator('#live-map canvas').click({ position: { x: 20, y: 200 } });
      await page.getByRole('heading', { name: /nahe dem Punkt auf der Karte/ }).waitFor();
      expect([service.requests.slice(asked), page.url().includes('lat=')]).toEqual([[], false]);
      await button.click();
      expect([await page.locator('svg.map').isVisible(), await page.locator('#live-map').isVisible()]).toEqual([true, false]);
    });

    it('keeps the drawn map where the other cannot be had', async () => {
      await page.route('**/city-map.js', (route) => route.abort());
      await go('/');
      await page.getByRole('button', { name: 'Karte zum Bewegen' }).click();
      await page.getByText('Die Karte kann hier nicht gezeigt werden').waitFor();
      expect([await page.locator('svg.map').isVisible(), await page.locator('#live-map').isVisible()]).toEqual([true, false]);
    });

    it('keeps a facility page live, with all its audiences', async () => {
      await go('/parken/theater-ost');
      await live();
      const state = service.facility('theater-ost');
      service.setFacility({ ...state, audiences: state.audiences.map((one) => ({ ...one, vacant: 0, status: 'full' })), status: 'full', vacant: 0 });
      await page.locator('[data-audience="disabled"]').getByText('voll').waitFor();
      expect(await page.locator('.card--single [data-part="avail"]').textContent()).toBe('voll');
    });
  });

  it('opens without a connection and says how old its data is', async () => {
    await open({ serviceWorkers: 'allow' });
    await go('/');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.reload();
    await live();
    await service.stop();
    await page.reload();
    await page.getByText(/Offline\. Gespeicherte Werte von 14:30 Uhr/).waitFor();
    expect(await card('arena').textContent()).toContain('412');
  });

  it('shows a page for an id that is not there', async () => {
    const response = await go('/parken/atlantis');
    expect(response?.status()).toBe(404);
    expect(await page.locator('h1').textContent()).toContain('gibt es hier nicht');
  });

  it('stays under 100 kB gzipped in all', async () => {
    const sizes: number[] = [];
    page.on('response', (response) => void response.body().then((body) => sizes.push(gzipSync(body).length), () => undefined));
    await go('/?place=rathausplatz');
    await live();
    expect(sizes.length).toBeGreaterThanOrEqual(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
  });

  it('is used by keyboard alone, with the focus in sight', async () => {
    await go('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Zur Liste der Parkplätze');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'content');
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement!;
      return { inMain: document.querySelector('main')!.contains(element), outline: getComputedStyle(element).outlineStyle };
    });
    expect(focused).toEqual({ inMain: true, outline: 'solid' });
  });

  describe.each(['/', '/?q=theater', '/?q=xyzzy&lang=en', '/?lang=ls&place=stadttheater&follow=muenster&audience=disabled', '/parken/theater-ost', '/text?place=dom', '/warum?place=rathausplatz', '/offline', '/drucken', '/plakat/theater-ost?lang=ls', '/widget?place=rathausplatz', '/einbinden?place=arena'])('%s', (path) => {
    it('has no accessibility violation, light and dark, and no sideways scrolling at 320 px', async () => {
      await open({ colorScheme: 'light', reducedMotion: 'reduce', viewport: { width: 320, height: 640 } });
      await go(path);
      if ((await page.locator('#state').count()) > 0) await live();
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      expect(await overflowPx(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await overflowPx(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(await axeViolations(page)).toEqual([]);
    });
  });
});
