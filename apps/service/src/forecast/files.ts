import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** Writes a file whole or not at all. For threads that may wait. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** What stands in a file of ours of this version; `null` when there is none that can be read: it is made anew. */
export function readVersion<T extends { version: number }>(path: string, version: T['version']): T | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as T;
    return value.version === version ? value : null;
  } catch {
    return null;
  }
}
