import { describe, expect, it } from 'vitest';
import type { CityIndex } from '../state/city.js';
import { devicePlaces } from './device-places.js';

const loop = (deviceId: string, distanceM = 0) => ({ deviceId, role: 'upstream', distanceM });
const index = {
  deviceIdOf: (_: string, id: string) => id,
  city: {
    facilities: [{ position: [11, 48], counters: [{ deviceId: 'c1' }] }],
    links: [{ shape: [[11, 48], [11.02, 48]], loops: [loop('m1')] }],
    junctions: [{ position: [11, 48], arms: [{ bearingDeg: 0, lanes: [{ loops: [loop('n1', 100)] }, { loops: [loop('n2', 100)] }] }, { bearingDeg: 90, lanes: [{ loops: [loop('e1', 50)] }] }] }],
  },
} as unknown as CityIndex;
const metres = (id: string): [east: number, north: number] => {
  const [lon, lat] = devicePlaces(index).get(id)!;
  return [Math.round((lon - 11) * 111_320 * Math.cos((48 * Math.PI) / 180)), Math.round((lat - 48) * 111_320)];
};

describe('places of sensors', () => {
  it('are on the lane, as far out as configured, left of the way out', () => {
    expect(metres('n1')).toEqual([-2, 115]);
    expect(metres('n2')).toEqual([-5, 115]);
    expect(metres('e1')).toEqual([65, 2]);
  });
  it('are along the link, and beside the garage', () => {
    expect(devicePlaces(index).get('m1')).toEqual([11.01, 48]);
    expect(metres('c1')).toEqual([0, 22]);
    expect(devicePlaces(index)).toBe(devicePlaces(index));
  });
});
