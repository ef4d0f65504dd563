import type { CityIndex } from '../state/city.js';

type Place = [number, number];
const METRES_A_DEGREE = 111_320;
/** Stop lines lie this far from a junction's middle; lanes are this wide. */
const STOP_LINE_M = 15;
const LANE_M = 3.25;

function moved([lon, lat]: Place, bearingDeg: number, alongM: number, rightM: number): Place {
  const a = (bearingDeg * Math.PI) / 180;
  const [east, north] = [Math.sin(a) * alongM + Math.cos(a) * rightM, Math.cos(a) * alongM - Math.sin(a) * rightM];
  return [lon + east / (METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)), lat + north / METRES_A_DEGREE];
}

/** Loops lie on their lane: as far out on the arm as configured. Traffic comes in on the left of the way out. */
function laneLoops({ city, deviceIdOf }: CityIndex): [string, Place][] {
  return city.junctions.flatMap((j) =>
    j.arms.flatMap((arm) => arm.lanes.flatMap((lane, n) => lane.loops.map((loop): [string, Place] => [deviceIdOf('loop', loop.deviceId), moved(j.position, arm.bearingDeg, STOP_LINE_M + (loop.distanceM ?? 0), -LANE_M * (n + 0.5))]))),
  );
}

function between(shape: readonly Place[], share: number): Place {
  const at = share * (shape.length - 1);
  const [a, b] = [shape[Math.floor(at)], shape[Math.ceil(at)]] as [Place, Place];
  const t = at - Math.floor(at);
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}
const linkLoops = ({ city, deviceIdOf }: CityIndex): [string, Place][] => city.links.flatMap((l) => l.loops.map((loop, n): [string, Place] => [deviceIdOf('loop', loop.deviceId), between(l.shape, (n + 1) / (l.loops.length + 1))]));

/** Counters stand in a row above their garage. */
const counters = ({ city, deviceIdOf }: CityIndex): [string, Place][] => city.facilities.flatMap((f) => f.counters.map((c, n): [string, Place] => [deviceIdOf('parking', c.deviceId), moved(f.position, 0, 22, (n - (f.counters.length - 1) / 2) * 9)]));

const known = new WeakMap<CityIndex, ReadonlyMap<string, Place>>();

/** Where sensors are, schematically: a city configures lanes and distances, not coordinates. */
export function devicePlaces(index: CityIndex): ReadonlyMap<string, Place> {
  let places = known.get(index);
  if (places === undefined) known.set(index, (places = new Map([...counters(index), ...linkLoops(index), ...laneLoops(index)])));
  return places;
}
