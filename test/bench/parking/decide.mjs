// The decision code as the harness's external program: JSON lines in (init, state, request), one line out per request.
// Usage: node decide.mjs [age of the counts, seconds] [file with options] [--report]
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Decider } from './decider.mjs';

const [lagSeconds = '60', tuning] = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const decider = new Decider(Number(lagSeconds), tuning === undefined ? {} : JSON.parse(readFileSync(tuning, 'utf8')));
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'request') process.stdout.write(`${JSON.stringify({ garage: decider.answer(message) })}\n`);
  else decider.take(message);
}
if (process.argv.includes('--report')) process.stderr.write(`${JSON.stringify(decider.report())}\n`);
