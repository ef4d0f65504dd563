import 'reflect-metadata';
import { collectGarbage, createLogger, keepNewObjectsYoung, readSettings } from '@wegweiser/platform';
import { openCity } from './city/open-city.js';
import { loadLimits } from './city/limits.js';
import { createService } from './create-service.js';
import { loadAccessSettings } from './gateway/auth/access-settings.js';
import { rehearse } from './gateway/rehearsal.js';
import { lockFolder } from './folder-lock.js';
import { CLOCK, STORE } from './platform/tokens.js';

/** Reads settings and city - all errors at once - and runs the roles until told to stop. */
async function main(): Promise<void> {
  keepNewObjectsYoung();
  const read = readSettings(process.env);
  if (!read.ok) return fail(read.errors);
  const { settings } = read;
  const opened = await openCity(settings.WEGWEISER_CITY_DIR);
  if (!opened.ok) return fail(opened.problems.map((p) => `${p.where}: ${p.message}`));
  const limits = loadLimits(settings.WEGWEISER_LIMITS_FILE);
  if (!limits.ok) return fail(limits.problems.map((p) => `${p.where}: ${p.message}`));
  const access = loadAccessSettings(settings.WEGWEISER_ACCESS_FILE);
  if (!access.ok) return fail(access.problems.map((p) => `${p.where}: ${p.message}`));
  const log = createLogger(settings.WEGWEISER_LOG_LEVEL);
  // A state that nobody foresaw is not gone on with: what was acknowledged is on disk, and a new start finds it there.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error; the process ends');
    process.exit(1);
  });
  const lock = await lockFolder(settings.WEGWEISER_DATA_DIR);
  if (!lock.ok) return fail([`WEGWEISER_DATA_DIR: ${lock.message}`]);
  if (lock.warning !== null) log.warn({ folder: settings.WEGWEISER_DATA_DIR }, lock.warning);
  // Reading the city leaves twenty times its size behind.
  collectGarbage();
  const service = await createService({ settings, city: opened.city, sources: opened.sources, limits: limits.limits, access: access.access, log });
  log.info({ roles: settings.WEGWEISER_ROLES, address: service.address }, 'service is up');
  process.send?.({ ready: true, address: service.address });

  let stopping = false;
  if (settings.WEGWEISER_ROLES.includes('gateway')) {
    rehearse(opened.city, service.app.get(STORE), service.app.get(CLOCK), () => !stopping).catch((error: unknown) => log.error({ err: error }, 'the rehearsal of drivers\' questions failed'));
  }
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // A part that hangs must not keep the process: everything acknowledged is on disk already.
    setTimeout(() => process.exit(1), 4500).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'a part did not stop as it should');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started by another process of ours: gone with it.
  process.on('disconnect', stop);
}

function fail(errors: string[]): void {
  for (const error of errors) console.error(error);
  console.error(`not started: ${errors.length} errors in the configuration`);
  process.exitCode = 78;
}

await main();
