import { html } from '@wegweiser/web-kit';
import { Marker, type GeoJSONSource, type Map as GlMap } from 'maplibre-gl';
import { toneOf } from '../../parts/card.js';
import { pinContent, pinLabel } from '../../parts/map.js';
import { PIN_HEIGHT, PIN_WIDTH, spread } from '../../parts/spread.js';
import type { FacilityView } from '../../view/facility-view.js';
import type { PageModel } from '../model.js';
import { collectionOf, line } from './map-style.js';

/** The same link as on the drawn map, which `refresh` keeps up to date. */
const pinElement = (view: FacilityView, model: PageModel): HTMLAnchorElement => {
  const context = model.context();
  const pin = document.createElement('a');
  pin.className = 'pin pin--live';
  pin.href = `#p-${view.brief.id}`;
  pin.dataset['pin'] = view.brief.id;
  pin.dataset['tone'] = toneOf(view);
  pin.setAttribute('aria-label', pinLabel(view, context));
  const box = [-PIN_WIDTH / 2 - 2, -PIN_HEIGHT / 2 - 2, PIN_WIDTH + 4, PIN_HEIGHT + 4].join(' ');
  pin.innerHTML = html`<svg viewBox="${box}" width="${PIN_WIDTH + 4}" height="${PIN_HEIGHT + 4}" focusable="false"><g>${pinContent(view, context)}</g></svg>`.toString();
  return pin;
};

/** Pins as links of the page, so that keyboard, screen reader and forced colours have them; pushed apart where they meet. */
export const placePins = (map: GlMap, model: PageModel): void => {
  const pins = model.views().toSorted((a, b) => b.brief.position[1] - a.brief.position[1] || a.brief.id.localeCompare(b.brief.id));
  const markers = pins.map((view) => {
    const element = pinElement(view, model);
    const marker = new Marker({ element }).setLngLat([...view.brief.position]).addTo(map);
    element.addEventListener('focus', () => {
      if (element.matches(':focus-visible') && !map.getBounds().contains(marker.getLngLat())) map.easeTo({ center: marker.getLngLat() });
    });
    return marker;
  });
  const arrange = (): void => {
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const seen = markers.flatMap((marker) => {
      const at = map.project(marker.getLngLat());
      return at.x > 0 && at.y > 0 && at.x < width && at.y < height ? [{ marker, at }] : [];
    });
    const place = model.place();
    const spots = spread(seen.map(({ at }) => at), { width, height }, place === null ? null : map.project([...place]));
    for (const marker of markers) marker.setOffset([0, 0]);
    const leaders = seen.map(({ marker, at }, index) => {
      const spot = spots[index] ?? at;
      marker.setOffset([spot.x - at.x, spot.y - at.y]);
      return line([marker.getLngLat().toArray(), map.unproject([spot.x, spot.y]).toArray()]);
    });
    void map.getSource<GeoJSONSource>('leaders')?.setData(collectionOf(leaders));
  };
  map.on('moveend', arrange);
  map.on('resize', arrange);
  arrange();
};
