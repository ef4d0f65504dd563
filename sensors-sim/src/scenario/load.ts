import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Profile } from './profile.js';
import { Scenario } from './schema.js';

const ROOM = fileURLToPath(new URL('../../', import.meta.url));
export const SCENARIOS_FOLDER = join(ROOM, 'scenarios');
export const PROFILES_FOLDER = join(ROOM, 'profiles');

const yaml = (file: string): unknown => parse(readFileSync(file, 'utf8'));
const isFile = (name: string): boolean => /\.ya?ml$/.test(name);

/** Scenario by name (in `scenarios/`) or by path. @throws ZodError or Error when it is missing or wrong. */
export function loadScenario(nameOrPath: string): Scenario {
  const file = isFile(nameOrPath) ? nameOrPath : join(SCENARIOS_FOLDER, `${nameOrPath}.yaml`);
  return Scenario.parse(yaml(file));
}

/** Profile by name or path; falls back to `default` for a city without one of its own. */
export function loadProfile(nameOrPath: string): Profile {
  if (isFile(nameOrPath)) return Profile.parse(yaml(nameOrPath));
  const file = join(PROFILES_FOLDER, `${nameOrPath}.yaml`);
  return Profile.parse(yaml(existsSync(file) ? file : join(PROFILES_FOLDER, 'default.yaml')));
}
