import type { City, Position } from '@wegweiser/contracts';

/** Numbers that are known of one street, as `9` or `12a`. */
export type KnownNumbers = ReadonlyMap<string, Position>;

const TYPED = /\s+([1-9]\d{0,3})\s*([a-z]?)\s*$/i;
/** A street with the number of a house behind it, as people type it; `null` where there is none. */
export const splitNumber = (text: string): { street: string; number: string } | null => {
  const found = TYPED.exec(text);
  return found === null ? null : { street: text.slice(0, found.index), number: `${found[1] ?? ''}${found[2] ?? ''}`.toLowerCase() };
};

/** By the street's folded name: from the list of the city, and of the garages' own addresses. */
export const knownNumbers = (city: City, fold: (name: string) => string): ReadonlyMap<string, KnownNumbers> => {
  const streets = new Map<string, Map<string, Position>>();
  const add = (street: string, number: string, at: Position): void => {
    const name = fold(street);
    const numbers = streets.get(name) ?? new Map<string, Position>();
    numbers.set(number, at);
    streets.set(name, numbers);
  };
  for (const { address, position } of city.facilities) {
    const split = splitNumber(address.split(',', 1)[0] ?? '');
    if (split !== null) add(split.street, split.number, position);
  }
  for (const { street, numbers } of city.addresses) for (const [number, at] of Object.entries(numbers)) add(street, number, at);
  return streets;
};

const valueOf = (number: string): number => Number.parseInt(number, 10);

/** The number itself, else the one next to it; of two as near the one on the same side of the street. */
export const nearestNumber = (known: KnownNumbers, wanted: string): string | null => {
  if (known.has(wanted)) return wanted;
  const rank = (number: string): number => {
    const apart = Math.abs(valueOf(number) - valueOf(wanted));
    return apart + (apart % 2) / 2;
  };
  return [...known.keys()].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'de', { numeric: true }))[0] ?? null;
};
