import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCity } from './open-city.js';

const INGOLSTADT = fileURLToPath(new URL('../../../../config/cities/ingolstadt', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'city-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}
/** What is wrong, as `file:line message` with the folder left out. */
async function problems(files: Record<string, string>): Promise<string[]> {
  write(files);
  const outcome = await openCity(dir);
  return outcome.ok ? [] : outcome.problems.map((p) => `${p.where} ${p.message}`.replaceAll(`${dir}/`, ''));
}

const HEAD = `city:
  id: klein
  name: Klein
  timeZone: Europe/Berlin
  holidayRegion: DE-BY
  centre: [11, 48]
  bounds: [10, 47, 12, 49]
  attribution: { de: Test, en: Test }
areas:
  - { id: mitte, name: { de: Mitte, en: Centre } }
`;
const GARAGE = `facilities:
  - id: nord
    name: Nord
    area: mitte
    kind: garage
    address: "-"
    position: [11, 48]
    capacity: 100
    audiences: [{ id: shortStay, capacity: 100 }]
    counters: [{ deviceId: pz-nord, kind: absolute, audience: shortStay }]
`;
const SIGN = `signs:
  - id: tafel
    name: Tafel
    area: mitte
    position: [11, 48]
    facingDeg: 0
    type: counter
    rows: [{ id: r1, target: nord, label: Nord }]
    rules: [{ id: normal, show: { rows: true } }]
`;

describe('openCity', () => {
  it('finds nothing wrong with Ingolstadt', async () => {
    const outcome = await openCity(INGOLSTADT);
    expect(outcome.ok ? [] : outcome.problems).toEqual([]);
    if (!outcome.ok) return;
    const { city } = outcome;
    expect(city.facilities.length).toBeGreaterThanOrEqual(10);
    expect(city.junctions.length).toBeGreaterThanOrEqual(12);
    expect(city.signs.length).toBeGreaterThanOrEqual(12);
    expect(outcome.sources[0]!.protocol.name).toBe('own');
  });

  it('finds on-street zones that cannot be estimated as they are configured', async () => {
    const zone = (id: string, more: string) => `  - { id: ${id}, name: { de: x, en: x }, area: mitte, position: [11, 48], ${more} }\n`;
    const cars = 'carsPerTicket: { least: 1, mean: 1.2, most: 1.5 }';
    const good = zone('gut', `spaces: 40, sensors: [k1], machines: { deviceIds: [m1], ${cars}, hours: "Mo-Fr 08:00-18:00" }, usual: { source: { de: x, en: x }, slots: [{ from: "08:00", to: "00:00", freePct: 5 }] }`);
    expect(await problems({ 'city.yaml': HEAD, 'garages.yaml': GARAGE, 'streets.yaml': `streetZones:\n${good}` })).toEqual([]);
    const bad = zone('nord', 'spaces: 1, sensors: [k2, k3]') + zone('ohne', `spaces: null, machines: { deviceIds: [m2], ${cars}, hours: "Mo-XX" }`) + zone('zeit', 'spaces: null, sensors: [pz-nord], usual: { source: { de: x, en: x }, slots: [{ from: "08:00", to: "08:00", freePct: 5 }] }');
    const found = await problems({ 'city.yaml': HEAD, 'garages.yaml': GARAGE, 'streets.yaml': `streetZones:\n${good}${bad}` });
    expect(found).toHaveLength(6);
    for (const problem of ['nord is a facility or a zone already', '2 sensors watch 1 spaces', 'tickets tell nothing without the number of spaces', 'streetZones.2.machines.hours', '08:00 is not after 08:00', 'device parking/pz-nord is used already']) expect(found.join('\n')).toContain(problem);
  });

  it('takes a weather station polled from the weather service', async () => {
    const source = 'sources:\n  - { id: dwd, protocol: brightsky, area: mitte, options: { deviceId: wetter, position: [11.42, 48.76] } }\n';
    expect(await problems({ 'city.yaml': HEAD, 'weather.yaml': `weather: { stationId: wetter, area: mitte }\n${source}` })).toEqual([]);
    expect(await problems({ 'city.yaml': HEAD, 'weather.yaml': 'weather: { stationId: wetter }\n' })).toEqual([expect.stringMatching(/^weather\.yaml:1 weather\.area/)]);
  });

  it('joins lists of several files and subfolders', async () => {
    const outcome = await openCity((write({ 'a.yaml': HEAD, 'b/facilities.yaml': GARAGE, 'c.yaml': GARAGE.replaceAll('nord', 'ost'), 'notes.txt': '::' }), dir));
    expect(outcome.ok && outcome.city.facilities.map((f) => f.id)).toEqual(['nord', 'ost']);
  });

  it('knows YAML anchors in sections that start with x-', async () => {
    expect(await problems({ 'city.yaml': `x-text: &t { de: Test, en: Test }\n${HEAD.replace('{ de: Test, en: Test }', '*t')}` })).toEqual([]);
  });

  it('says that a folder is not there', async () => {
    expect(await openCity(join(dir, 'nowhere'))).toEqual({ ok: false, problems: [{ where: join(dir, 'nowhere'), message: 'no such folder, expected config/cities/{id}' }] });
  });

  it('tells syntax errors by file and line, and nothing that only follows from them', async () => {
    expect(await problems({ 'city.yaml': HEAD, 'facilities.yaml': 'facilities:\n  - id: nord\n    name: "open\n', 'signs.yaml': SIGN })).toEqual([expect.stringMatching(/^facilities\.yaml:\d+ /)]);
  });

  it('tells sections that are unknown or given twice', async () => {
    const found = await problems({ 'a.yaml': HEAD, 'b.yaml': `${HEAD.slice(0, HEAD.indexOf('areas:'))}garages: []\n` });
    expect(found).toEqual([expect.stringMatching(/^b\.yaml:2 section city was given already in a\.yaml$/), expect.stringMatching(/^b\.yaml:9 unknown section garages, expected one of city, areas, /)]);
  });

  it('tells house numbers that are none, and a street that was given twice', async () => {
    const addresses = 'addresses:\n  - { street: Ring, numbers: { 12a: [11, 48] } }\n  - { street: Ring, numbers: { "9": [11, 48] } }\n';
    expect(await problems({ 'city.yaml': HEAD, 'facilities.yaml': GARAGE, 'signs.yaml': SIGN, 'addresses.yaml': addresses })).toEqual(['addresses.yaml:3 addresses.1.street: numbers of Ring were given already']);
    const found = await problems({ 'addresses.yaml': addresses.replace('12a', 'a12').split('\n').slice(0, 2).join('\n') });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^addresses\.yaml:2 .*numbers/);
  });

  it('tells what is wrong with action plans, with file and line', async () => {
    const plans = `plans:
  - id: fest
    name: { de: Fest, en: Festival }
    schedule: [{ weekdays: [6] }]
    measures:
      - { close: sued }
      - { sign: tafel, show: { rows: [{ rowId: r9, text: ZU }] } }
      - { sign: tafel, show: { multi: Fest } }
  - id: markt
    name: { de: Markt, en: Market }
    start: automatic
    measures: [{ facility: nord, capacity: 10, audience: nobody }, { sign: tafel, show: { rows: [{ rowId: r1, text: GESPERRT }] } }, { facility: nord, capacity: 10 },
      { facility: nord, capacity: 20, audience: shortStay }]
`;
    const found = await problems({ 'city.yaml': HEAD, 'facilities.yaml': GARAGE, 'signs.yaml': SIGN, 'plans.yaml': plans });
    expect(found).toHaveLength(9);
    for (const [line, part] of [[6, 'facility sued is not configured'], [7, 'has no row r9'], [8, 'says twice what tafel'], [8, 'shows rows, not a MULTI text'], [11, 'automatic needs a schedule'], [12, 'no audience nobody'], [12, 'GESPERRT is longer than'], [13, 'says twice what nord']] as const) {
      expect(found.filter((p) => p.startsWith(`plans.yaml:${line} `) && p.includes(part)), `${line} ${part}: ${found.join('\n')}`).toHaveLength(1);
    }
  });

  it('tells every mistake at once, each with file and line: schema, references, rules, protocols', async () => {
    const found = await problems({
      'city.yaml': HEAD,
      'facilities.yaml': `${GARAGE}  - id: ost
    name: Ost
    area: osten
    kind: garage
    address: "-"
    position: [11, 48]
    capacity: 50
    openingHours: Mo-Fr 25:00-99
    audiences: [{ id: shortStay, capacity: 60 }]
    counters:
      - { deviceId: pz-ost, kind: absolute, audience: nobody }
      - { deviceId: pz-nord, kind: absolute }
  - id: sued
    name: Sued
    area: mitte
    kind: castle
    address: "-"
    position: [11, 480]
    capacity: 0
    audiences: []
    counters: [{ deviceId: pz-sued, kind: absolute }]
  - id: west
    name: West
    area: mitte
    kind: garage
    address: "-"
    position: [11, 48]
    capacity: 50
    openingHours: Mo-Fr nonsense
    audiences: [{ id: shortStay, capacity: 50 }]
    counters: [{ deviceId: pz-west, kind: absolute }]
`,
      'links.yaml': `links:
  - id: ring
    street: Ring
    area: mitte
    from: kreuz
    to: edge-o
    toArm: n
    lengthM: 300
    freeSpeedKmh: 50
    laneCount: 1
    shape: [[11, 48], [11.01, 48]]
`,
      'signs.yaml': `${SIGN}  - id: tafel
    name: Zwei
    area: mitte
    position: [11, 48]
    facingDeg: 0
    type: freeText
    rules: [{ id: a, show: { rows: true }, when: { facility: { id: nirgends }, link: { id: weg, levels: [jam] } } }]
  - id: drei
    name: Drei
    area: mitte
    position: [11, 48]
    facingDeg: 0
    type: counter
    rows: [{ id: r1, target: sued, label: Sued }, { id: r2, target: fehlt, label: Fehlt }, { id: r3, target: nord, audience: contract, label: Nord }]
    rules: [{ id: normal, show: { rows: true } }]
`,
      'weather.yaml': 'weather: { stationId: wetter, area: westen }\n',
      'sources.yaml': `sources:
  - { id: alt, protocol: telegraph, area: mitte }
  - { id: ttn, protocol: ttn, area: mitte, options: {} }
`,
    });
    const at = (place: string) => found.filter((p) => p.startsWith(`${place} `));
    // Schema.
    expect(at('facilities.yaml:26')).toEqual([expect.stringContaining('facilities.2.kind')]);
    expect(at('facilities.yaml:28')).toEqual([expect.stringContaining('facilities.2.position.1')]);
    expect(at('facilities.yaml:29')).toEqual([expect.stringContaining('facilities.2.capacity')]);
    // References.
    expect(at('facilities.yaml:13')).toEqual([expect.stringContaining('area osten is not configured, expected one of mitte')]);
    expect(at('facilities.yaml:19')).toEqual([expect.stringContaining('audiences of ost have 60 spaces, the facility 50')]);
    expect(at('facilities.yaml:21')).toEqual([expect.stringContaining('audience nobody is not one of shortStay, all')]);
    expect(at('facilities.yaml:22')).toEqual([expect.stringContaining('device parking/pz-nord is used already')]);
    expect(at('weather.yaml:1')).toEqual([expect.stringContaining('area westen is not configured')]);
    expect(at('links.yaml:5')).toEqual([expect.stringContaining('kreuz is neither a junction nor starts with edge-')]);
    expect(at('links.yaml:7')).toEqual([expect.stringContaining('link ends at edge-o, which is no junction')]);
    expect(at('signs.yaml:10')).toEqual(expect.arrayContaining([expect.stringContaining('tafel is used already by signs.0')]));
    expect(found.filter((p) => p.includes('facility nirgends is not configured') || p.includes('link weg is not configured') || p.includes('a free-text panel'))).toHaveLength(4);
    expect(at('signs.yaml:23').filter((p) => p.includes('facility fehlt is not configured'))).toHaveLength(1);
    expect(at('signs.yaml:23').filter((p) => p.includes('facility nord has no audience contract'))).toHaveLength(1);
    // A row on a garage that has mistakes of its own is not one more.
    expect(found.filter((p) => p.includes('facility sued is not configured'))).toEqual([]);
    // Rules and protocols, of what is sound otherwise.
    expect(found.filter((p) => p.includes('facility west: openingHours'))).toHaveLength(1);
    expect(at('sources.yaml:2')).toEqual([expect.stringContaining('unknown protocol telegraph, expected one of')]);
    expect(at('sources.yaml:3').length).toBeGreaterThan(0);
    expect(found.every((p) => /^[a-z]+\.yaml:\d+ \S/.test(p))).toBe(true);
  });

  it('tells two garages that one controller would speak for', async () => {
    const two = GARAGE + GARAGE.slice(GARAGE.indexOf('  - id')).replaceAll('nord', 'ost').replace('    kind:', '    controllerId: nord\n    kind:');
    expect(await problems({ 'city.yaml': HEAD, 'facilities.yaml': two })).toEqual(['facilities.yaml:14 facilities.1.controllerId: device garage/nord is used already at facilities.0.controllerId']);
  });

  it('tells zones of what is not there, and audiences that not all of a zone have', async () => {
    const ost = GARAGE.slice(GARAGE.indexOf('  - id')).replaceAll('nord', 'ost').replaceAll('shortStay', 'contract');
    const zones = `zones:
  - { id: mitte, name: { de: Mitte, en: Centre }, facilities: [nord, ost] }
  - { id: nord, name: { de: Nord, en: North }, facilities: [nord, nord, sued] }
  - { id: weg, name: { de: Weg, en: Away }, facilities: [west, ost] }
`;
    const sign = SIGN.replace('target: nord', 'target: mitte').replace('rows: [{', 'rows: [{ id: r2, target: weg, label: Weg }, {');
    expect(await problems({ 'city.yaml': HEAD, 'facilities.yaml': GARAGE + ost, 'signs.yaml': sign, 'zones.yaml': zones })).toEqual([
      'zones.yaml:3 zones.1.id: nord is a facility already',
      'zones.yaml:3 zones.1.facilities.1: nord is there twice',
      'zones.yaml:3 zones.1.facilities.2: facility sued is not configured',
      'zones.yaml:4 zones.2.facilities.0: facility west is not configured',
      'signs.yaml:8 signs.0.rows.0.audience: facility weg has no audience shortStay',
      'signs.yaml:8 signs.0.rows.1.audience: facility mitte has no audience shortStay',
    ]);
  });

  it('tells corridors whose stops, lanes or links do not go together', async () => {
    const arm = (id: string, bearingDeg: number, group: string) => `{ id: ${id}, street: x, bearingDeg: ${bearingDeg}, lanes: [{ id: ${id}1, movements: [through], signalGroup: ${group} }] }`;
    const junction = (id: string) => `  - { id: ${id}, name: x, area: mitte, position: [11, 48], arms: [${arm('w', 270, 'K1')}, ${arm('e', 90, 'K1')}, ${arm('n', 0, 'K2')}], signalGroups: [{ id: K1, kind: vehicle, minGreenS: 8 }, { id: K2, kind: vehicle, minGreenS: 8 }], intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } }, stages: [{ id: a, groups: [K1] }, { id: b, groups: [K2] }], plans: [{ id: p, cycleS: 70, offsetS: 0, stages: [{ stageId: a, greenS: 30 }, { stageId: b, greenS: 30 }] }] }`;
    const link = (id: string, from: string, to: string) => `  - { id: ${id}, street: x, area: mitte, from: ${from}, to: ${to}, lengthM: 400, freeSpeedKmh: 50, laneCount: 1, shape: [[11, 48], [11.01, 48]] }`;
    const streets = `junctions:\n${junction('eins')}\n${junction('zwei')}\nlinks:\n${link('hin', 'eins', 'zwei')}\n${link('her', 'zwei', 'eins')}\n`;
    const head = { 'city.yaml': `${HEAD}  - { id: rand, name: { de: Rand, en: Edge } }\n`, 'streets.yaml': streets };
    const corridor = (stops: string[], sections = '{ forward: hin, backward: her, progressionKmh: 45 }', id = 'welle', area = 'mitte') =>
      `  - id: ${id}\n    name: { de: x, en: x }\n    area: ${area}\n    stops:\n${stops.map((s) => `      - ${s}\n`).join('')}    sections:\n      - ${sections}\n`;
    const [one, two] = ['{ junctionId: eins, forward: [w1], backward: [e1] }', '{ junctionId: zwei, forward: [w1], backward: [e1] }'];
    const of = (...corridors: string[]) => problems({ ...head, 'corridors.yaml': `corridors:\n${corridors.join('')}` });
    expect(await of(corridor([one, two]))).toEqual([]);
    expect(await of(corridor([one, '{ junctionId: drei, forward: [w1], backward: [e1] }']))).toContain('corridors.yaml:7 corridors.0.stops.1.junctionId: junction drei is not configured');
    expect(await of(corridor(['{ junctionId: eins, forward: [x1], backward: [e1] }', '{ junctionId: zwei, forward: [w1, n1], backward: [w1] }']))).toEqual([
      'corridors.yaml:6 corridors.0.stops.0.forward.0: lane x1 is not one of junction eins',
      'corridors.yaml:7 corridors.0.stops.1.forward: lanes have signal groups K1, K2, expected one for all',
      'corridors.yaml:7 corridors.0.stops.1.backward.0: lane w1 is one of the way forward already',
    ]);
    expect(await of(corridor([one, two], '{ forward: her, backward: weg, progressionKmh: 45 }'))).toEqual([
      'corridors.yaml:9 corridors.0.sections.0.forward: link her leads from zwei to eins, expected from eins to zwei',
      'corridors.yaml:9 corridors.0.sections.0.backward: link weg is not configured',
    ]);
    expect(await of(corridor([one, two], '{ forward: hin, backward: her, progressionKmh: 45 }\n      - { forward: hin, backward: her, progressionKmh: 45 }'))).toEqual(['corridors.yaml:9 corridors.0.sections: 2 stops have 1 sections between them, not 2']);
    expect(await of(corridor([one, two]), corridor([two, one], '{ forward: her, backward: hin, progressionKmh: 45 }', 'andere', 'rand'))).toEqual([
      'corridors.yaml:14 corridors.1.stops.0.junctionId: zwei belongs to corridor welle already',
      'corridors.yaml:14 corridors.1.stops.0.junctionId: junction zwei lies in area mitte, corridor andere in rand',
      'corridors.yaml:15 corridors.1.stops.1.junctionId: eins belongs to corridor welle already',
      'corridors.yaml:15 corridors.1.stops.1.junctionId: junction eins lies in area mitte, corridor andere in rand',
    ]);
  });

  it('tells dangling names inside a junction', async () => {
    const junction = `junctions:
  - id: kreuz
    name: Kreuz
    area: mitte
    position: [11, 48]
    arms:
      - { id: n, street: n, bearingDeg: 0, lanes: [{ id: n1, movements: [through], signalGroup: K9 }] }
      - { id: o, street: o, bearingDeg: 90, lanes: [{ id: o1, movements: [through], signalGroup: K2 }] }
    signalGroups: [{ id: K1, kind: vehicle, minGreenS: 8 }, { id: K2, kind: vehicle, minGreenS: 8 }]
    intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } }
    stages:
      - { id: s1, groups: [K1, K8] }
      - { id: s2, groups: [K2] }
    plans:
      - { id: p1, cycleS: 70, offsetS: 0, stages: [{ stageId: s1, greenS: 30 }, { stageId: s7, greenS: 30 }] }
    timetable:
      - { from: "00:00", to: "23:59", plan: p6 }
`;
    expect(await problems({ 'city.yaml': HEAD, 'junctions.yaml': junction })).toEqual([
      'junctions.yaml:7 junctions.0.arms.0.lanes.0.signalGroup: signal group K9 is not one of junction kreuz',
      'junctions.yaml:12 junctions.0.stages.0.groups.1: signal group K8 is not one of junction kreuz',
      'junctions.yaml:15 junctions.0.plans.0.stages.1.stageId: stage s7 is not one of junction kreuz',
      'junctions.yaml:17 junctions.0.timetable.0.plan: plan p6 is not one of junction kreuz',
    ]);
  });

  it('lets the signal rules speak about a junction whose references hold', async () => {
    const junction = `junctions:
  - id: kreuz
    name: Kreuz
    area: mitte
    position: [11, 48]
    arms:
      - { id: n, street: n, bearingDeg: 0, lanes: [{ id: n1, movements: [through], signalGroup: K1 }] }
      - { id: o, street: o, bearingDeg: 90, lanes: [{ id: o1, movements: [through], signalGroup: K2 }] }
    signalGroups: [{ id: K1, kind: vehicle, minGreenS: 8 }, { id: K2, kind: vehicle, minGreenS: 8 }]
    intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } }
    stages: [{ id: s1, groups: [K1] }, { id: s2, groups: [K2] }]
    plans: [{ id: p1, cycleS: 70, offsetS: 0, stages: [{ stageId: s1, greenS: 2 }, { stageId: s2, greenS: 30 }] }]
`;
    const found = await problems({ 'city.yaml': HEAD, 'junctions.yaml': junction });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((p) => p.startsWith('junctions.yaml:2 '))).toBe(true);
    expect(await problems({ 'junctions.yaml': junction.replace('greenS: 2 ', 'greenS: 30 ') })).toEqual([]);
  });
});
