import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { findChromium, launch } from '../harness/chromium.js';
import { buildConsole } from './build.js';
import { openConsole, type Opened, type PageOptions } from './page.js';
import { Harness, type HarnessOptions } from './server.js';

/** With a folder in this variable the pages are photographed into it. */
export const SHOTS = process.env['WEGWEISER_SCREENSHOTS'];

/** `npm run docs:shots-console`: of all pictures those of the documentation, under the names that it has for them. */
const DOCS: Readonly<Record<string, string>> | null = process.env['WEGWEISER_SHOTS_DOCS'] !== '1' ? null : {
  overview: 'console', plan: 'console-plan', corridor: 'console-wave', 'dialog-plan': 'console-plan-start', 'sign-freetext-light': 'console-sign', 'facility-light': 'console-garage', phone: 'console-phone', 'tablet-light': 'console-tablet', 'log-verified': 'console-log', access: 'console-access',
  'look-back-charts': 'look-back-charts', 'look-back-past': 'look-back-past', 'what-if': 'what-if',
};
const nameOf = (name: string): string | undefined => (DOCS === null ? name : DOCS[name]);

export const CHROMIUM = findChromium();

export interface ConsoleSuite {
  readonly browser: Browser;
  /** The stand-in that was started last. */
  readonly harness: Harness;
  serve(options?: HarnessOptions): Promise<Harness>;
  /** The console as the stand-in serves it, closed after the test. */
  open(options?: PageOptions): Promise<Opened>;
  /** Takes a picture where pictures are wanted. */
  shoot(opened: Opened, name: string): Promise<void>;
}

/** For a `describe`: one browser for all its tests, a second one for those that draw a map; pages and stand-ins end with each test. */
export function consoleSuite(): ConsoleSuite {
  let browser: Browser;
  let drawing: Promise<Browser> | undefined;
  const harnesses: Harness[] = [];
  const opened: Opened[] = [];

  beforeAll(async () => {
    await buildConsole();
    browser = await launch(CHROMIUM!, { webgl: SHOTS !== undefined });
    if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await (await drawing)?.close();
  });
  afterEach(async () => {
    for (const { page } of opened.splice(0)) await page.context().close();
    for (const harness of harnesses.splice(0)) await harness.stop();
  });

  return {
    get browser() {
      return browser;
    },
    get harness() {
      return harnesses.at(-1)!;
    },
    serve: async (options) => {
      const harness = await new Harness(options).start();
      harnesses.push(harness);
      return harness;
    },
    open: async (options) => {
      if (options?.map === true) drawing ??= launch(CHROMIUM!, { webgl: true });
      const it = await openConsole(options?.map === true ? await drawing! : browser, harnesses.at(-1)!, options);
      opened.push(it);
      return it;
    },
    shoot: async ({ page }, name) => {
      const file = nameOf(name);
      if (SHOTS !== undefined && file !== undefined) await page.screenshot({ path: `${SHOTS}/${file}.png` });
    },
  };
}
