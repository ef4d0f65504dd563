import type { Attributes } from './xml.js';

const [A, F, K0] = [6_378_137, 1 / 298.257223563, 0.9996];
const DEG = 180 / Math.PI;

/** Inverse transverse Mercator on WGS 84, northern hemisphere (series as in Snyder, Map Projections, 1987, ch. 8); [lon, lat]. */
export function fromUtm(easting: number, northing: number, zone: number): [number, number] {
  const e2 = F * (2 - F);
  const ep2 = e2 / (1 - e2);
  const mu = northing / K0 / (A * (1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256));
  const e1 = (1 - Math.sqrt(1 - e2)) / (1 + Math.sqrt(1 - e2));
  const phi = mu + ((3 * e1) / 2 - (27 * e1 ** 3) / 32) * Math.sin(2 * mu) + ((21 * e1 ** 2) / 16 - (55 * e1 ** 4) / 32) * Math.sin(4 * mu) + ((151 * e1 ** 3) / 96) * Math.sin(6 * mu);
  const [sin, cos, tan] = [Math.sin(phi), Math.cos(phi), Math.tan(phi)];
  const n = A / Math.sqrt(1 - e2 * sin ** 2);
  const r = (A * (1 - e2)) / (1 - e2 * sin ** 2) ** 1.5;
  const [c, t, d] = [ep2 * cos ** 2, tan ** 2, (easting - 500_000) / (n * K0)];
  const lat = phi - ((n * tan) / r) * (d ** 2 / 2 - ((5 + 3 * t + 10 * c - 4 * c ** 2 - 9 * ep2) * d ** 4) / 24);
  const lon = (d - ((1 + 2 * t + c) * d ** 3) / 6) / cos;
  return [zone * 6 - 183 + lon * DEG, lat * DEG];
}

/** Positions of a network: `null` where it is not in UTM. */
export function projectionOf(location: Attributes | undefined): ((x: number, y: number) => [number, number]) | null {
  const zone = /\+proj=utm\b.*\+zone=(\d+)/.exec(location?.['projParameter'] ?? '')?.[1];
  const [dx, dy] = (location?.['netOffset'] ?? '').split(',').map(Number);
  if (zone === undefined || dx === undefined || dy === undefined) return null;
  return (x, y) => fromUtm(x - dx, y - dy, Number(zone));
}
