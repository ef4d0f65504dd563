import type { City } from '@wegweiser/contracts';
import { bindSources, loadProtocols, type BoundSource } from '@wegweiser/field';
import { checkSign } from '@wegweiser/guidance';
import { facilityProblems, openingHoursProblem } from '@wegweiser/parking';
import { checkJunction } from '@wegweiser/signals';
import { facilityConfigOf } from '../engine/facility-config.js';
import { signConfigOf } from '../engine/sign-config.js';
import { checkCity } from './check.js';
import { loadCity, type CityProblem, type Locate } from './load.js';

export type OpenedCity = { ok: true; city: City; sources: BoundSource[] } | { ok: false; problems: CityProblem[] };

/** Reads a city and asks everybody who will use it - schema, references, parking, signals, guidance, protocols - what is wrong. */
export async function openCity(dir: string): Promise<OpenedCity> {
  const loaded = loadCity(dir);
  if (!loaded.ok) return loaded;
  const { city, locate } = loaded;
  const references = checkCity(city, locate);
  // Rules can only be asked about a city whose references hold.
  const rules = references.length > 0 ? [] : [...parkingProblems(city, locate), ...signalProblems(city, locate), ...signProblems(city, locate)];
  const bound = bindSources(await loadProtocols(), city.sources);
  const sources = bound.ok ? [] : bound.errors.map((e) => ({ where: locate(['sources', city.sources.findIndex((s) => s.id === e.source)]), message: `source ${e.source}: ${e.path}: ${e.message}` }));
  const problems = [...references, ...rules, ...sources];
  return bound.ok && problems.length === 0 ? { ok: true, city, sources: bound.sources } : { ok: false, problems };
}

function parkingProblems(city: City, locate: Locate): CityProblem[] {
  return city.facilities.flatMap((f, i) => {
    const where = locate(['facilities', i]);
    try {
      const config = facilityConfigOf(city, f);
      const hours = config.openingHours === null ? null : openingHoursProblem(config.openingHours, config.region);
      const problems = facilityProblems(config);
      return [...problems, ...(hours === null ? [] : [`openingHours: ${hours}`])].map((p) => ({ where, message: `facility ${f.id}: ${p}` }));
    } catch (error) {
      const problems = (error as { problems?: string[] }).problems ?? [(error as Error).message];
      return problems.map((p) => ({ where, message: `facility ${f.id}: ${p}` }));
    }
  });
}

const signalProblems = (city: City, locate: Locate): CityProblem[] =>
  city.junctions.flatMap((j, i) => checkJunction(j).filter((p) => p.severity === 'error').map((p) => ({ where: locate(['junctions', i]), message: problemText(p) })));

const signProblems = (city: City, locate: Locate): CityProblem[] =>
  city.signs.flatMap((s, i) => checkSign(signConfigOf(city, s)).map((p) => ({ where: locate(['signs', i]), message: `sign ${s.id}: ${problemText(p)}` })));

const problemText = (p: object): string => ('message' in p ? String(p.message) : JSON.stringify(p));
