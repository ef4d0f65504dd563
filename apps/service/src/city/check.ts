import { publicAudience, type City, type FacilityConfig } from '@wegweiser/contracts';
import { checkCorridors } from './check-corridors.js';
import { checkStreetZones, streetDevices } from './check-streets.js';
import type { CityProblem, Locate } from './load.js';
import type { Report } from './problem.js';

export interface CheckProblem extends CityProblem {
  path: readonly PropertyKey[];
}

/** What a schema cannot see: references that lead nowhere, ids used twice, counts that do not fit. All at once. */
export function checkCity(city: City, locate: Locate): CheckProblem[] {
  const problems: CheckProblem[] = [];
  const report: Report = (path, message) => problems.push({ where: locate(path), message: `${path.map(String).join('.')}: ${message}`, path });
  checkUnique(city, report);
  checkAreas(city, report);
  checkFacilities(city, report);
  checkJunctions(city, report);
  checkLinks(city, report);
  checkCorridors(city, report);
  checkZones(city, report);
  checkStreetZones(city, report);
  checkSigns(city, report);
  checkPlans(city, report);
  checkAddresses(city, report);
  return problems;
}

function checkUnique(city: City, report: Report): void {
  for (const section of ['areas', 'facilities', 'junctions', 'links', 'zones', 'signs', 'sources', 'places', 'plans', 'corridors', 'streetZones'] as const) {
    const seen = new Map<string, number>();
    city[section].forEach((item, i) => {
      if (seen.has(item.id)) report([section, i, 'id'], `${item.id} is used already by ${section}.${seen.get(item.id)}`);
      seen.set(item.id, i);
    });
  }
  const devices = new Map<string, string>();
  for (const { id, path } of devicesOf(city)) {
    const before = devices.get(id);
    if (before !== undefined) report(path, `device ${id} is used already at ${before}`);
    devices.set(id, path.join('.'));
  }
}

/** Every device with the place where it is configured. A loop may serve its lane and a link. */
function devicesOf(city: City): { id: string; path: PropertyKey[] }[] {
  const counters = city.facilities.flatMap((f, i) => f.counters.map((c, j) => ({ id: `parking/${c.deviceId}`, path: ['facilities', i, 'counters', j, 'deviceId'] })));
  const lanes = city.junctions.flatMap((n, i) =>
    n.arms.flatMap((a, j) => a.lanes.flatMap((l, k) => l.loops.map((p, m) => ({ id: `loop/${p.deviceId}`, path: ['junctions', i, 'arms', j, 'lanes', k, 'loops', m, 'deviceId'] })))),
  );
  const links = city.links.flatMap((l, i) => l.loops.map((p, j) => ({ id: `loop/${p.deviceId}`, path: ['links', i, 'loops', j, 'deviceId'] })));
  const garages = city.facilities.map((f, i) => ({ id: `garage/${f.controllerId ?? f.id}`, path: ['facilities', i, 'controllerId'] }));
  const signals = city.junctions.map((j, i) => ({ id: `signal/${j.controllerId ?? j.id}`, path: ['junctions', i, 'controllerId'] }));
  return [...counters, ...streetDevices(city), ...garages, ...lanes, ...links, ...signals];
}

function checkAreas(city: City, report: Report): void {
  const areas = new Set(city.areas.map((a) => a.id));
  for (const section of ['facilities', 'junctions', 'links', 'signs', 'sources', 'corridors', 'streetZones'] as const) {
    city[section].forEach((item, i) => {
      if (!areas.has(item.area)) report([section, i, 'area'], `area ${item.area} is not configured, expected one of ${[...areas].join(', ')}`);
    });
  }
  const station = city.weather;
  if (station !== undefined && !areas.has(station.area)) report(['weather', 'area'], `area ${station.area} is not configured, expected one of ${[...areas].join(', ')}`);
}

