import { formatNumber, html, icon, type Html } from '@wegweiser/web-kit';
import type { City, Position } from '@wegweiser/contracts';
import type { Destination } from '../gazetteer.js';
import type { FacilityView } from '../view/facility-view.js';
import { availabilityText, type PartContext } from './value.js';
import { toneOf } from './card.js';
import { PIN_HEIGHT, PIN_WIDTH, spread, type Point } from './spread.js';

/** Drawn from the city's own configuration: no tiles, no script, no third party. */
const WIDTH = 400;
const MARGIN = 46;
interface Projection {
  /** What the browser needs to find the place of a tap: shrink, left, scale, north, margin. */
  numbers: readonly number[];
  height: number;
  at: (position: Position) => Point;
}

/** Equirectangular about the city's own latitude: true enough over some kilometres. */
const projectionOf = (city: City, extra: readonly Position[]): Projection => {
  const points = [...city.facilities.map((facility) => facility.position), ...extra];
  const list = points.length > 0 ? points : [city.city.centre];
  const [west, east] = [Math.min(...list.map(([lon]) => lon)), Math.max(...list.map(([lon]) => lon))];
  const [south, north] = [Math.min(...list.map(([, lat]) => lat)), Math.max(...list.map(([, lat]) => lat))];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  // Not narrower than a third of its height, so that a city in a row still makes a map.
  const spanX = Math.max((east - west) * shrink, (north - south) * 0.62, 0.004);
  const scale = (WIDTH - 2 * MARGIN) / spanX;
  const left = ((west + east) / 2) * shrink - spanX / 2;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    numbers: [shrink, left, scale, north, MARGIN].map((value) => Number(value.toPrecision(10))),
    height: Math.round(Math.max((north - south) * scale, 160) + 2 * MARGIN),
    at: ([lon, lat]) => ({ x: round((lon * shrink - left) * scale + MARGIN), y: round((north - lat) * scale + MARGIN) }),
  };
};

const path = (shape: readonly Position[], closed: boolean, { at }: Projection): string => {
  const points = shape.map((position) => at(position));
  return `M${points.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).join('L')}${closed ? 'z' : ''}`;
};

export const oneWayEach = ({ links }: City): City['links'] => links.filter((link) => link.from < link.to);

/** Streets that both directions share are drawn once. */
const streetPaths = (city: City, projection: Projection): string => [...new Set(oneWayEach(city).map((link) => path(link.shape, false, projection)))].join('');

/** From the ground up. */
export const BACKDROP_ORDER: readonly City['backdrop'][number]['kind'][] = ['oldTown', 'park', 'water', 'rail', 'street'];

const backdrop = (city: City, projection: Projection): Html[] => {
  return city.backdrop
    .toSorted((a, b) => BACKDROP_ORDER.indexOf(a.kind) - BACKDROP_ORDER.indexOf(b.kind))
    .map((one) => html`<path class="map__${one.kind}" d="${path(one.shape, one.closed, projection)}"/>`);
};

/** What a pin says; brought up to date by the browser. */
export const pinText = (view: FacilityView, { lang }: PartContext): string => (!view.offered ? '–' : view.vacant === null || view.status === 'full' ? '' : formatNumber(view.vacant, lang));
/** Shape inside the pin where there is no number. */
export const pinIcon = (view: FacilityView): Html | null => {
  if (!view.offered) return null;
  return view.vacant === null || view.status === 'full' ? icon(view.status) : null;
};

export const pinContent = (view: FacilityView, context: PartContext): Html => {
  const sign = pinIcon(view);
  const round = view.status === 'almostFull' ? 4 : 9;
  return html`<rect class="pin__plate" x="${-PIN_WIDTH / 2}" y="${-PIN_HEIGHT / 2}" width="${PIN_WIDTH}" height="${PIN_HEIGHT}" rx="${round}"/>${
    sign === null ? html`<text class="pin__text" text-anchor="middle" dominant-baseline="central" y="1">${pinText(view, context)}</text>` : html`<g class="pin__sign" transform="translate(-10 -10) scale(0.833)">${sign}</g>`
  }`;
};

export const pinLabel = (view: FacilityView, context: PartContext): string => `${view.brief.name}: ${availabilityText(view, context)}`;

const pins = (views: readonly FacilityView[], projection: Projection, destination: Destination | null, context: PartContext): Html[] => {
  const places = views.map((view) => projection.at(view.brief.position));
  const spots = spread(places, { width: WIDTH, height: projection.height }, isMarked(destination) ? projection.at(destination.position) : null);
  const leaders = views.map((_, index) => {
    const [from, to] = [places[index] as Point, spots[index] as Point];
    return html`<path class="pin__leader" d="M${from.x} ${from.y}L${Math.round(to.x)} ${Math.round(to.y)}"/><circle class="pin__foot" cx="${from.x}" cy="${from.y}" r="3"/>`;
  });
  const plates = views.map((view, index) => {
    const { x, y } = spots[index] as Point;
    return html`<a class="pin" href="#p-${view.brief.id}" aria-label="${pinLabel(view, context)}" data-pin="${view.brief.id}" data-tone="${toneOf(view)}"><g transform="translate(${Math.round(x)} ${Math.round(y)})">${pinContent(view, context)}</g></a>`;
  });
  return [...leaders, ...plates];
};

export const isMarked = (destination: Destination | null): destination is Destination => destination !== null && destination.kind !== 'facility';

const target = (destination: Destination | null, projection: Projection): Html | null => {
  if (!isMarked(destination)) return null;
  const { x, y } = projection.at(destination.position);
  return html`<g class="map__target" transform="translate(${x} ${y})"><circle r="9"/><circle class="map__bull" r="3.5"/></g>`;
};

/** The place under a point of the map, given the numbers of its projection; the reverse of `at`. `null` when malformed. */
export const placeOnMap = (numbers: string, { x, y }: Point): Position | null => {
  const [shrink = 0, left = 0, scale = 0, north = 0, margin = 0] = numbers.split(' ').map(Number);
  const [lon, lat] = [((x - margin) / scale + left) / shrink, north - (y - margin) / scale];
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
};

/** A small map of the city with what is free where, as an extra to the list. */
export const cityMap = (city: City, views: readonly FacilityView[], destination: Destination | null, context: PartContext): Html => {
  const projection = projectionOf(city, destination === null ? [] : [destination.position]);
  const ordered = views.toSorted((a, b) => b.brief.position[1] - a.brief.position[1] || a.brief.id.localeCompare(b.brief.id));
  return html`<svg class="map" viewBox="0 0 ${WIDTH} ${projection.height}" width="${WIDTH}" height="${projection.height}" data-projection="${projection.numbers.join(' ')}" role="group" aria-label="${context.m.mapLabel(city.city.name)}">
${backdrop(city, projection)}<path class="map__streets" d="${streetPaths(city, projection)}"/>${pins(ordered, projection, destination, context)}${target(destination, projection)}</svg>`;
};
