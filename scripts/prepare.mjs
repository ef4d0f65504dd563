// What every command needs first, with nothing but Node: packages installed, sources built. Both only when they changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

/** Runs a program to its end; its output goes to ours. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}`))));
  });
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  process.exit(1);
}

/** `npm ci` unless the installed packages are those of the lockfile. */
export async function install() {
  const lock = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json'))).digest('hex');
  const stamp = join(ROOT, 'node_modules/.wegweiser-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (!existsSync(TSC) || existsSync(stamp) || process.env.CI) {
    console.log('Installing packages ...');
    await run(NPM, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  writeFileSync(stamp, lock);
}

/** Compiles all packages (incremental, about a second when nothing changed) and bundles the pages that changed. */
export async function build() {
  await run(process.execPath, [TSC, '-b']);
  for (const app of readdirSync(join(ROOT, 'apps'))) await bundle(join(ROOT, 'apps', app));
}

async function bundle(dir) {
  if (!existsSync(join(dir, 'vite.config.ts'))) return;
  const stamp = join(dir, 'dist/.bundle');
  const state = fingerprint([dir, join(ROOT, 'libs/web-kit'), join(ROOT, 'libs/contracts'), join(ROOT, 'libs/guidance')]);
  if (existsSync(stamp) && existsSync(join(dir, 'dist/client')) && readFileSync(stamp, 'utf8') === state) return;
  await run(process.execPath, [VITE, 'build', '--logLevel', 'warn'], { cwd: dir });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
}

/** Names, sizes and times of all sources below the folders. */
function fingerprint(dirs) {
  const hash = createHash('sha256');
  const visit = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
      if (entry.name === 'dist' || entry.name === 'node_modules') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) visit(path);
      else hash.update(`${path}:${statSync(path).size}:${statSync(path).mtimeMs};`);
    }
  };
  dirs.forEach(visit);
  return hash.digest('hex');
}
