import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from '../../scripts/log-file.mjs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wegweiser-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('log of a part', () => {
  it('keeps the newest lines in two files and no more, over restarts', async () => {
    const path = join(folder, 'part.log');
    for (let start = 0; start < 4; start += 1) {
      const log = new LogFile(path, 1000);
      for (let line = 0; line < 50; line += 1) log.write(Buffer.from(`start ${start} line ${String(line).padStart(3, '0')}\n`));
      await log.end();
    }
    expect(readdirSync(folder).toSorted()).toEqual(['part.log', 'part.log.1']);
    const [before, now] = ['part.log.1', 'part.log'].map((name) => readFileSync(join(folder, name), 'utf8')) as [string, string];
    expect(Math.max(before.length, now.length)).toBeLessThanOrEqual(1000);
    const lines = `${before}${now}`.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('start 3 line 049');
    const numbers = lines.filter((line) => line.startsWith('start 3')).map((line) => Number(line.slice(-3)));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => 50 - numbers.length + at));
    expect(lines.length).toBeGreaterThan(50);
  });
});
