import type { City, Position } from '@wegweiser/contracts';
import { knownNumbers, nearestNumber, splitNumber, type KnownNumbers } from './house-numbers.js';

/** Somewhere a driver may be going to. */
export interface Destination {
  readonly kind: 'place' | 'facility' | 'street' | 'address' | 'point';
  /** Id of a place or facility; of a street its folded name; empty for a point. */
  readonly id: string;
  readonly name: string;
  readonly position: Position;
  /** Of an address or a street that stands for one whose number is not known: what was asked for. */
  readonly asked?: string;
}

/** Spelling that people vary is folded away: umlauts, ß, "Str.", hyphens, case. */
export const foldName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([aou])e/g, '$1')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .replaceAll(/str(asse)?\b/g, 'str')
    .trim();

interface Entry {
  readonly destination: Destination;
  readonly folded: string;
}
const byCity = new WeakMap<City, readonly Entry[]>();

const middle = (shape: readonly Position[]): Position => shape[Math.floor(shape.length / 2)] as Position;

/** A street has no place of its own: the middle of its middle link, or the entrance or garage that is on it. */
const streets = (city: City): Destination[] => {
  const shapes = new Map<string, Position[]>();
  const add = (street: string, at: Position): void => {
    if (street !== '') shapes.set(street, [...(shapes.get(street) ?? []), at]);
  };
  for (const link of city.links) add(link.street, middle(link.shape));
  for (const facility of city.facilities) {
    for (const entrance of facility.entrances) add(entrance.street, entrance.position);
    add(facility.address.split(',')[0]?.replace(/\s+\d.*$/, '') ?? '', facility.position);
  }
  for (const { street, numbers } of city.addresses) for (const at of Object.values(numbers)) add(street, at);
  return [...shapes].map(([name, at]) => ({ kind: 'street', id: foldName(name), name, position: middle(at) }));
};

const entriesOf = (city: City): readonly Entry[] => {
  let entries = byCity.get(city);
  if (entries === undefined) {
    const destinations: Destination[] = [
      ...city.places.map(({ id, name, position }): Destination => ({ kind: 'place', id, name, position })),
      ...city.facilities.map(({ id, name, position }): Destination => ({ kind: 'facility', id, name, position })),
      ...streets(city),
    ];
    entries = destinations.map((destination) => ({ destination, folded: foldName(destination.name) }));
    byCity.set(city, entries);
  }
  return entries;
};

/** How well a name answers what was typed; 0 is exact, `null` not at all. */
const grade = (folded: string, wanted: string): number | null => {
  if (folded === wanted) return 0;
  if (folded.startsWith(wanted)) return 1;
  const words = folded.split(' ');
  if (wanted.split(' ').every((part) => words.some((word) => word.startsWith(part)))) return 2;
  return folded.includes(wanted) ? 3 : null;
};

/** Letters to change, at most `limit + 1`. */
const editDistance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] as number;
};

const misspelt = (folded: string, wanted: string): number | null => {
  const limit = wanted.length > 6 ? 2 : 1;
  const candidates = [folded, ...folded.split(' ')].map((word) => editDistance(word, wanted, limit));
  const best = Math.min(...candidates);
  return best <= limit ? 10 + best : null;
};

const MAX_CANDIDATES = 8;

const numbersByCity = new WeakMap<City, ReadonlyMap<string, KnownNumbers>>();
const numbersOf = (city: City, street: string): KnownNumbers | undefined => {
  let streets = numbersByCity.get(city);
  if (streets === undefined) numbersByCity.set(city, (streets = knownNumbers(city, foldName)));
  return streets.get(street);
};

/** A street with a number becomes an address, or the known one next to it; where no number is known it stays the street, which says so. */
const atNumber = (city: City, street: Destination, wanted: string): Destination => {
  if (street.kind !== 'street') return street;
  const known = numbersOf(city, street.id);
  const number = known === undefined ? null : nearestNumber(known, wanted);
  const position = number === null ? undefined : known?.get(number);
  if (number === null || position === undefined) return { ...street, asked: `${street.name} ${wanted}` };
  return { kind: 'address', id: '', name: `${street.name} ${number}`, position, ...(number === wanted ? {} : { asked: `${street.name} ${wanted}` }) };
};

/**
 * Places, garages, streets and addresses of the city that answer a typed text, best first, at most 8. Where the number of a house
 * is not known, the known one next to it stands for it, and where none is the street does; both say so.
 */
export const findDestinations = (city: City, text: string): Destination[] => {
  const split = splitNumber(text);
  const found = findNamed(city, split?.street ?? text);
  return split === null ? found : found.map((one) => atNumber(city, one, split.number));
};

const findNamed = (city: City, text: string): Destination[] => {
  const wanted = foldName(text);
  if (wanted.length < 2) return [];
  const entries = entriesOf(city);
  const graded = (rule: (folded: string, wanted: string) => number | null) =>
    entries.flatMap(({ destination, folded }) => {
      const score = rule(folded, wanted);
      return score === null ? [] : [{ destination, score, folded }];
    });
  const direct = graded(grade);
  // Misspellings are guessed only from four letters on: with fewer everything is near everything.
  const found = direct.length > 0 || wanted.length < 4 ? direct : graded(misspelt);
  const sorted = found.toSorted((a, b) => a.score - b.score || a.destination.name.localeCompare(b.destination.name, 'de'));
  const exact = sorted.filter((one) => one.score === 0);
  return (exact.length > 0 ? exact.slice(0, 1) : sorted.slice(0, MAX_CANDIDATES)).map((one) => one.destination);
};

/** A place or facility by id. */
export const findById = (city: City, id: string): Destination | null => entriesOf(city).find(({ destination }) => destination.id === id)?.destination ?? null;

/** Names to offer while typing: places first, then garages. */
export const suggestions = (city: City): string[] => [...new Set([...city.places, ...city.facilities].map((one) => one.name))];
