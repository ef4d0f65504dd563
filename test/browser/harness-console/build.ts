import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the console's page from its sources, so that the tests look at what is written and not at what was built once. */
export async function buildConsole(): Promise<void> {
  await build({ configFile: fileURLToPath(new URL('../../../apps/console/vite.config.ts', import.meta.url)), logLevel: 'error' });
}
