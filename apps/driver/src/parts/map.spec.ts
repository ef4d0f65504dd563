import { describe, expect, it } from 'vitest';
import { messagesFor } from '../messages/index.js';
import { aCity } from '../testing/a-city.js';
import { briefOf, viewOf } from '../view/facility-view.js';
import { cityMap, placeOnMap } from './map.js';

describe('place on the map', () => {
  it('is where the garage stands whose foot is tapped', () => {
    const city = aCity();
    const views = city.facilities.map((config) => viewOf(briefOf(config), undefined, undefined, { audience: 'shortStay', heightM: null, walkMinutes: null, nowMs: 0 }));
    const markup = cityMap(city, views, null, { m: messagesFor('de'), lang: 'de', timeZone: 'Europe/Berlin', audience: 'shortStay' }).toString();
    const numbers = /data-projection="([^"]+)"/.exec(markup)?.[1] ?? '';
    const feet = [...markup.matchAll(/class="pin__foot" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => placeOnMap(numbers, { x: Number(x), y: Number(y) })!);
    expect(feet.map(([lon, lat]) => [Number(lon.toFixed(4)), Number(lat.toFixed(4))]).toSorted((a, b) => a[0]! - b[0]!)).toEqual(city.facilities.map(({ position }) => [...position]));
  });
  it('is nowhere without a projection', () => expect(placeOnMap('', { x: 1, y: 1 })).toBeNull());
});
