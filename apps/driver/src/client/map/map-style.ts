import type { City, Position } from '@wegweiser/contracts';
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { BACKDROP_ORDER, oneWayEach } from '../../parts/map.js';

/** Names of families: without a glyph server the browser draws the letters. */
const FONT = ['"Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif'];
const COLOURS = { ground: '--map-ground', oldTown: '--map-old', park: '--map-park', water: '--map-water', rail: '--map-rail', street: '--map-street', ink: '--ink', faint: '--ink-2', target: '--map-target', onTarget: '--map-on-target' } as const;
export type Colours = Record<keyof typeof COLOURS, string>;

/** The colours of the drawn map, in the scheme that is on: the style sheet is their only place. */
export const coloursOf = (box: HTMLElement): Colours => {
  const probe = box.appendChild(document.createElement('i'));
  const resolve = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(Object.entries(COLOURS).map(([key, name]) => [key, resolve(name)])) as Colours;
  probe.remove();
  return colours;
};

const feature = (geometry: Geometry, properties: Record<string, string> = {}): Feature => ({ type: 'Feature', geometry, properties });
export const collectionOf = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const point = (at: Position): Geometry => ({ type: 'Point', coordinates: [...at] });
export const line = (shape: readonly Position[]): Feature => feature({ type: 'LineString', coordinates: shape.map((at) => [...at]) });
export const target = (at: Position | null): FeatureCollection => collectionOf(at === null ? [] : [feature(point(at))]);

const backdropFeatures = ({ backdrop }: City): Feature[] =>
  backdrop.map(({ kind, name, closed, shape }) => {
    const coordinates = shape.map((at) => [...at]);
    return feature(closed ? { type: 'Polygon', coordinates: [coordinates] } : { type: 'LineString', coordinates }, { kind, name: name ?? '' });
  });
const streetFeatures = (city: City): Feature[] => oneWayEach(city).map(({ street, shape }) => ({ ...line(shape), properties: { name: street } }));

const is = (kind: string): FilterSpecification => ['==', ['get', 'kind'], kind];
const wider = (width: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 12, width, 17, width * 4];
const name = (id: string, source: string, colour: string, halo: string, size: number): LayerSpecification => ({
  id, type: 'symbol', source, layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': size, 'text-max-width': 9 }, paint: { 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': 1.5 },
});

const ground = (kind: City['backdrop'][number]['kind'], c: Colours): LayerSpecification => {
  if (kind === 'rail') return { id: kind, type: 'line', source: 'backdrop', filter: is(kind), paint: { 'line-color': c.rail, 'line-width': 2, 'line-dasharray': [4, 2] } };
  if (kind === 'street') return { id: kind, type: 'line', source: 'backdrop', filter: is(kind), paint: { 'line-color': c.street, 'line-width': wider(2) } };
  return { id: kind, type: 'fill', source: 'backdrop', filter: is(kind), paint: { 'fill-color': c[kind] } };
};

export const layersOf = (c: Colours): LayerSpecification[] => [
  { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
  ...BACKDROP_ORDER.map((kind) => ground(kind, c)),
  { id: 'streets', type: 'line', source: 'streets', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.street, 'line-width': wider(3) } },
  { ...name('backdrop-names', 'backdrop', c.faint, c.ground, 12), filter: ['in', ['get', 'kind'], ['literal', ['water', 'old']]] } as LayerSpecification,
  // Many parks around a small old town: from further away their names would only show in pieces between the pins.
  { ...name('park-names', 'backdrop', c.faint, c.ground, 12), minzoom: 13.5, filter: is('park') } as LayerSpecification,
  { ...name('street-names', 'streets', c.faint, c.ground, 12), minzoom: 14, layout: { 'symbol-placement': 'line', 'symbol-spacing': 300, 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12 } } as LayerSpecification,
  // From further away they lie under the pins.
  { ...name('place-names', 'places', c.ink, c.ground, 13), minzoom: 13.5 } as LayerSpecification,
  { id: 'leaders', type: 'line', source: 'leaders', paint: { 'line-color': c.ink, 'line-width': 1.5 } },
  { id: 'feet', type: 'circle', source: 'feet', paint: { 'circle-radius': 3, 'circle-color': c.ink } },
  { id: 'target', type: 'circle', source: 'target', paint: { 'circle-radius': 9, 'circle-color': c.target, 'circle-stroke-color': c.onTarget, 'circle-stroke-width': 2.5 } },
  { id: 'bull', type: 'circle', source: 'target', paint: { 'circle-radius': 3.5, 'circle-color': c.onTarget } },
];

/** The whole style from the city's own data: no tiles, no sprite, no glyph server. */
export const styleOf = (city: City, colours: Colours): StyleSpecification => {
  const geojson = (features: Feature[]) => ({ type: 'geojson' as const, data: collectionOf(features) });
  const sources = {
    backdrop: geojson(backdropFeatures(city)),
    streets: geojson(streetFeatures(city)),
    places: geojson(city.places.map((place) => feature(point(place.position), { name: place.name }))),
    feet: geojson(city.facilities.map((facility) => feature(point(facility.position)))),
    leaders: geojson([]),
    target: geojson([]),
  };
  return { version: 8, sources, layers: layersOf(colours) };
};
