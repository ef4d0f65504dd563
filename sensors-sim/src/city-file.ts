import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { City } from '@wegweiser/contracts';
import { parse } from 'yaml';

/**
 * City of a configuration folder: all `*.yaml` files, lists of the same section joined, read by the contract's schema.
 * References are not checked here (the service has its own checker): the simulator skips what leads nowhere.
 * @throws Error naming the file or the schema's complaints.
 */
export function loadCityFolder(folder: string): City {
  const merged: Record<string, unknown> = {};
  const files = readdirSync(folder).filter((f) => /\.ya?ml$/.test(f)).toSorted();
  if (files.length === 0) throw new Error(`no YAML files in ${folder}`);
  for (const file of files) {
    const content: unknown = parse(readFileSync(join(folder, file), 'utf8'));
    if (content === null) continue;
    if (typeof content !== 'object' || Array.isArray(content)) throw new Error(`${file}: expected sections`);
    // `x-` sections only hold YAML anchors.
    for (const [section, value] of Object.entries(content)) if (!section.startsWith('x-')) merged[section] = joined(merged[section], value, file, section);
  }
  const result = City.safeParse(merged);
  if (result.success) return result.data;
  const complaints = result.error.issues.slice(0, 20).map((i) => `${i.path.join('.')}: ${i.message}`);
  throw new Error(`${folder} is not a city:\n${complaints.join('\n')}`);
}

function joined(old: unknown, value: unknown, file: string, section: string): unknown {
  if (old === undefined) return value;
  if (Array.isArray(old) && Array.isArray(value)) return [...(old as unknown[]), ...(value as unknown[])];
  throw new Error(`${file}: section ${section} is given twice and is not a list`);
}
