import { runCli } from './cli.js';

const abort = new AbortController();
const stop = (): void => {
  abort.abort();
  // Whatever still hangs (a broker that does not answer) must not keep us.
  setTimeout(() => process.exit(0), 1900).unref();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Started as a child with IPC: when the parent dies, so do we.
process.on('disconnect', stop);

try {
  process.exitCode = await runCli(process.argv.slice(2), abort.signal, (line) => console.log(line));
} catch (error) {
  console.error(`sensors-sim: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
// An open IPC channel would keep the process alive after its work.
if (process.connected) process.disconnect();
