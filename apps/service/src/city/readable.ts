import { City } from '@wegweiser/contracts';
import type { Locate } from './problem.js';

/** What of a city with mistakes can be understood: whole things only, those with a mistake left out. */
export interface ReadableCity {
  city: City;
  locate: Locate;
  /** Identifiers of the things left out: references to them say nothing. */
  leftOut: ReadonlySet<string>;
}

const SINGLE = ['city', 'calendar', 'weather'] as const;
/** Lists of things; the head, the calendar and the weather are none. */
type Section = Exclude<keyof City, (typeof SINGLE)[number]>;
const SECTIONS = Object.keys(City.shape).filter((k) => !(SINGLE as readonly string[]).includes(k)) as Section[];

/** `null` when there is no head: without a time zone nothing can be judged. */
export function readableCity(joined: Readonly<Record<string, unknown>>, locate: Locate): ReadableCity | null {
  const head = City.shape.city.safeParse(joined['city']);
  if (!head.success) return null;
  const city: Record<string, unknown> = { city: head.data, weather: City.shape.weather.safeParse(joined['weather']).data };
  const leftOut = new Set<string>();
  const origin = new Map<string, number[]>();
  for (const section of SECTIONS) {
    const { items, places, broken } = readableItems(section, joined[section]);
    city[section] = items;
    origin.set(section, places);
    for (const id of broken) leftOut.add(id);
  }
  const place: Locate = ([section, index, ...rest]) => locate(typeof index === 'number' ? [section!, origin.get(String(section))?.[index] ?? index, ...rest] : [section!]);
  return { city: city as City, locate: place, leftOut };
}

function readableItems(section: Section, value: unknown): { items: unknown[]; places: number[]; broken: string[] } {
  const items: unknown[] = [];
  const places: number[] = [];
  const broken: string[] = [];
  (Array.isArray(value) ? value : []).forEach((item: unknown, i) => {
    const parsed = City.shape[section].safeParse([item]);
    if (parsed.success) {
      items.push(...(parsed.data as unknown[]));
      places.push(i);
    } else if (typeof item === 'object' && item !== null && 'id' in item) broken.push(String(item.id));
  });
  return { items, places, broken };
}
