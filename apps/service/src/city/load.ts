import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { City } from '@wegweiser/contracts';
import { readYaml, type YamlFile } from '@wegweiser/platform';
import type { CityProblem, Locate } from './problem.js';
import { readableCity, type ReadableCity } from './readable.js';

export type { CityProblem, Locate };
export type CityOutcome =
  | { ok: true; city: City; locate: Locate }
  /** `readable` is what can be looked at further, so that one slip does not hide another. */
  | { ok: false; problems: CityProblem[]; readable: ReadableCity | null };

interface Origin {
  file: YamlFile;
  /** Index inside the file's own list, for a section that is one. */
  index: number | null;
}

/**
 * Reads `config/cities/{id}`: every `*.yaml`, lists of the same section joined in order of file name, checked against the
 * schema. All errors of all files come back at once.
 */
export function loadCity(dir: string): CityOutcome {
  let names: string[];
  try {
    names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((n) => n.endsWith('.yaml')).sort();
  } catch {
    return { ok: false, problems: [{ where: dir, message: 'no such folder, expected config/cities/{id}' }], readable: null };
  }
  const files = names.map((n) => readYaml(join(dir, n)));
  const syntax = files.flatMap((f) => f.errors.map(splitWhere));
  const { joined, origins, problems } = joinFiles(files);
  const locate: Locate = (path) => whereIs(origins, dir, path);
  const parsed = City.safeParse(joined);
  const issues = parsed.success ? [] : parsed.error.issues;
  // A section that is missing because its file cannot be read is no mistake of its own.
  const schema = issues.filter((i) => syntax.length === 0 || i.path.length > 1).map((i) => ({ where: locate(i.path), message: `${i.path.join('.')}: ${i.message}` }));
  const all = [...syntax, ...problems, ...schema];
  if (parsed.success && all.length === 0) return { ok: true, city: parsed.data, locate };
  return { ok: false, problems: all, readable: syntax.length > 0 ? null : readableCity(joined, locate) };
}

function splitWhere(error: string): CityProblem {
  const cut = error.indexOf(': ');
  return { where: error.slice(0, cut), message: error.slice(cut + 2) };
}

function joinFiles(files: YamlFile[]): { joined: Record<string, unknown>; origins: Map<string, Origin[]>; problems: CityProblem[] } {
  const joined: Record<string, unknown> = {};
  const origins = new Map<string, Origin[]>();
  const problems: CityProblem[] = [];
  const sections = Object.keys(City.shape);
  for (const file of files) {
    for (const [section, value] of Object.entries(file.value as Record<string, unknown>)) {
      const where = `${file.path}:${file.lineOf([section])}`;
      // Names that start with x- hold YAML anchors for the rest of the file.
      if (section.startsWith('x-')) continue;
      if (!sections.includes(section)) problems.push({ where, message: `unknown section ${section}, expected one of ${sections.join(', ')}` });
      else if (Array.isArray(value)) addList(joined, origins, section, value, file);
      else if (section in joined) problems.push({ where, message: `section ${section} was given already in ${origins.get(section)![0]!.file.path}` });
      else {
        joined[section] = value;
        origins.set(section, [{ file, index: null }]);
      }
    }
  }
  return { joined, origins, problems };
}

function addList(joined: Record<string, unknown>, origins: Map<string, Origin[]>, section: string, value: unknown[], file: YamlFile): void {
  const list = (joined[section] ??= []) as unknown[];
  const from = origins.get(section) ?? [];
  value.forEach((item, index) => {
    list.push(item);
    from.push({ file, index });
  });
  origins.set(section, from);
}

function whereIs(origins: Map<string, Origin[]>, dir: string, path: readonly PropertyKey[]): string {
  const [section, index, ...rest] = path;
  const list = origins.get(String(section));
  if (list === undefined) return dir;
  const origin = typeof index === 'number' ? list[index] : list[0];
  if (origin === undefined) return dir;
  const keys = origin.index === null ? path : [section!, origin.index, ...rest];
  return `${origin.file.path}:${origin.file.lineOf(keys)}`;
}
