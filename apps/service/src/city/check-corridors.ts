import type { City, CorridorConfig } from '@wegweiser/contracts';
import type { Report } from './problem.js';

type Stop = CorridorConfig['stops'][number];

/** Stops that are junctions of the corridor's area, lanes that are theirs and go together, links that lead from stop to stop. */
export function checkCorridors(city: City, report: Report): void {
  const owners = new Map<string, string>();
  city.corridors.forEach((corridor, i) => {
    const at = (...path: PropertyKey[]): PropertyKey[] => ['corridors', i, ...path];
    corridor.stops.forEach((stop, j) => {
      const owner = owners.get(stop.junctionId);
      if (owner !== undefined) report(at('stops', j, 'junctionId'), `${stop.junctionId} belongs to corridor ${owner} already`);
      owners.set(stop.junctionId, corridor.id);
      checkStop(city, corridor, stop, at('stops', j), report);
    });
    const wanted = corridor.stops.length - 1;
    if (corridor.sections.length !== wanted) return report(at('sections'), `${corridor.stops.length} stops have ${wanted} sections between them, not ${corridor.sections.length}`);
    corridor.sections.forEach((section, j) => {
      const [from, to] = [corridor.stops[j]!.junctionId, corridor.stops[j + 1]!.junctionId];
      checkWay(city, section.forward, from, to, at('sections', j, 'forward'), report);
      checkWay(city, section.backward, to, from, at('sections', j, 'backward'), report);
    });
  });
}

function checkStop(city: City, { id, area }: CorridorConfig, stop: Stop, at: PropertyKey[], report: Report): void {
  const junction = city.junctions.find((one) => one.id === stop.junctionId);
  if (junction === undefined) return report([...at, 'junctionId'], `junction ${stop.junctionId} is not configured`);
  if (junction.area !== area) report([...at, 'junctionId'], `junction ${junction.id} lies in area ${junction.area}, corridor ${id} in ${area}`);
  const groups = new Map(junction.arms.flatMap((a) => a.lanes.map((l) => [l.id, l.signalGroup] as const)));
  for (const direction of ['forward', 'backward'] as const) {
    stop[direction].forEach((lane, k) => {
      if (!groups.has(lane)) report([...at, direction, k], `lane ${lane} is not one of junction ${junction.id}`);
      else if (direction === 'backward' && stop.forward.includes(lane)) report([...at, direction, k], `lane ${lane} is one of the way forward already`);
    });
    const known = new Set(stop[direction].flatMap((lane) => groups.get(lane) ?? []));
    if (known.size > 1) report([...at, direction], `lanes have signal groups ${[...known].join(', ')}, expected one for all`);
  }
}

function checkWay(city: City, linkId: string, from: string, to: string, at: PropertyKey[], report: Report): void {
  const link = city.links.find((one) => one.id === linkId);
  if (link === undefined) report(at, `link ${linkId} is not configured`);
  else if (link.from !== from || link.to !== to) report(at, `link ${linkId} leads from ${link.from} to ${link.to}, expected from ${from} to ${to}`);
}
