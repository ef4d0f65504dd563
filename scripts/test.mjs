// `npm test`: builds, lints, and runs every test that can run on this machine; says which cannot.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { build, checkNode, install, ROOT, run } from './prepare.mjs';

/** Programs that some tests need, with their Debian packages. */
const PROGRAMS = [
  { path: '/usr/bin/chromium', apt: 'chromium', for: 'browser tests' },
  { path: '/usr/sbin/mosquitto', apt: 'mosquitto', for: 'tests against mosquitto' },
  { path: '/usr/bin/redis-server', apt: 'redis-server', for: 'limits shared in Valkey or Redis' },
];
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const RESULTS = join(ROOT, '.data/test');

checkNode();
await install();
installPrograms();
await build();
const failures = [];
const check = (...args) => run(process.execPath, args).catch((error) => failures.push(error.message));
// Tests run without their types being looked at, so that is done here.
await Promise.all([
  check(join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--quiet'),
  check(join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-p', 'test/tsconfig.json'),
]);

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
// On two cores vitest would leave one idle.
await suite('rules', ['--project', 'unit', '--project', 'architecture', '--coverage', `--maxWorkers=${availableParallelism()}`]);
// Two files at a time: one waits for programs while the other waits for pages.
await suite('programs', ['--project', 'contract', '--project', 'e2e', '--project', 'browser', '--project', 'fault', '--maxWorkers=2']);
report();

async function suite(name, args) {
  await check(VITEST, 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${join(RESULTS, `${name}.json`)}`);
}

function installPrograms() {
  const missing = PROGRAMS.filter((p) => !existsSync(p.path));
  if (missing.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    console.log(`Installing ${missing.map((p) => p.apt).join(', ')} ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing.map((p) => p.apt)], { stdio: 'ignore', env });
  }
  for (const p of missing) if (!existsSync(p.path)) console.log(`Skipped: ${p.for} (needs ${p.apt})`);
}

function report() {
  let [passed, failed, skipped] = [0, 0, 0];
  const failedTests = [];
  for (const name of ['rules', 'programs']) {
    const file = join(RESULTS, `${name}.json`);
    if (!existsSync(file)) continue;
    const r = JSON.parse(readFileSync(file, 'utf8'));
    passed += r.numPassedTests;
    failed += r.numFailedTests + (r.numFailedTestSuites > 0 && r.numFailedTests === 0 ? 1 : 0);
    skipped += r.numPendingTests + r.numTodoTests;
    failedTests.push(...r.testResults.flatMap(failedIn));
  }
  // Again at the end: where only the last part of a long output is kept, it must say what failed.
  for (const test of failedTests) console.log(`\nfailed: ${test}`);
  for (const failure of failures) console.log(failure);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failures.length > 0 || failed > 0 || passed === 0 ? 1 : 0;
}

/** What failed in a file: its tests, or the file itself where it could not even be loaded. */
function failedIn({ name, status, message, assertionResults }) {
  const file = relative(ROOT, name);
  const tests = assertionResults.filter((t) => t.status === 'failed').map((t) => `${file} > ${t.fullName}\n${t.failureMessages.join('\n')}`);
  return tests.length === 0 && status === 'failed' ? [`${file}\n${message}`] : tests;
}
