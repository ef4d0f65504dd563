import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env['WEGWEISER_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** Maps want WebGL, here drawn in software. */
const WEBGL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Path of a Chromium, or `null`: browser tests are then skipped and say so. */
export const findChromium = (): string | null => {
  const found = PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;
  if (found === null) console.warn('browser tests skipped: no Chromium found (set WEGWEISER_CHROMIUM to its path)');
  return found;
};

const NO_WEBGL = ['--disable-3d-apis'];

/** `webgl`: surely there or surely not; as the machine has it when it does not matter. */
export const launch = (executablePath: string, { webgl }: { webgl?: boolean } = {}): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...(webgl === undefined ? [] : webgl ? WEBGL : NO_WEBGL)] });
