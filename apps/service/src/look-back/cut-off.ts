import type { City, Position } from '@wegweiser/contracts';
import { distanceMetres } from '@wegweiser/guidance';
import type { Shut } from '@wegweiser/parking';
import type { ClosedLink } from '@wegweiser/traffic';

/** A link of the entrance's street that passes this close leads to it. */
const NEAR_M = 200;

/** Links by which a facility's entrances are reached: those of the entrance's street that pass it. */
export function accessLinks(city: City, facilityId: string): string[] {
  const entrances = city.facilities.find((f) => f.id === facilityId)?.entrances ?? [];
  return city.links.filter((l) => entrances.some((e) => e.street === l.street && distanceTo(e.position, l.shape) <= NEAR_M)).map((l) => l.id);
}

/** Facilities that nobody reaches while all links to them are closed; one whose way in is not known is never cut off. */
export function facilitiesCutOff(city: City, closed: readonly ClosedLink[]): Shut[] {
  return city.facilities.flatMap(({ id }): Shut[] => {
    const access = accessLinks(city, id);
    const closures = access.map((link) => closed.find((c) => c.id === link));
    if (access.length === 0 || closures.includes(undefined)) return [];
    const all = closures as ClosedLink[];
    const [fromQuarter, toQuarter] = [Math.max(...all.map((c) => c.fromQuarter)), Math.min(...all.map((c) => c.toQuarter))];
    return fromQuarter < toQuarter ? [{ id, fromQuarter, toQuarter }] : [];
  });
}

/** Metres from a place to a line, by its points and the middles between them: links are short. */
function distanceTo([lon, lat]: Position, shape: readonly Position[]): number {
  const middles = shape.slice(1).map((p, at): Position => [(p[0] + shape[at]![0]) / 2, (p[1] + shape[at]![1]) / 2]);
  return Math.min(...[...shape, ...middles].map(([toLon, toLat]) => distanceMetres({ lat, lon }, { lat: toLat, lon: toLon })));
}
