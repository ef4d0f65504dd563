import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { City } from '@wegweiser/contracts';
import { parse } from 'yaml';

/** The real demo city, joined from its folder as the service does, without the service. */
export function demoCity(): City {
  const dir = fileURLToPath(new URL('../../../config/cities/ingolstadt/', import.meta.url));
  const joined: Record<string, unknown> = {};
  for (const name of readdirSync(dir).filter((n) => n.endsWith('.yaml')).sort()) {
    for (const [section, value] of Object.entries(parse(readFileSync(dir + name, 'utf8'), { merge: true }) as Record<string, unknown>)) {
      if (section.startsWith('x-')) continue;
      joined[section] = Array.isArray(value) ? [...((joined[section] as unknown[] | undefined) ?? []), ...value] : value;
    }
  }
  return City.parse(joined);
}
