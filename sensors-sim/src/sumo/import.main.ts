import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { importJunctions } from './import.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { loops: { type: 'string' }, out: { type: 'string' }, area: { type: 'string', default: 'import' } } });
const [network] = positionals;
if (network === undefined) {
  console.error('usage: npm run city:import-sumo -- NETWORK.net.xml [--loops LOOPS.add.xml] [--area ID] [--out junctions.yaml]');
  process.exit(2);
}
const { junctions, notes } = importJunctions(readFileSync(network, 'utf8'), values.loops === undefined ? '' : readFileSync(values.loops, 'utf8'), values.area);
const text = stringify({ junctions });
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
for (const note of notes) console.error(note);
console.error(`${junctions.length} junctions`);
