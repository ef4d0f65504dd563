import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { Harness } from './server.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Opened {
  page: Page;
  /** What the page complained about: exceptions, refused resources, console errors. */
  faults: string[];
}
export interface PageOptions {
  hash?: string;
  width?: number;
  height?: number;
  theme?: 'dark' | 'light';
  locale?: string;
  operator?: string;
  forcedColors?: 'active';
  /** With WebGL, which is slow without a graphics card; else the page says that it can draw no map. */
  map?: boolean;
}

export async function openConsole(browser: Browser, harness: Harness, options: PageOptions = {}): Promise<Opened> {
  const { hash = '', width = 1440, height = 900, theme = 'dark', locale = 'de-DE', operator, forcedColors } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale, reducedMotion: 'reduce', ...(forcedColors !== undefined && { forcedColors }) });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.addInitScript((wanted) => localStorage.setItem('wegweiser.theme', wanted), theme);
  if (operator !== undefined) await context.addCookies([{ name: 'wegweiser', value: encodeURIComponent(operator), url: new URL('/', harness.url).href, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto(harness.url + hash);
  await page.waitForSelector('.row, .empty, .skeleton, .door');
  return { page, faults };
}

/** WebGL is a software renderer here: a picture is complete when the map says that it is idle. */
export const mapIsIdle = (page: Page): Promise<unknown> => page.waitForSelector('.map-canvas[data-idle]', { state: 'attached', timeout: 60_000 });

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** axe-core's findings, as short lines. Evaluated by the debugger, so the page's content security policy stands. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)")) as Violation[];
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary?.split('\n').slice(1, 3).join(' ') ?? ''}`));
}
