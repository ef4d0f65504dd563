import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';

/** A YAML file that remembers where each value stood. */
export interface YamlFile {
  path: string;
  value: unknown;
  /** 1-based line of the value at `keys`, or of the closest parent that exists. */
  lineOf(keys: readonly PropertyKey[]): number;
  /** Syntax errors, `path:line: message`. */
  errors: string[];
}

export function readYaml(path: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, merge: true });
  const at = (offset: number) => lines.linePos(offset).line;
  const errors = document.errors.map((e) => `${path}:${at(e.pos[0])}: ${e.message.split('\n')[0]}`);
  return { path, value: errors.length > 0 ? {} : (document.toJS({ maxAliasCount: 1000 }) ?? {}), errors, lineOf: (keys) => lineOf(document, keys, at) };
}

function lineOf(document: Document, keys: readonly PropertyKey[], at: (offset: number) => number): number {
  for (let length = keys.length; length >= 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return at(node.range[0]);
  }
  return 1;
}
