import type { City } from '@wegweiser/contracts';
import { pickLang, type Lang } from '@wegweiser/web-kit';
import { findById, findDestinations, type Destination } from './gazetteer.js';

export type Sort = 'best' | 'walk' | 'free' | 'price';
export const SORTS: readonly Sort[] = ['best', 'walk', 'free', 'price'];
/** Whose spaces are meant when nothing else is said. */
export const DEFAULT_AUDIENCE = 'shortStay';
/** Minutes until arrival that can be chosen; what the forecast knows. */
export const ARRIVALS: readonly number[] = [15, 30, 60, 120];
const SOON = 15;
const MAX_TEXT = 80;

/** What a driver asks for, read from the query of the address. */
export interface DriverQuery {
  readonly lang: Lang;
  /** The address says the language; without it the browser's wish may decide, so links must keep what was said. */
  readonly langSaid: boolean;
  /** As typed into the search field. */
  readonly text: string;
  readonly destination: Destination | null;
  /** What the text may mean, when it is not clear. */
  readonly candidates: readonly Destination[];
  readonly audience: string;
  /** Height of the vehicle, metres. */
  readonly heightM: number | null;
  /** Longest walk, minutes. */
  readonly walkMinutes: number | null;
  /** Most that an hour may cost, cents. */
  readonly maxCent: number | null;
  /** Minutes until arrival, one of `ARRIVALS`. */
  readonly arriveMinutes: number;
  readonly sort: Sort;
  /** Leave out what is full, closed or does not fit. */
  readonly onlyFree: boolean;
  /** Facility that is being followed on the way. */
  readonly follow: string | null;
}

type Raw = Readonly<Record<string, unknown>>;

const one = (raw: Raw, key: string): string => {
  const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim().slice(0, MAX_TEXT) : '';
};

/** German decimals are typed with a comma. */
const numberIn = (text: string, low: number, high: number): number | null => {
  const value = Number(text.replace(',', '.'));
  return text !== '' && Number.isFinite(value) && value >= low && value <= high ? value : null;
};

const centIn = (text: string): number | null => {
  const euro = numberIn(text, 0, 100);
  return euro === null ? null : Math.round(euro * 100);
};

const pointOf = (raw: Raw): Destination | null => {
  const [lat, lon] = [numberIn(one(raw, 'lat'), -90, 90), numberIn(one(raw, 'lon'), -180, 180)];
  return lat === null || lon === null ? null : { kind: 'point', id: '', name: '', position: [lon, lat] };
};

/** Every audience the city has spaces for, the usual one first. */
export const audiencesOf = (city: City): string[] => {
  const ids = new Set(city.facilities.flatMap((facility) => facility.audiences.map((audience) => audience.id)));
  ids.delete(DEFAULT_AUDIENCE);
  return [DEFAULT_AUDIENCE, ...ids];
};

const destinationOf = (city: City, raw: Raw): Pick<DriverQuery, 'text' | 'destination' | 'candidates'> => {
  const text = one(raw, 'q');
  if (text === '') {
    const destination = findById(city, one(raw, 'place')) ?? pointOf(raw);
    return { text: destination?.name ?? '', destination, candidates: [] };
  }
  const candidates = findDestinations(city, text);
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return { text: only.asked ?? only.name, destination: only, candidates: [] };
  return { text, destination: null, candidates };
};

/** Reads a page's query. Never throws: what is unknown or malformed counts as not said. */
export const readDriverQuery = (city: City, raw: Raw): DriverQuery => {
  const audience = one(raw, 'audience');
  const follow = one(raw, 'follow');
  return {
    lang: pickLang(one(raw, 'lang')),
    langSaid: one(raw, 'lang') !== '',
    ...destinationOf(city, raw),
    audience: audiencesOf(city).find((id) => id === audience) ?? DEFAULT_AUDIENCE,
    heightM: numberIn(one(raw, 'heightM'), 0.5, 6),
    walkMinutes: numberIn(one(raw, 'walk'), 1, 120),
    maxCent: centIn(one(raw, 'price')),
    arriveMinutes: ARRIVALS.find((minutes) => String(minutes) === one(raw, 'arrive')) ?? SOON,
    sort: SORTS.find((sort) => sort === one(raw, 'sort')) ?? 'best',
    onlyFree: one(raw, 'free') === '1',
    follow: city.facilities.some((facility) => facility.id === follow) ? follow : null,
  };
};

const destinationParameters = ({ destination, text }: DriverQuery): [string, string][] => {
  if (destination === null) return text === '' ? [] : [['q', text]];
  switch (destination.kind) {
    case 'point':
      return [
        ['lat', String(destination.position[1])],
        ['lon', String(destination.position[0])],
      ];
    case 'street':
    case 'address':
      return [['q', destination.asked ?? destination.name]];
    case 'place':
    case 'facility':
      return [['place', destination.id]];
  }
};

/** Whether links and forms name the language. */
export const saysLang = ({ lang, langSaid }: DriverQuery): boolean => langSaid || lang !== 'de';

/** The same question in a language that was chosen. */
export const inLang = (query: DriverQuery, lang: Lang): DriverQuery => ({ ...query, lang, langSaid: true });

/** The shortest query that asks the same; starts with `?` unless empty. */
export const queryString = (query: DriverQuery): string => {
  const parameters = new URLSearchParams(destinationParameters(query));
  if (query.audience !== DEFAULT_AUDIENCE) parameters.set('audience', query.audience);
  if (query.heightM !== null) parameters.set('heightM', String(query.heightM));
  if (query.walkMinutes !== null) parameters.set('walk', String(query.walkMinutes));
  if (query.maxCent !== null) parameters.set('price', String(query.maxCent / 100));
  if (query.arriveMinutes !== SOON) parameters.set('arrive', String(query.arriveMinutes));
  if (query.sort !== 'best') parameters.set('sort', query.sort);
  if (query.onlyFree) parameters.set('free', '1');
  if (query.follow !== null) parameters.set('follow', query.follow);
  if (saysLang(query)) parameters.set('lang', query.lang);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
};

/** Has the driver said anything about needs, so that the needs stand open? */
export const hasNeeds = (query: DriverQuery): boolean =>
  query.audience !== DEFAULT_AUDIENCE || query.heightM !== null || query.walkMinutes !== null || query.maxCent !== null || query.arriveMinutes !== SOON || query.onlyFree || query.sort !== 'best';
