import type { Feature, LineString } from 'geojson';
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import type { CityIndex } from '../state/city.js';
import { partBoxes } from './declutter.js';
import { shortName } from './features.js';

/** A pill with its name below, pixels. */
const PILL_PX = 62;
const LETTER_PX = 6.2;
const HEIGHT_PX = 43;
/** Beyond this many garages labels are left where they are: pairs grow with the square. */
const MOST = 200;

/**
 * Garages lie closer together than their labels are wide. After every zoom the labels are moved apart, each with a line to
 * where its garage is.
 */
export function spreadFacilities(map: GlMap, index: CityIndex): () => void {
  const { facilities } = index.city;
  if (facilities.length > MOST) return () => undefined;
  let lastZoom = Number.NaN;
  const spread = () => {
    if (Math.abs(map.getZoom() - lastZoom) < 0.05) return;
    lastZoom = map.getZoom();
    const places = facilities.map((f) => map.project(f.position));
    const shifts = partBoxes(places.map(({ x, y }, at) => ({ x, y: y + 9, width: Math.max(PILL_PX, shortName(facilities[at]?.name ?? '').length * LETTER_PX), height: HEIGHT_PX })));
    const moved = facilities.map((f, at) => {
      const [place, shift] = [places[at], shifts[at]];
      if (place === undefined || shift === undefined) return f.position;
      const { lng, lat } = map.unproject([place.x + shift.dx, place.y + shift.dy]);
      return [lng, lat] as [number, number];
    });
    void map.getSource<GeoJSONSource>('facilities')?.updateData({ update: facilities.map((f, at) => ({ id: f.id, newGeometry: { type: 'Point', coordinates: moved[at] ?? f.position } })) });
    const lines = facilities.map((f, at): Feature<LineString> => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [f.position, moved[at] ?? f.position] } }));
    void map.getSource<GeoJSONSource>('leaders')?.setData({ type: 'FeatureCollection', features: lines });
  };
  spread();
  map.on('zoomend', spread);
  return () => map.off('zoomend', spread);
}
