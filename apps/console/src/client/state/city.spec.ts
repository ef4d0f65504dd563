import type { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { indexCity } from './city.js';

const city = {
  facilities: [{ id: 'arena', name: 'Parkhaus Arena', counters: [{ deviceId: 'd-1', audience: 'shortStay' }] }],
  junctions: [],
  links: [{ id: 'ring', street: 'Ring', loops: [{ deviceId: 'd-1', role: 'mid' }, { deviceId: 'd-2', role: 'mid' }] }],
  signs: [{ id: 'arena', name: 'Tafel Arena' }],
  plans: [], corridors: [], streetZones: [],
} as unknown as City;

describe('devices of a city', () => {
  const { devices, deviceIdOf } = indexCity(city);
  it('of several classes that share an id are several: each opens what it belongs to, under the id that the service gives it', () => {
    expect([...devices.keys()]).toEqual(['parking.d-1', 'garage.arena', 'loop.d-1', 'd-2', 'sign.arena']);
    expect(devices.get('parking.d-1')).toMatchObject({ kind: 'counter', deviceId: 'd-1', owner: { collection: 'facilities', id: 'arena' } });
    expect(devices.get('loop.d-1')).toMatchObject({ kind: 'loop', deviceId: 'd-1', owner: { collection: 'links', id: 'ring' } });
    expect(devices.get('sign.arena')).toMatchObject({ owner: { collection: 'signs', id: 'arena' } });
    expect([deviceIdOf('loop', 'd-2'), deviceIdOf('loop', 'unknown')]).toEqual(['d-2', 'unknown']);
  });
});
