import { tacticalProblems } from '../engine/tactical-layout.js';
import type { City } from '@wegweiser/contracts';
import { bindSources, loadProtocols, type BoundSource, type FieldProtocol } from '@wegweiser/field';
import { checkContent, checkSign } from '@wegweiser/guidance';
import { facilityProblems, openingHoursProblem } from '@wegweiser/parking';
import { checkJunction } from '@wegweiser/signals';
import { facilityConfigOf } from '../engine/facility-config.js';
import { planContent } from '../engine/plan-config.js';
import { signConfigOf } from '../engine/sign-config.js';
import { checkCity } from './check.js';
import { loadCity, type CityProblem, type Locate } from './load.js';
import type { ReadableCity } from './readable.js';

export type OpenedCity = { ok: true; city: City; sources: BoundSource[] } | { ok: false; problems: CityProblem[] };

/** Reads a city and asks everybody who will use it - schema, references, parking, signals, guidance, protocols - what is wrong. All at once. */
export async function openCity(dir: string): Promise<OpenedCity> {
  const loaded = loadCity(dir);
  const protocols = await loadProtocols();
  if (!loaded.ok) return { ok: false, problems: [...loaded.problems, ...(loaded.readable === null ? [] : furtherProblems(loaded.readable, protocols))] };
  const { city, locate } = loaded;
  const problems = furtherProblems({ city, locate, leftOut: new Set() }, protocols);
  const bound = bindSources(protocols, city.sources);
  return bound.ok && problems.length === 0 ? { ok: true, city, sources: bound.sources } : { ok: false, problems };
}

/** What the schema does not see. */
function furtherProblems({ city, locate, leftOut }: ReadableCity, protocols: ReadonlyMap<string, FieldProtocol>): CityProblem[] {
  const references = checkCity(city, locate).filter(({ message }) => !tokens(message).some((t) => leftOut.has(t)));
  // Rules are asked about things whose own references hold.
  const dangling = new Set(references.map(({ path: [section, index] }) => `${String(section)}/${String(index)}`));
  const sound = { city, locate, asks: (section: string, index: number) => !dangling.has(`${section}/${index}`) };
  const bound = bindSources(protocols, city.sources);
  const sources = bound.ok ? [] : bound.errors.map((e) => ({ where: locate(['sources', city.sources.findIndex((s) => s.id === e.source), ...e.path.split('.')]), message: `source ${e.source}: ${e.path}: ${e.message}` }));
  return [...references.map(({ where, message }) => ({ where, message })), ...parkingProblems(sound), ...signalProblems(sound), ...signProblems(sound), ...planProblems(sound), ...sources];
}

const tokens = (message: string): string[] => message.match(/[A-Za-z0-9][A-Za-z0-9._-]*/g) ?? [];

interface Sound {
  city: City;
  locate: Locate;
  asks(section: string, index: number): boolean;
}

function parkingProblems({ city, locate, asks }: Sound): CityProblem[] {
  return city.facilities.flatMap((f, i) => {
    if (!asks('facilities', i)) return [];
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

const signalProblems = ({ city, locate, asks }: Sound): CityProblem[] =>
  city.junctions.flatMap((j, i) => {
    if (!asks('junctions', i)) return [];
    const errors = checkJunction(j).filter((p) => p.severity === 'error').map(problemText);
    return [...errors, ...tacticalProblems(j).map((p) => `junction ${j.id}: ${p}`)].map((message) => ({ where: locate(['junctions', i]), message }));
  });

const signProblems = ({ city, locate, asks }: Sound): CityProblem[] =>
  city.signs.flatMap((s, i) => (asks('signs', i) ? checkSign(signConfigOf(city, s)) : []).map((p) => ({ where: locate(['signs', i]), message: `sign ${s.id}: ${problemText(p)}` })));

/** What a plan shows must fit on its sign, at its longest. */
const planProblems = ({ city, locate, asks }: Sound): CityProblem[] => {
  const signs = new Map(city.signs.map((s, i) => [s.id, asks('signs', i) ? s : undefined]));
  return city.plans.flatMap((p, i) =>
    p.measures.flatMap((m, j) => {
      const sign = 'sign' in m ? signs.get(m.sign) : undefined;
      if (!('sign' in m) || sign === undefined) return [];
      const where = locate(['plans', i, 'measures', j]);
      const config = signConfigOf(city, sign);
      return checkContent(planContent(m.show), config).map((problem) => ({ where, message: `plan ${p.id}: sign ${m.sign}: ${problemText(problem)}` }));
    }),
  );
};

const problemText = (p: object): string => ('message' in p ? String(p.message) : JSON.stringify(p));
