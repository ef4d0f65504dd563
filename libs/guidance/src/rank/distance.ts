const EARTH_RADIUS_M = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Up to 12 km the first terms of the arc's series are exact to a nanometre. */
const NEAR = 1e-3;

/** A place on the unit sphere: worked out once for a place from which, or to which, many distances are asked. */
export interface Spot {
  x: number;
  y: number;
  z: number;
}
export const spotOf = ({ lat, lon }: { lat: number; lon: number }): Spot => {
  const phi = radians(lat);
  const lambda = radians(lon);
  const r = Math.cos(phi);
  return { x: r * Math.cos(lambda), y: r * Math.sin(lambda), z: Math.sin(phi) };
};

/** Great circle, metres; exact to micrometres but for places on opposite sides of the earth. */
export const metresBetween = (from: Spot, to: Spot): number => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const dz = to.z - from.z;
  const half = Math.sqrt(dx * dx + dy * dy + dz * dz) / 2;
  return 2 * EARTH_RADIUS_M * (half < NEAR ? half * (1 + (half * half) / 6) : Math.asin(Math.min(1, half)));
};

/** Great circle, metres. */
export const distanceMetres = (from: { lat: number; lon: number }, to: { lat: number; lon: number }): number => metresBetween(spotOf(from), spotOf(to));
