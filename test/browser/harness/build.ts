import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const newest = (folder: string): number =>
  Math.max(0, ...readdirSync(ROOT + folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts')).map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));

const isFresh = (app: string): boolean => {
  try {
    const built = newest(`apps/${app}/dist/client`);
    return built > 0 && [`apps/${app}/src`, `apps/${app}/public`, 'libs/web-kit/src', 'libs/guidance/src'].every((folder) => newest(folder) < built) && statSync(`${ROOT}apps/${app}/vite.config.ts`).mtimeMs < built;
  } catch {
    return false;
  }
};

/** Two test files may want the same bundle at once: the first to make the folder builds, the others wait for it. */
const withLock = async (lock: string, work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      mkdirSync(lock);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    try {
      await work();
    } finally {
      rmdirSync(lock);
    }
    return;
  }
  throw new Error(`${lock} is left over from a test that was killed: remove it`);
};

/** Builds the browser part of an app unless it is newer than all its sources; returns the folder. */
export const builtClient = async (app: 'driver' | 'sign'): Promise<string> => {
  const folder = `${ROOT}apps/${app}`;
  mkdirSync(`${folder}/dist`, { recursive: true });
  await withLock(`${folder}/dist/.building`, async () => {
    if (!isFresh(app)) await promisify(execFile)(process.execPath, [`${ROOT}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'error'], { cwd: folder });
  });
  return `${folder}/dist/client`;
};
