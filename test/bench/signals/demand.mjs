// The measuring ground with other traffic, its networks and loops as they are. A number: every vehicle of the route file kept or
// left out (below 1) or doubled (above 1) with the given probability, seeded; the doubled one departs up to 30 s later.
// incident: a vehicle breaks down 10 min into the hour and closes its lane for 20 min, on the street (two lanes for cars or more,
// 80 m or longer, an approach to a signal if there is one) on which the most trips begin. stadium: 15 % of the hour's vehicles
// come besides within 20 min, beginning at 15 min, all from the street on which the most trips begin, bound where its others are.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNet } from '../../../sensors-sim/dist/sumo/net.js';
import { tags } from '../../../sensors-sim/dist/sumo/xml.js';
import { createRng } from '../../../sensors-sim/dist/random.js';

const VEHICLE = /<(trip|vehicle)\s[^>]*?(?:\/>|>[\s\S]*?<\/\1>)/g;
const LATER_S = 30;
const INCIDENT = { fromS: 600, lengthS: 1200, leastLengthM: 80 };
const STADIUM = { fromS: 900, lengthS: 1200, part: 0.15 };

const attribute = (text, name) => new RegExp(`\\b${name}="([^"]+)"`).exec(text)?.[1];

const vehiclesOf = (xml) => [...xml.matchAll(VEHICLE)].map((m) => ({ text: m[0], depart: Number(attribute(m[0], 'depart')), from: attribute(m[0], 'from') }));

/** Route file with these vehicles instead of its own, in order of departure. */
function withVehicles(xml, vehicles) {
  const [first, last] = [xml.search(VEHICLE), xml.lastIndexOf('</routes>')];
  return `${xml.slice(0, first)}${vehicles.toSorted((a, b) => a.depart - b.depart).map((v) => v.text).join('\n')}\n${xml.slice(last)}`;
}

/** The same trip again, under another name and at another time. */
function again(vehicle, id, depart) {
  return { ...vehicle, depart, text: vehicle.text.replace(/\bid="[^"]+"/, `id="${id}"`).replace(/\bdepart="[^"]+"/, `depart="${depart}"`) };
}

/** Edges by the number of trips that begin there, the most first; by name where equal. */
function origins(vehicles) {
  const count = new Map();
  for (const v of vehicles) count.set(v.from, (count.get(v.from) ?? 0) + 1);
  return [...count].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([edge]) => edge);
}

/** Lanes of a street on which cars may drive, from the right. */
function carLanes(netXml, edge) {
  const forCars = ({ allow = 'passenger', disallow = '' }) => allow.split(' ').includes('passenger') && !disallow.split(' ').some((c) => c === 'passenger' || c === 'all');
  return tags(netXml, 'lane').filter((lane) => lane.id?.startsWith(`${edge}_`) && forCars(lane)).map((lane) => lane.id);
}

/** @param begin first second of the hour that is measured */
export function incidentRoutes(xml, netXml, begin) {
  const { lanes } = readNet(netXml);
  const vehicles = vehiclesOf(xml);
  const wide = origins(vehicles).map((edge) => ({ edge, cars: carLanes(netXml, edge) })).filter(({ cars }) => cars.length > 1 && lanes.get(cars[0]).lengthM >= INCIDENT.leastLengthM);
  const found = wide.find(({ cars }) => lanes.get(cars[0]).to.some((t) => t.signalled)) ?? wide[0];
  if (found === undefined) throw new Error('no street of two lanes on which trips begin');
  const { edge, cars: [lane] } = found;
  const endM = Math.round(lanes.get(lane).lengthM * 0.6);
  const like = vehicles.find((v) => v.from === edge);
  const depart = begin + INCIDENT.fromS;
  const stop = `<stop lane="${lane}" endPos="${endM}" duration="${INCIDENT.lengthS}"/>`;
  const text = `<trip id="incident" type="${attribute(like.text, 'type')}" depart="${depart}" from="${edge}" to="${attribute(like.text, 'to')}" departLane="${lane.slice(edge.length + 1)}">${stop}</trip>`;
  return { xml: withVehicles(xml, [...vehicles, { text, depart }]), place: `${lane}, ${endM} m` };
}

export function stadiumRoutes(xml, begin, seed) {
  const rng = createRng(seed, 'stadium');
  const vehicles = vehiclesOf(xml);
  const [edge] = origins(vehicles);
  const like = vehicles.filter((v) => v.from === edge);
  const hour = vehicles.filter((v) => v.depart >= begin && v.depart < begin + 3600);
  const more = Array.from({ length: Math.round(hour.length * STADIUM.part) }, (_, i) => again(like[i % like.length], `stadium${i}`, Math.round(begin + STADIUM.fromS + rng.between(0, STADIUM.lengthS))));
  return { xml: withVehicles(xml, [...vehicles, ...more]), place: `${more.length} vehicles from ${edge}` };
}

/** @returns text of a route file with `factor` times the vehicles, 0 to 2 */
export function scaledRoutes(xml, factor, seed) {
  const rng = createRng(seed, 'demand');
  const vehicles = vehiclesOf(xml);
  const kept = vehicles.flatMap((v) => {
    const drawn = rng.next();
    const depart = Math.round((v.depart + rng.between(0, LATER_S)) * 100) / 100;
    if (factor <= 1) return drawn < factor ? [v] : [];
    const twin = again(v, `${attribute(v.text, 'id')}+`, depart);
    return drawn < factor - 1 ? [v, twin] : [v];
  });
  return withVehicles(xml, kept);
}

/** First second of the hour that the ground measures, by the trips: a full quarter of an hour at or before the first. */
const beginOf = (xml) => Math.floor(Math.min(...vehiclesOf(xml).map((v) => v.depart)) / 900) * 900;

function changedRoutes(xml, netXml, demand, seed) {
  if (demand === 'incident') return incidentRoutes(xml, netXml, beginOf(xml)).xml;
  if (demand === 'stadium') return stadiumRoutes(xml, beginOf(xml), seed).xml;
  return scaledRoutes(xml, demand, seed);
}

/** A folder that the ground takes for its own (GROUND_ROOT), with one scenario's demand changed. */
export function changedGround(ground, out, scenario, demand, seed) {
  const root = join(out, `demand-${demand}`, scenario);
  const folder = join(root, 'scenarios', scenario);
  const [net, routes] = ['net', 'rou'].map((kind) => join(ground, 'scenarios', scenario, `${scenario}.${kind}.xml`));
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(ground, 'add'), join(root, 'add'));
  symlinkSync(net, join(folder, `${scenario}.net.xml`));
  writeFileSync(join(folder, `${scenario}.rou.xml`), changedRoutes(readFileSync(routes, 'utf8'), readFileSync(net, 'utf8'), demand, seed));
  return root;
}