function checkFacilities(city: City, report: Report): void {
  city.facilities.forEach((f, i) => {
    const sum = f.audiences.reduce((n, a) => n + a.capacity, 0);
    if (sum > f.capacity) report(['facilities', i, 'audiences'], `audiences of ${f.id} have ${sum} spaces, the facility ${f.capacity}`);
    const audiences = new Set([...f.audiences.map((a) => a.id), 'all']);
    f.counters.forEach((c, j) => {
      if (!audiences.has(c.audience)) report(['facilities', i, 'counters', j, 'audience'], `audience ${c.audience} is not one of ${[...audiences].join(', ')}`);
    });
  });
}

function checkJunctions(city: City, report: Report): void {
  city.junctions.forEach((junction, i) => {
    const groups = new Set(junction.signalGroups.map((g) => g.id));
    const stages = new Set(junction.stages.map((s) => s.id));
    const plans = new Set(junction.plans.map((p) => p.id));
    const known = (set: Set<string>, id: string, what: string, path: PropertyKey[]) => {
      if (!set.has(id)) report(['junctions', i, ...path], `${what} ${id} is not one of junction ${junction.id}`);
    };
    junction.arms.forEach((arm, j) => arm.lanes.forEach((lane, k) => known(groups, lane.signalGroup, 'signal group', ['arms', j, 'lanes', k, 'signalGroup'])));
    junction.stages.forEach((stage, j) => stage.groups.forEach((g, k) => known(groups, g, 'signal group', ['stages', j, 'groups', k])));
    junction.plans.forEach((plan, j) => plan.stages.forEach((s, k) => known(stages, s.stageId, 'stage', ['plans', j, 'stages', k, 'stageId'])));
    junction.timetable.forEach((t, j) => known(plans, t.plan, 'plan', ['timetable', j, 'plan']));
  });
}

function checkLinks(city: City, report: Report): void {
  const junctions = new Map(city.junctions.map((j) => [j.id, new Set(j.arms.map((a) => a.id))]));
  city.links.forEach((link, i) => {
    for (const end of ['from', 'to'] as const) {
      if (!junctions.has(link[end]) && !link[end].startsWith('edge-')) report(['links', i, end], `${link[end]} is neither a junction nor starts with edge-`);
    }
    const arms = junctions.get(link.to);
    if (link.toArm !== undefined && arms !== undefined && !arms.has(link.toArm)) report(['links', i, 'toArm'], `arm ${link.toArm} is not one of junction ${link.to}`);
    if (link.toArm !== undefined && arms === undefined) report(['links', i, 'toArm'], `link ends at ${link.to}, which is no junction`);
  });
}

/** On a sign a zone and a facility go by the same kind of name. */
function checkZones(city: City, report: Report): void {
  const facilities = new Set(city.facilities.map((f) => f.id));
  city.zones.forEach((zone, i) => {
    if (facilities.has(zone.id)) report(['zones', i, 'id'], `${zone.id} is a facility already`);
    zone.facilities.forEach((id, j) => {
      if (!facilities.has(id)) report(['zones', i, 'facilities', j], `facility ${id} is not configured`);
      if (zone.facilities.indexOf(id) < j) report(['zones', i, 'facilities', j], `${id} is there twice`);
    });
  });
}

/** Audiences by what a sign may be about: a facility's own, those that all facilities of a zone have. */
function audiencesOfTargets(city: City): Map<string, ReadonlySet<string>> {
  const facilities = new Map(city.facilities.map((f) => [f.id, new Set(f.audiences.map((a) => a.id))]));
  const zones = city.zones.map(({ id, facilities: [first, ...others] }): [string, Set<string>] => {
    const common = [...(facilities.get(first ?? '') ?? [])].filter((audience) => others.every((other) => facilities.get(other)?.has(audience)));
    return [id, new Set(common)];
  });
  return new Map([...zones, ...facilities]);
}

