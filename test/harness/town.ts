import type { Database } from './database.js';
import { balance, doubledDerived, readLedger, type Balance, type LoadReport } from './ledger.js';
import { loadCity, LOAD_AREA, writeCity } from './load-city.js';
import type { Program } from './process.js';
import { until } from './until.js';
import type { Service, ServiceOptions, World } from './world.js';

/** More than are in flight at once, so that the generator's intervals keep a length when it makes up for a pause. */
const SENSORS = 1000;

export interface TownOptions extends ServiceOptions {
  perSecond: number;
  /** Where the load goes in; by default where the service reads. */
  loadUrl?: string;
}

/** A made-up town under load, with a ledger of what the broker acknowledged. */
export interface Town {
  database: Database;
  service: Service;
  load: Program;
  ledger: string;
}

export async function underLoad(w: World, brokerUrl: string, options: TownOptions): Promise<Town> {
  const cityDir = writeCity(w.dir, loadCity(SENSORS));
  const database = await w.database();
  const { perSecond, loadUrl = brokerUrl, env, ...rest } = options;
  const service = await w.service(brokerUrl, database.url, { ...rest, cityDir, env: { WEGWEISER_LOG_LEVEL: 'warn', ...env } });
  await service.start();
  // A broker keeps messages for a session that it knows, so the first message must not come before that.
  await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
  const ledger = w.path('ledger.jsonl');
  const load = w.simulator('load', ['load', '--broker', loadUrl, '--sensors', String(SENSORS), '--rate', String(perSecond), '--seconds', '3600', '--area', LOAD_AREA, '--ledger', ledger, '--connections', '4']);
  load.spawn();
  await until('load', async () => (await journalled(service)) > 500, 20_000);
  return { database, service, load, ledger };
}

export const journalled = (service: Service): Promise<number> => service.rest.metric('journal_next_offset');

/** New messages reach the journal. */
export async function flows(service: Service, timeoutMs = 45_000, what = 'messages flow'): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  await until(what, async () => {
    const now = await journalled(service);
    const grew = now > before;
    before = now;
    return grew;
  }, timeoutMs);
}

/** Ends the load and waits until the archive holds what was acknowledged. */
export async function settle(t: Town, timeoutMs = 60_000): Promise<Balance & { report: LoadReport }> {
  await t.load.stop();
  const report = JSON.parse(t.load.output().trim().split('\n').at(-1)!) as LoadReport;
  const ledger = readLedger(t.ledger);
  const all = async () => (await t.database.count('loop_interval')) + (await t.database.count('quarantine')) >= ledger.size && (await t.service.rest.metric('archive_checkpoint_offset')) >= (await journalled(t.service));
  // Not there in time: the balance says what is missing.
  await until('archive has all', all, timeoutMs).catch((error: unknown) => console.error(String(error)));
  return { ...(await balance(t.database, ledger)), report };
}

/** Everything that is wrong with the ledger: lost, doubled or invented rows. Says the figures. */
export async function ledgerFaults(t: Town, what: string): Promise<string[]> {
  const { report, ...b } = await settle(t);
  const derived = await doubledDerived(t.database);
  console.log(
    `${what}: ${b.acknowledged} acknowledged, ${b.rows} rows + ${b.quarantined} quarantined (${b.unacknowledged} of messages whose acknowledgement did not come), lost ${b.lost.length}, doubled ${b.doubled.length}, ` +
      `derived doubled ${Object.values(derived).reduce((a, c) => a + c, 0)}; ${report.reconnects} reconnects of the load, ${report.resent} sent again`,
  );
  const faults = [...b.lost.map((k) => `lost ${k}`), ...b.doubled.map((k) => `doubled ${k}`)];
  for (const [table, n] of Object.entries(derived)) if (n > 0) faults.push(`${n} rows of ${table} stand twice`);
  if (b.acknowledged <= 500) faults.push(`only ${b.acknowledged} were acknowledged`);
  // What stands there beyond the ledger was sent, and its acknowledgement never came or came too late for the ledger.
  if (b.unacknowledged > report.sent - b.acknowledged) faults.push(`${b.unacknowledged} rows of ${report.sent - b.acknowledged} messages without acknowledgement`);
  return faults;
}
