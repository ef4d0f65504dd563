const EARTH_RADIUS_M = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great circle, metres. */
export const distanceMetres = (from: { lat: number; lon: number }, to: { lat: number; lon: number }): number => {
  const [dLat, dLon] = [radians(to.lat - from.lat), radians(to.lon - from.lon)];
  const a = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
};
