import { parseArgs } from 'node:util';
import { Archive } from '@wegweiser/archive';

const USAGE = `npm run audit:verify -- [--database URL] [--head HASH]
  Recomputes the hash chain of the audit log, from its first record to its last.
  --database  as WEGWEISER_DATABASE_URL, which it defaults to
  --head      hash that an earlier run printed and that was kept elsewhere: it must still stand in the chain,
              or the end was cut off
Ends with 0 when the chain holds, with 1 when it does not, with 2 when it could not be read.`;

const { values } = parseArgs({ options: { database: { type: 'string' }, head: { type: 'string' }, help: { type: 'boolean', default: false } } });
process.exitCode = values.help ? (console.log(USAGE), 0) : await verify(values.database ?? process.env['WEGWEISER_DATABASE_URL'], values.head);

async function verify(connection: string | undefined, head: string | undefined): Promise<number> {
  if (connection === undefined || (head !== undefined && !/^[0-9a-f]{64}$/.test(head))) return (console.error(USAGE), 2);
  try {
    const archive = await Archive.open({ connection, now: () => Date.now(), maxConnections: 1 });
    try {
      const verdict = await archive.verifyAudit();
      if (!verdict.ok) return (console.error(`BROKEN after ${verdict.records} records, at record ${verdict.brokenAtId}: ${verdict.reason === 'content' ? 'its text was changed' : 'a record before it is missing or was exchanged'}`), 1);
      if (head !== undefined && !(await archive.hasAuditHash(head))) return (console.error(`CUT OFF: ${verdict.records} records hold together, but the one with hash ${head} is not among them`), 1);
      console.log(`${verdict.records} records hold together; newest hash ${verdict.headHash ?? '-'} (keep it elsewhere, and check with --head)`);
      return 0;
    } finally {
      await archive.close();
    }
  } catch (error) {
    console.error(`the audit log cannot be read: ${(error as Error).message}`);
    return 2;
  }
}
