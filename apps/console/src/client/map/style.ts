import type { LevelOfService } from '@wegweiser/contracts';
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { LEVEL_LINES } from '../ui/glyph.js';
import type { CityIndex } from '../state/city.js';
import { backdropOf, featuresOf, MAPPED, streetNamesOf } from './features.js';
import type { Palette } from './palette.js';

const LEVELS: readonly LevelOfService[] = ['unknown', 'free', 'dense', 'slow', 'jam'];
/** Directions of a street lie 7 m apart: below street scale they are pulled apart to stay readable. */
const OFFSET: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 12, 1.4, 14, 3.2, 16, 3];
const scaled = (width: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 12, width * 0.55, 14, width, 17, width * 2.2];
/** Names of families: without a glyph server the browser draws the letters. */
const FONT = ['"Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif'];

const is = (kind: string): FilterSpecification => ['==', ['get', 'kind'], kind];
const ofLevel = (level: LevelOfService): FilterSpecification => ['==', ['get', 'level'], level];

const backdrop = (p: Palette): LayerSpecification[] => [
  { id: 'ground', type: 'background', paint: { 'background-color': p.ground } },
  { id: 'park', type: 'fill', source: 'backdrop', filter: is('park'), paint: { 'fill-color': p.park } },
  { id: 'oldTown', type: 'fill', source: 'backdrop', filter: is('oldTown'), paint: { 'fill-color': p.oldTown } },
  { id: 'water', type: 'fill', source: 'backdrop', filter: is('water'), paint: { 'fill-color': p.water } },
  { id: 'rail', type: 'line', source: 'backdrop', filter: is('rail'), paint: { 'line-color': p.rail, 'line-width': 2, 'line-dasharray': [4, 3] } },
  { id: 'street', type: 'line', source: 'backdrop', filter: is('street'), paint: { 'line-color': p.street, 'line-width': 2.5 } },
  { id: 'backdrop-names', type: 'symbol', source: 'backdrop', filter: ['all', ['!=', ['get', 'name'], ''], ['get', 'closed']], layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11.5, 'text-letter-spacing': 0.08, 'text-max-width': 9 }, paint: { 'text-color': p.labelFaint, 'text-halo-color': p.halo, 'text-halo-width': 1, 'text-opacity': 0.75 } },
];

const lineOf = (p: Palette, level: LevelOfService): LayerSpecification => {
  const { width, dash } = LEVEL_LINES[level];
  const dashes = dash.split(' ').filter((d) => d !== '').map((d) => Number(d) / width);
  return {
    id: `links-${level}`, type: 'line', source: 'links', filter: ofLevel(level),
    layout: { 'line-cap': dashes.length === 0 ? 'round' : 'butt', 'line-join': 'round' },
    paint: { 'line-color': p.levels[level], 'line-width': scaled(width), 'line-offset': OFFSET, ...(dashes.length > 0 && { 'line-dasharray': dashes }) },
  };
};

const links = (p: Palette): LayerSpecification[] => [
  { id: 'links-selected', type: 'line', source: 'links', filter: ['==', ['get', 'id'], ''], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.ring, 'line-width': scaled(12), 'line-offset': OFFSET } },
  { id: 'links-casing', type: 'line', source: 'links', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.casing, 'line-width': scaled(6.5), 'line-offset': OFFSET } },
  ...LEVELS.map((level) => lineOf(p, level)),
  { id: 'links-jam-hatch', type: 'line', source: 'links', filter: ofLevel('jam'), paint: { 'line-color': p.casing, 'line-width': scaled(7.5), 'line-offset': OFFSET, 'line-dasharray': [0.25, 0.55], 'line-opacity': 0.75 } },
  { id: 'links-way', type: 'symbol', source: 'links', minzoom: 14.2, layout: { 'symbol-placement': 'line', 'symbol-spacing': 90, 'icon-image': 'chevron', 'icon-size': 0.8, 'icon-offset': [0, 4], 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  // What the pointer can hit: wider than what is drawn.
  { id: 'links-hit', type: 'line', source: 'links', paint: { 'line-color': '#000', 'line-opacity': 0, 'line-width': 13, 'line-offset': OFFSET } },
  { id: 'street-names', type: 'symbol', source: 'streets', minzoom: 13.6, layout: { 'symbol-placement': 'line-center', 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, -1.3] }, paint: { 'text-color': p.labelFaint, 'text-halo-color': p.halo, 'text-halo-width': 1.5 } },
];

