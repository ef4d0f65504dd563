import type { City, Position } from '@wegweiser/contracts';
import { Map as GlMap, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Messages } from '../../messages/index.js';
import type { PageModel } from '../model.js';
import { rankNear } from '../near-me.js';
import { placePins } from './map-pins.js';
import { coloursOf, layersOf, styleOf, target } from './map-style.js';

setWorkerUrl(workerUrl);

const FIT = { padding: { top: 48, bottom: 40, left: 40, right: 40 }, maxZoom: 15 };

/** All that is listed, and where the driver is going. */
const boundsOf = (model: PageModel): LngLatBoundsLike => {
  const place = model.place();
  const points: readonly Position[] = [...model.data.briefs.map((brief) => brief.position), ...(place === null ? [] : [place])];
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
};

/** Colours follow the scheme of the device while the map is open. */
const followScheme = (map: GlMap, box: HTMLElement): void => {
  const recolour = (): void => {
    for (const layer of layersOf(coloursOf(box))) {
      for (const [property, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, property as Parameters<GlMap['setPaintProperty']>[1], value);
    }
  };
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', recolour);
};

const tools = (map: GlMap, model: PageModel, m: Messages): HTMLElement => {
  const group = document.createElement('div');
  group.className = 'livemap__tools';
  const button = (text: string, label: string, act: () => void): void => {
    const one = document.createElement('button');
    Object.assign(one, { type: 'button', textContent: text });
    if (label !== text) one.setAttribute('aria-label', label);
    one.addEventListener('click', act);
    group.append(one);
  };
  button('+', m.mapZoomIn, () => map.zoomIn());
  button('−', m.mapZoomOut, () => map.zoomOut());
  button(m.mapFit, m.mapFit, () => map.fitBounds(boundsOf(model), FIT));
  return group;
};

const create = (container: HTMLElement, city: City, model: PageModel, m: Messages): GlMap =>
  new GlMap({
    container,
    style: styleOf(city, coloursOf(container)),
    bounds: boundsOf(model),
    fitBoundsOptions: FIT,
    // Whoever scrolls the page does not get caught in the map.
    cooperativeGestures: true,
    locale: {
      'Map.Title': m.mapCanvas(city.city.name),
      'CooperativeGesturesHandler.WindowsHelpText': m.mapWheel,
      'CooperativeGesturesHandler.MacHelpText': m.mapWheel.replace(/Strg|Ctrl/, '⌘'),
      'CooperativeGesturesHandler.MobileHelpText': m.mapFingers,
    },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    minZoom: 10,
    maxZoom: 18,
    fadeDuration: 0,
  });

/** Rejects when the city cannot be fetched or the device cannot draw it. */
export const startMap = async (box: HTMLElement, model: PageModel): Promise<void> => {
  const { m } = model.context();
  const answer = await fetch('/api/v1/city', { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`the city was not sent: ${answer.status}`);
  const frame = document.createElement('div');
  frame.className = 'livemap__frame';
  box.append(frame);
  const map = create(frame, (await answer.json()) as City, model, m);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const mark = (at: Position | null): void => void map.getSource<GeoJSONSource>('target')?.setData(target(at));
  map.on('load', () => {
    placePins(map, model);
    mark(model.place());
    model.onHere = mark;
  });
  map.on('click', ({ lngLat, originalEvent }) => {
    if ((originalEvent.target as Element).closest('a') === null) rankNear(model, [lngLat.lng, lngLat.lat], m.mapPoint);
  });
  map.once('idle', () => (box.dataset['idle'] = ''));
  followScheme(map, frame);
  // Above the map, not on it: nothing lies under a button, and the keyboard meets them first.
  box.prepend(tools(map, model, m));
};
