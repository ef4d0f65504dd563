import type { Feature, FeatureCollection, LineString, Point, Polygon } from 'geojson';
import { agedFacility, deviceTone, junctionFace, signFace } from '../state/assess.js';
import type { CityIndex } from '../state/city.js';
import { collection, serviceNowMs } from '../state/live.js';
import { devicePlaces } from './device-places.js';
import type { CollectionName } from '../state/collections.js';

/** What the map shows of the live values: one small object of properties for each thing. */
export type Mapped = Extract<CollectionName, 'facilities' | 'links' | 'junctions' | 'signs' | 'devices'>;
export const MAPPED: readonly Mapped[] = ['links', 'devices', 'junctions', 'signs', 'facilities'];
export type Properties = Record<string, string | number | boolean>;

/** On the map there is no room for what kind of house it is. */
export const shortName = (name: string): string => name.replace(/^(Parkhaus|Tiefgarage|Parkplatz) /, '');

function facility(index: CityIndex, id: string): Properties {
  const config = index.facilities.get(id);
  const state = collection('facilities').get(id);
  const name = shortName(config?.name ?? id);
  if (state === undefined) return { id, name, icon: 'pill|unavailable|–|old', rank: 3 };
  const aged = agedFacility(state, config, serviceNowMs());
  const text = aged.status === 'closed' ? '–' : aged.vacant === null ? '?' : String(aged.vacant);
  return { id, name, icon: `pill|${aged.status}|${text}|${aged.freshness === 'fresh' ? '' : 'old'}`, rank: 0 };
}

function junction(index: CityIndex, id: string): Properties {
  const state = collection('junctions').get(id);
  const face = state === undefined ? 'offline' : junctionFace(state);
  return { id, name: index.junctions.get(id)?.name ?? id, icon: `junction|${face}`, rank: face === 'ok' ? 3 : 1 };
}

function sign(index: CityIndex, id: string): Properties {
  const config = index.signs.get(id);
  const state = collection('signs').get(id);
  const icon = state === undefined ? 'sign|blank|offline' : `sign|${state.level}|${signFace(state)}`;
  return { id, name: config?.name ?? id, icon, facing: config?.facingDeg ?? 0, rank: 2 };
}

function device(_index: CityIndex, id: string): Properties {
  const state = collection('devices').get(id);
  const tone = state === undefined ? 'mute' : deviceTone(state);
  return { id, name: id, icon: `device|${tone}`, tone };
}

function link(index: CityIndex, id: string): Properties {
  return { id, name: index.links.get(id)?.street ?? id, level: collection('links').get(id)?.level ?? 'unknown' };
}

export const propertiesOf: Readonly<Record<Mapped, (index: CityIndex, id: string) => Properties>> = { facilities: facility, junctions: junction, signs: sign, links: link, devices: device };

const point = (position: readonly [number, number]): Point => ({ type: 'Point', coordinates: [...position] });

/** All features of one kind, with the values as they are now. */
export function featuresOf(index: CityIndex, kind: Mapped): FeatureCollection {
  const properties = propertiesOf[kind];
  const features: Feature[] =
    kind === 'devices'
      ? [...devicePlaces(index)].map(([id, place]): Feature<Point> => ({ type: 'Feature', id, geometry: point(place), properties: properties(index, id) }))
      : kind === 'links'
      ? index.city.links.map((l): Feature<LineString> => ({ type: 'Feature', id: l.id, geometry: { type: 'LineString', coordinates: l.shape }, properties: properties(index, l.id) }))
      : index.city[kind].map((thing): Feature<Point> => ({ type: 'Feature', id: thing.id, geometry: point(thing.position), properties: properties(index, thing.id) }));
  return { type: 'FeatureCollection', features };
}

/** River, parks, old town, railway: drawn under everything. */
export function backdropOf(index: CityIndex): FeatureCollection {
  const features = index.city.backdrop.map((b): Feature<Polygon | LineString> => ({
    type: 'Feature',
    geometry: b.closed ? { type: 'Polygon', coordinates: [[...b.shape, b.shape[0] as [number, number]]] } : { type: 'LineString', coordinates: b.shape },
    properties: { kind: b.kind, name: b.name ?? '', closed: b.closed },
  }));
  return { type: 'FeatureCollection', features };
}

/** Each street's name once: on its longest piece, not on every direction of every link. */
export function streetNamesOf(index: CityIndex): FeatureCollection {
  const longest = new Map<string, CityIndex['city']['links'][number]>();
  for (const l of index.city.links) if ((longest.get(l.street)?.lengthM ?? 0) < l.lengthM) longest.set(l.street, l);
  const features = [...longest.values()].map((l): Feature<LineString> => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: l.shape }, properties: { name: l.street } }));
  return { type: 'FeatureCollection', features };
}