/** A ring around the chosen point. */
const ring = (kind: string, p: Palette, radius: number): LayerSpecification => ({
  id: `${kind}-selected`, type: 'circle', source: kind, filter: ['==', ['get', 'id'], ''],
  paint: { 'circle-radius': radius, 'circle-color': p.ring, 'circle-opacity': 0.14, 'circle-stroke-color': p.ring, 'circle-stroke-width': 2.5 },
});

const points = (p: Palette): LayerSpecification[] => [
  ring('devices', p, 11),
  // Sensors by state: at street scale all of them, from further away those that are in trouble.
  { id: 'devices', type: 'symbol', source: 'devices', minzoom: 14.5, layout: { 'icon-image': ['get', 'icon'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 14.5, 0.8, 17, 1.2], 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  { id: 'devices-trouble', type: 'symbol', source: 'devices', minzoom: 12, maxzoom: 14.5, filter: ['!=', ['get', 'tone'], 'ok'], layout: { 'icon-image': ['get', 'icon'], 'icon-size': 0.7, 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  ring('junctions', p, 17),
  { id: 'junctions', type: 'symbol', source: 'junctions', layout: { 'icon-image': ['get', 'icon'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 11.5, 0.55, 13.5, 0.9, 16, 1.15], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['-', 5, ['get', 'rank']] } },
  ring('signs', p, 20),
  { id: 'signs-facing', type: 'symbol', source: 'signs', minzoom: 14, layout: { 'icon-image': 'pointer', 'icon-rotate': ['get', 'facing'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  { id: 'signs', type: 'symbol', source: 'signs', layout: { 'icon-image': ['get', 'icon'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 11.5, 0.55, 13.5, 1, 16, 1.25], 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
  { id: 'leaders', type: 'line', source: 'leaders', paint: { 'line-color': p.label, 'line-width': 1.2, 'line-opacity': 0.7 } },
  { id: 'facility-places', type: 'circle', source: 'places', paint: { 'circle-radius': 3.2, 'circle-color': p.label, 'circle-stroke-color': p.casing, 'circle-stroke-width': 1 } },
  { ...ring('facilities', p, 38), paint: { 'circle-radius': 38, 'circle-color': p.ring, 'circle-opacity': 0.1, 'circle-stroke-color': p.ring, 'circle-stroke-width': 2.5 } } as LayerSpecification,
  {
    id: 'facilities', type: 'symbol', source: 'facilities',
    layout: {
      'icon-image': ['get', 'icon'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 11.5, 0.7, 13, 1], 'icon-allow-overlap': true,
      'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 1.35], 'text-anchor': 'top', 'text-max-width': 14, 'text-allow-overlap': true,
    },
    paint: { 'text-color': p.label, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
  },
];

/** The whole style from local data: no tiles, no sprite, and glyphs are drawn by the browser. */
export function styleOf(index: CityIndex, p: Palette): StyleSpecification {
  const geojson = (data: GeoJSON.FeatureCollection) => ({ type: 'geojson', data }) as const;
  const live = Object.fromEntries(MAPPED.map((kind) => [kind, { ...geojson(featuresOf(index, kind)), promoteId: 'id' }]));
  const empty = geojson({ type: 'FeatureCollection', features: [] });
  return { version: 8, sources: { backdrop: geojson(backdropOf(index)), streets: geojson(streetNamesOf(index)), leaders: empty, places: geojson(featuresOf(index, 'facilities')), ...live }, layers: [...backdrop(p), ...links(p), ...points(p)] };
}

/** Layers that a switch of the legend turns on and off. */
export const LAYERS_OF: Readonly<Record<(typeof MAPPED)[number], readonly string[]>> = {
  links: [...LEVELS.map((level) => `links-${level}`), 'links-casing', 'links-jam-hatch', 'links-way', 'links-hit', 'street-names'],
  devices: ['devices', 'devices-trouble'],
  junctions: ['junctions'],
  signs: ['signs', 'signs-facing'],
  facilities: ['facilities', 'facility-places', 'leaders'],
};
/** What a click or the pointer finds, topmost first. */
export const HIT_LAYERS = ['facilities', 'signs', 'junctions', 'devices', 'devices-trouble', 'links-hit'] as const;
