import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Rows of a simple CSV file (no quotes), gzipped or not, as objects by the names of its first line. */
export async function* readCsv(file: string): AsyncGenerator<Record<string, string>> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => input.destroy(error));
  let names: string[] | null = null;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const cells = line.split(',');
    if (names === null) {
      names = cells;
      continue;
    }
    yield Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  }
}
