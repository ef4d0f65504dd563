import { Map as GlMap, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useRef, useState } from 'preact/hooks';
import { textOf, useMessages } from '../i18n/index.js';
import { cityStore, useCity, type CityIndex } from '../state/city.js';
import { onFrame } from '../state/live.js';
import { select, ui, useUi, type Selection } from '../state/ui.js';
import { IconButton } from '../ui/parts.js';
import { boundsOf, FIT, fitCity, reveal, setCurrentMap, zoomBy } from './camera.js';
import { devicePlaces } from './device-places.js';
import { MAPPED, propertiesOf, type Mapped, type Properties } from './features.js';
import { keepIcons } from './icons.js';
import { Legend } from './legend.js';
import { PALETTES, type Palette } from './palette.js';
import { spreadFacilities } from './spread.js';
import { HIT_LAYERS, styleOf } from './style.js';
import { showTooltip, type Found } from './tooltip.js';

setWorkerUrl(workerUrl);

const MIN_GAP_MS = 250;
/** Ages move without any news: now and then everything is looked at again. */
const AGE_MS = 15_000;

/** What a thing looks like, to compare: cheaper than JSON for thousands of them a second. */
const textOfAll = (properties: Properties): string => Object.values(properties).join('|');

/** Sends changed properties to the map, bundled: at most four times a second however fast they come. */
function feed(map: GlMap, index: CityIndex, prune: (inUse: ReadonlySet<string>) => void): () => void {
  const waiting = new Map<Mapped, Set<string>>();
  const shown: Record<Mapped, Map<string, string>> = { links: new Map(), devices: new Map(), junctions: new Map(), signs: new Map(), facilities: new Map() };
  const pills = new Map<string, string>();
  const places = devicePlaces(index);
  const isOn = (kind: Mapped, id: string): boolean => (kind === 'devices' ? places.has(id) : index[kind].has(id));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const push = () => {
    timer = undefined;
    // Where the list is shown instead nobody sees the map: what changed waits until it has a size again.
    if (map.getContainer().clientWidth < 50) return;
    for (const [kind, ids] of waiting) {
      const update = [...ids].flatMap((id) => {
        if (!isOn(kind, id)) return [];
        const properties = propertiesOf[kind](index, id);
        const text = textOfAll(properties);
        if (shown[kind].get(id) === text) return [];
        shown[kind].set(id, text);
        if (kind === 'facilities') pills.set(id, String(properties['icon']));
        return [{ id, addOrUpdateProperties: Object.entries(properties).map(([key, value]) => ({ key, value })) }];
      });
      if (update.length > 0) void map.getSource<GeoJSONSource>(kind)?.updateData({ update });
    }
    waiting.clear();
    prune(new Set(pills.values()));
  };
  const want = (kind: Mapped, ids: Iterable<string>) => {
    const set = waiting.get(kind) ?? new Set();
    for (const id of ids) set.add(id);
    waiting.set(kind, set);
    timer ??= setTimeout(push, MIN_GAP_MS);
  };
  const all = () => MAPPED.forEach((kind) => want(kind, kind === 'devices' ? places.keys() : index[kind].keys()));
  all();
  const stops = MAPPED.map((kind) => onFrame(kind, (ids) => want(kind, ids)));
  const ageing = setInterval(all, AGE_MS);
  const onResize = () => (timer ??= setTimeout(push, MIN_GAP_MS));
  map.on('resize', onResize);
  return () => {
    stops.forEach((stop) => stop());
    clearInterval(ageing);
    map.off('resize', onResize);
    clearTimeout(timer);
  };
}

const kindOfLayer = (layer: (typeof HIT_LAYERS)[number]): Mapped => (layer === 'links-hit' ? 'links' : layer === 'devices-trouble' ? 'devices' : layer);

function hit(map: GlMap, at: { x: number; y: number }): Found | null {
  const found = map.queryRenderedFeatures([[at.x - 3, at.y - 3], [at.x + 3, at.y + 3]], { layers: [...HIT_LAYERS] });
  for (const layer of HIT_LAYERS) {
    const feature = found.find((f) => f.layer.id === layer);
    if (feature !== undefined) return { kind: kindOfLayer(layer), id: String(feature.properties['id']) };
  }
  return null;
}

