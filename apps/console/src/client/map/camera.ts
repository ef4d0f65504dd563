import type { LngLatBoundsLike, Map as GlMap } from 'maplibre-gl';
import { cityStore, type CityIndex } from '../state/city.js';
import type { Selection } from '../state/ui.js';
import { devicePlaces } from './device-places.js';

let current: GlMap | null = null;
export const setCurrentMap = (map: GlMap | null): void => {
  current = map;
};

export const currentMap = (): GlMap | null => current;

const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
const duration = (): number => (calm() ? 0 : 500);

/** Bounds of everything that is configured: the city's own bounds may be generous. */
export function boundsOf({ city }: CityIndex): LngLatBoundsLike {
  const points = [...city.facilities, ...city.junctions, ...city.signs].map((t) => t.position);
  if (points.length < 2) return city.city.bounds;
  const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
export const FIT = { padding: { top: 40, bottom: 92, left: 56, right: 64 } };

export function fitCity(): void {
  const { index } = cityStore.get();
  if (index !== null) current?.fitBounds(boundsOf(index), { ...FIT, duration: duration() });
}
export const zoomBy = (steps: number): void => void current?.easeTo({ zoom: (current?.getZoom() ?? 13) + steps, duration: duration() });

export function positionOf(index: CityIndex, { kind, id }: Selection): [number, number] | null {
  if (kind === 'facilities' || kind === 'junctions' || kind === 'signs') return index[kind].get(id)?.position ?? null;
  if (kind === 'devices') return devicePlaces(index).get(id) ?? null;
  if (kind !== 'links') return null;
  const shape = index.links.get(id)?.shape ?? [];
  return shape[Math.floor(shape.length / 2)] ?? null;
}

/** Moves only when the chosen thing is not well inside of what is seen: an operator's view is not thrown about. */
export function reveal(index: CityIndex, selection: Selection): void {
  const at = positionOf(index, selection);
  if (at === null || current === null) return;
  const { x, y } = current.project(at);
  const { clientWidth: w, clientHeight: h } = current.getContainer();
  const margin = 60;
  if (x > margin && y > margin && x < w - margin && y < h - margin) return;
  current.easeTo({ center: at, duration: duration() });
}