function checkSigns(city: City, report: Report): void {
  const facilities = audiencesOfTargets(city);
  const links = new Set(city.links.map((l) => l.id));
  city.signs.forEach((sign, i) => {
    if (sign.type === 'counter' && sign.rows.length === 0) report(['signs', i, 'rows'], 'a counter panel has at least one row');
    if (sign.type === 'freeText' && sign.matrix === undefined) report(['signs', i, 'matrix'], 'a free-text panel has a matrix');
    sign.rows.forEach((row, j) => {
      const audiences = facilities.get(row.target);
      if (audiences === undefined) report(['signs', i, 'rows', j, 'target'], `facility ${row.target} is not configured`);
      else if (!audiences.has(row.audience)) report(['signs', i, 'rows', j, 'audience'], `facility ${row.target} has no audience ${row.audience}`);
    });
    sign.rules.forEach((rule, j) => {
      const { facility, link } = rule.when;
      if (facility && !facilities.has(facility.id)) report(['signs', i, 'rules', j, 'when', 'facility', 'id'], `facility ${facility.id} is not configured`);
      if (link && !links.has(link.id)) report(['signs', i, 'rules', j, 'when', 'link', 'id'], `link ${link.id} is not configured`);
      if ('rows' in rule.show && sign.type === 'freeText') report(['signs', i, 'rules', j, 'show'], 'a free-text panel shows multi, not rows');
    });
  });
}

function checkPlans(city: City, report: Report): void {
  const facilities = new Map(city.facilities.map((f) => [f.id, f]));
  const signs = new Map(city.signs.map((s) => [s.id, s]));
  const links = new Set(city.links.map((l) => l.id));
  city.plans.forEach((plan, i) => {
    checkTrigger(plan, ['plans', i], { facilities, links }, report);
    checkMeasures(plan, ['plans', i, 'measures'], { facilities, signs }, report);
  });
}

function checkAddresses(city: City, report: Report): void {
  const seen = new Set<string>();
  city.addresses.forEach(({ street }, i) => {
    if (seen.has(street)) report(['addresses', i, 'street'], `numbers of ${street} were given already`);
    seen.add(street);
  });
}

interface Known {
  facilities: ReadonlyMap<string, FacilityConfig>;
  links: ReadonlySet<string>;
  signs: ReadonlyMap<string, unknown>;
}

function checkTrigger(plan: City['plans'][number], path: PropertyKey[], { facilities, links }: Omit<Known, 'signs'>, report: Report): void {
  const { when: { facility, link } = {} } = plan;
  const asks = plan.schedule.length > 0 || facility !== undefined || link !== undefined;
  if (plan.start === 'operator' && asks) report([...path, 'start'], 'an operator alone starts this plan, so schedule and when have no effect; expected propose or automatic');
  if (plan.start !== 'operator' && !asks) report([...path, 'start'], `${plan.start} needs a schedule or a condition in when`);
  if (facility && !facilities.has(facility.id)) report([...path, 'when', 'facility', 'id'], `facility ${facility.id} is not configured`);
  if (link && !links.has(link.id)) report([...path, 'when', 'link', 'id'], `link ${link.id} is not configured`);
}

function checkMeasures(plan: City['plans'][number], path: PropertyKey[], { facilities, signs }: Omit<Known, 'links'>, report: Report): void {
  const seen = new Set<string>();
  plan.measures.forEach((m, j) => {
    const [key, id] = 'sign' in m ? ['sign', m.sign] : 'close' in m ? ['close', m.close] : ['facility', m.facility];
    const known = key === 'sign' ? signs.has(id) : facilities.has(id);
    if (!known) report([...path, j, key], `${key === 'sign' ? 'sign' : 'facility'} ${id} is not configured`);
    const audience = 'capacity' in m ? checkAudience(m, facilities.get(id), [...path, j, 'audience'], report) : '';
    const subject = `${key}/${id}/${audience}`;
    if (seen.has(subject)) report([...path, j], `plan ${plan.id} says twice what ${id} is to be`);
    seen.add(subject);
  });
}

/** Which audience a capacity is about, left out or not. */
function checkAudience({ audience }: { audience?: string | undefined }, facility: FacilityConfig | undefined, path: PropertyKey[], report: Report): string {
  if (facility === undefined) return audience ?? '';
  if (audience !== undefined && !facility.audiences.some((a) => a.id === audience)) report(path, `facility ${facility.id} has no audience ${audience}`);
  return audience ?? publicAudience(facility).id;
}