function listen(map: GlMap, tip: HTMLElement): void {
  map.on('click', (event) => {
    const found = hit(map, event.point);
    if (found !== null) select(found);
  });
  let frame = 0;
  map.on('mousemove', (event) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const found = hit(map, event.point);
      map.getCanvas().classList.toggle('is-pointing', found !== null);
      showTooltip(tip, found, event.point, map.getContainer().clientWidth);
    });
  });
  map.on('mouseout', () => {
    cancelAnimationFrame(frame);
    showTooltip(tip, null, { x: 0, y: 0 }, 0);
  });
}

function mark(map: GlMap, selected: Selection | null): void {
  for (const kind of MAPPED) map.setFilter(`${kind}-selected`, ['==', ['get', 'id'], selected?.kind === kind ? selected.id : '']);
}

/** Colours only: sources, filters and what is switched off stay as they are. */
function recolour(map: GlMap, index: CityIndex, palette: Palette): void {
  for (const layer of styleOf(index, palette).layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as Parameters<GlMap['setPaintProperty']>[1], value);
  }
}

function create(container: HTMLElement, tip: HTMLElement, index: CityIndex, fail: () => void): () => void {
  let map: GlMap;
  const palette = () => PALETTES[ui.get().theme];
  try {
    map = new GlMap({ container, style: styleOf(index, palette()), bounds: boundsOf(index), fitBoundsOptions: FIT, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, minZoom: 10, maxZoom: 18, fadeDuration: 0 });
  } catch {
    fail();
    return () => undefined;
  }
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute('aria-hidden', 'true');
  map.getCanvas().tabIndex = -1;
  setCurrentMap(map);
  listen(map, tip);
  const icons = keepIcons(map, palette);
  let stops: (() => void)[] = [];
  map.on('load', () => {
    stops = [feed(map, index, icons.prune), spreadFacilities(map, index)];
    mark(map, ui.get().selected);
  });
  map.on('idle', () => container.setAttribute('data-idle', ''));
  let last = ui.get();
  const stopUi = ui.subscribe(() => {
    const now = ui.get();
    if (now.theme !== last.theme) {
      recolour(map, index, palette());
      icons.renew();
    }
    if (now.selected !== last.selected && map.getLayer('facilities') !== undefined) {
      mark(map, now.selected);
      if (now.selected !== null) reveal(index, now.selected);
    }
    last = now;
  });
  return () => {
    stopUi();
    for (const stop of stops) stop();
    setCurrentMap(null);
    map.remove();
  };
}

/** A phone shows lists alone: without a size there is nothing to draw on, and nothing is drawn. */
function createWhenSeen(container: HTMLElement, tip: HTMLElement, index: CityIndex, fail: () => void): () => void {
  let stop: (() => void) | undefined;
  const observer = new ResizeObserver(() => {
    if (container.clientWidth < 50) return;
    observer.disconnect();
    stop = create(container, tip, index, fail);
  });
  observer.observe(container);
  return () => {
    observer.disconnect();
    stop?.();
  };
}

function Attribution() {
  const attribution = cityStore.get().index?.city.city.attribution;
  useUi((s) => s.lang);
  return attribution === undefined ? null : <p class="attribution">{textOf(attribution)}</p>;
}

export function MapView() {
  const m = useMessages();
  const index = useCity();
  const box = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => (box.current === null || tip.current === null ? undefined : createWhenSeen(box.current, tip.current, index, () => setFailed(true))), [index]);
  return (
    <section class="map" id="map" aria-label={m.map}>
      <p class="vh">{m.mapLabel}</p>
      <div class="map-canvas" ref={box} />
      {failed && <p class="map-failed">{m.mapFailed}</p>}
      <div class="map-tip" ref={tip} hidden aria-hidden="true" />
      <div class="map-tools">
        <IconButton label={m.zoomIn} icon="plus" onClick={() => zoomBy(0.75)} />
        <IconButton label={m.zoomOut} icon="minus" onClick={() => zoomBy(-0.75)} />
        <IconButton label={`${m.fitCity} (F)`} icon="fit" onClick={fitCity} />
      </div>
      <Legend />
      <Attribution />
    </section>
  );
}
