import type { AlarmState, City, CollectionName, CollectionValues, DeviceState, FacilityState, JunctionState, LinkState, PlanState, SignOrderMessage, SignState } from '@wegweiser/contracts';
import { forecastOf } from './forecast.js';
import { corridorStates } from './corridors.js';

/** A made-up Thursday evening peak in the demo city: every state that the console can show occurs somewhere. */
export const NOW_MS = Date.parse('2026-11-19T16:12:40Z');

type Values = { [N in CollectionName]: CollectionValues[N][] };

/** Small seeded generator, so that pictures can be compared. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const FREE: Readonly<Record<string, number>> = { arena: 388, congressgarage: 61, festplatz: 1204, hallenbad: 34, 'hauptbahnhof-ost': 12, 'hauptbahnhof-west': 143, muenster: 0, nordbahnhof: 57, 'reduit-tilly': 171, schloss: 0, 'theater-ost': 209, 'theater-west': 0 };
const STATUS: Readonly<Record<string, FacilityState['status']>> = { muenster: 'full', schloss: 'closed', 'hauptbahnhof-ost': 'almostFull', hallenbad: 'almostFull', 'theater-west': 'unavailable', nordbahnhof: 'spacesAvailable' };
const RAW: Readonly<Record<string, number>> = { muenster: -7, nordbahnhof: 57 };
const REASONS: Readonly<Record<string, string[]>> = { muenster: ['negative', 'drift'], schloss: ['manual'], 'theater-west': ['stale'] };

const OVERRIDES: Readonly<Record<string, NonNullable<FacilityState['overrides']>>> = {
  schloss: [{ kind: 'closed', audience: null, capacity: null, by: 'operator', reason: 'Einfahrt blockiert', sinceMs: NOW_MS - 90 * 60_000, untilMs: NOW_MS + 95 * 60_000 }],
  muenster: [{ kind: 'capacity', audience: 'shortStay', capacity: 240, by: 'operator', reason: 'Ebene 2 wird gereinigt', sinceMs: NOW_MS - 40 * 60_000, untilMs: NOW_MS + 200 * 60_000 }],
};
function facility(config: City['facilities'][number]): FacilityState {
  const { id, capacity } = config;
  const status = STATUS[id] ?? 'spacesAvailable';
  const vacant = status === 'closed' || status === 'unavailable' ? null : (FREE[id] ?? 50);
  const measuredAtMs = NOW_MS - (status === 'unavailable' ? 47 * 60_000 : id === 'nordbahnhof' ? 8 * 60_000 : 20_000 + (id.length % 5) * 9000);
  const quality = id === 'hauptbahnhof-ost' ? 'derived' : status === 'unavailable' ? 'unknown' : 'measured';
  const trend = (['increasing', 'steady', 'decreasing'] as const)[id.length % 3] ?? 'steady';
  const head = { status, capacity, vacant, quality, measuredAtMs, trend } as const;
  return {
    id, ...head,
    audiences: config.audiences.map((a) => ({ id: a.id, ...head, capacity: OVERRIDES[id]?.find((o) => o.audience === a.id)?.capacity ?? a.capacity, occupied: vacant === null ? null : capacity - vacant, raw: RAW[id] ?? vacant, reasons: REASONS[id] ?? [] })),
    nextOpeningChange: id === 'schloss' ? { atMs: NOW_MS + 95 * 60_000, to: 'open' } : null,
    rezeroProposal: id === 'muenster' ? { proposalId: 'muenster:shortStay:9', offset: 9, confidence: 0.86, vacantBefore: 0, vacantAfter: 2, reason: { de: 'Zähler weicht um etwa 9 Fahrzeuge ab (zu viele belegt): drei Nächte in Folge blieb nach Mitternacht ein Rest.', en: 'The counter is off by about 9 vehicles (too many occupied): three nights in a row something was left after midnight.' } } : null,
    notes: [],
    ...(vacant === null ? {} : { forecast: forecastOf(vacant, capacity, NOW_MS) }),
    ...(OVERRIDES[id] === undefined ? {} : { overrides: OVERRIDES[id] }),
  };
}

const JAMMED = new Set(['glacisbruecke-w', 'schillerbruecke-n']);
function link(config: City['links'][number], at: number, r: () => number): LinkState {
  const draw = r();
  const level: LinkState['level'] = JAMMED.has(config.id) ? 'jam' : at % 17 === 5 ? 'unknown' : draw > 0.86 ? 'slow' : draw > 0.62 ? 'dense' : 'free';
  const factor = { free: 0.92, dense: 0.7, slow: 0.42, jam: 0.16, unknown: 0 }[level];
  if (level === 'unknown') return { id: config.id, level, flowVehPerH: null, meanSpeedKmh: null, occupancyPct: null, travelTimeS: null, congested: false, quality: 'unknown', measuredAtMs: NOW_MS - 12 * 60_000 };
  const speed = Math.round(config.freeSpeedKmh * factor);
  return { id: config.id, level, flowVehPerH: Math.round(180 + r() * 420 * config.laneCount), meanSpeedKmh: speed, occupancyPct: Math.round((1 - factor) * 46 * 10) / 10, travelTimeS: Math.round(config.lengthM / (speed / 3.6)), congested: level === 'jam', quality: 'measured', measuredAtMs: NOW_MS - 25_000 - (at % 5) * 7000 };
}

/** Which groups are green at a second of the cycle, from the plan's stages. */
export function groupsAt(config: City['junctions'][number], second: number): JunctionState['groups'] {
  const plan = config.plans[1] ?? config.plans[0]!;
  const green = plan.stages.reduce((sum, s) => sum + s.greenS, 0);
  const gap = (plan.cycleS - green) / plan.stages.length;
  let at = 0;
  let now: { stage: string; phase: 'green' | 'amber' | 'red' | 'redAmber' } = { stage: '', phase: 'red' };
  plan.stages.forEach(({ stageId, greenS }, n) => {
    if (second >= at && second < at + greenS) now = { stage: stageId, phase: 'green' };
    else if (second >= at + greenS && second < at + greenS + 3) now = { stage: stageId, phase: 'amber' };
    else if (second >= at + greenS + gap - 1 && second < at + greenS + gap) now = { stage: plan.stages[(n + 1) % plan.stages.length]!.stageId, phase: 'redAmber' };
    at += greenS + gap;
  });
  const inStage = new Set(config.stages.find((s) => s.id === now.stage)?.groups ?? []);
  const code = { green: 3, amber: 2, redAmber: 4, red: 1 } as const;
  return Object.fromEntries(config.signalGroups.map((g) => [g.id, inStage.has(g.id) && (g.kind === 'vehicle' || now.phase === 'green') ? code[now.phase] : 1]));
}

function recommendation(config: City['junctions'][number], n: number): NonNullable<JunctionState['recommendation']> {
  const plan = config.plans[1] ?? config.plans[0]!;
  const stages = plan.stages.map((s, at) => ({ stageId: s.stageId, greenS: at === 0 ? s.greenS + 7 : Math.max(6, s.greenS - 2) }));
  const cycleS = plan.cycleS + stages.reduce((sum, s) => sum + s.greenS, 0) - plan.stages.reduce((sum, s) => sum + s.greenS, 0);
  const arm = config.arms[0]!;
  return {
    id: `${config.id}.${n}`, junctionId: config.id, state: n === 3 ? 'confirmed' : 'proposed', issuedAtMs: NOW_MS - 75_000, expiresAtMs: NOW_MS + (n * 4 + 3) * 60_000,
    plan: { id: `r${n}`, cycleS, offsetS: plan.offsetS, stages }, runningPlan: plan.id, delayNowS: 58 + n * 3, delayAfterS: 37 + n, saturationNow: 1.04 - n * 0.03, saturationAfter: 0.86,
    reason: { de: `${arm.street}, Fahrstreifen ${arm.lanes[0]!.id}: 742 Kfz/h (mit Rückstau, geschätzt), zu 104 % ausgelastet. 7 s mehr Grün für Phase ${stages[0]!.stageId}: mittlere Wartezeit ${37 + n} statt ${58 + n * 3} s/Kfz, Auslastung dort 86 %.`, en: `${arm.street}, lane ${arm.lanes[0]!.id}: 742 veh/h (queueing, estimated), 104 % of capacity. With 7 s more green for stage ${stages[0]!.stageId}: mean delay ${37 + n} instead of ${58 + n * 3} s/veh, that lane at 86 %.` },
    inputs: config.arms.flatMap((a) => a.lanes).map((l, at) => ({ id: l.id, vehPerH: 742 - at * 97, ageMs: 30_000 + at * 4000 })),
    decidedBy: n === 3 ? 'M. Huber' : null, decisionReason: n === 3 ? 'Rückstau sichtbar' : null,
  };
}

/** Five minutes of stages chosen every second, on a junction in automatic mode. */
function tactical(config: City['junctions'][number]): NonNullable<JunctionState['tactical']> {
  const stages = config.stages.map((s) => s.id);
  const lengths = [38, 5, 22, 5, 31, 5, 17, 5, 44, 5, 12, 5, 29, 5, 20, 5, 36];
  let atMs = NOW_MS - 289_000;
  const runs = lengths.map((s, i) => {
    const run = { stageId: i % 2 === 1 ? null : (stages[(i / 2) % stages.length] ?? null), fromMs: atMs };
    atMs += s * 1000;
    return run;
  });
  const shown = runs.at(-1)?.stageId ?? 's1';
  const wanted = stages.find((s) => s !== shown) ?? shown;
  return {
    mode: 'automatic', ended: null, atMs: NOW_MS, stageId: shown, greenS: 36, nextStageId: null, wantedStageId: wanted, reason: 'leastDelay', requestId: 'st-1',
    text: { de: `Wechsel zu Phase ${wanted}: weniger Wartezeit als beim Halten (erwartet: Halten 212, Wechseln 174 Fahrzeugsekunden).`, en: `Change to stage ${wanted}: less waiting than when holding (expected: holding 212, changing 174 vehicle seconds).` },
    lanes: config.arms.flatMap((a) => a.lanes).map((l, i) => ({ id: l.id, queueVeh: [4.2, 0, 7.6, 1][i % 4] ?? 0, waitS: [31, 0, 64, 3][i % 4] ?? 0 })), runs,
  };
}

function junction(config: City['junctions'][number], at: number): JunctionState {
  const plan = config.plans[1] ?? config.plans[0]!;
  const none = { id: config.id, faults: [], recommendation: null };
  if (at === 6) return { ...none, online: false, plan: null, mode: null, cycleS: null, cycleSecond: null, groups: {}, saturation: null, delayS: null, measuredAtMs: NOW_MS - 26 * 60_000 };
  const second = (17 + at * 13) % plan.cycleS;
  return {
    ...none, online: true, plan: plan.id, mode: 'central', cycleS: plan.cycleS, cycleSecond: second, groups: groupsAt(config, second), faults: at === 9 ? ['lampFault k2'] : [],
    saturation: 0.52 + (at % 6) * 0.09, delayS: 21 + (at % 6) * 6, recommendation: [1, 2, 3].includes(at) ? recommendation(config, at) : null, note: [1, 2, 3].includes(at) ? null : { de: 'Messwerte lückenhaft: n-1, s-2.', en: 'Measurements incomplete: n-1, s-2.' }, measuredAtMs: NOW_MS - 1000, ...(at === 4 ? { tactical: tactical(config), revision: 5 } : {}),
  };
}

const wordFor = (value: FacilityState | undefined): { text: string; level: 'live' | 'direction'; value: number | null } => {
  if (value === undefined || value.status === 'unavailable') return { text: '', level: 'direction', value: null };
  if (value.status === 'closed') return { text: 'ZU', level: 'live', value: null };
  return { text: value.status === 'full' ? 'VOLL' : String(value.vacant), level: 'live', value: value.vacant };
};
const ARROW = { left: '←', straight: '↑', right: '→', none: '' } as const;

function order(config: City['signs'][number], facilities: ReadonlyMap<string, FacilityState>, locked: boolean): SignOrderMessage {
  const rows = config.rows.map((row) => {
    const { text, level } = wordFor(facilities.get(row.target));
    return { rowId: row.id, text: level === 'direction' ? ARROW[row.arrow] : text, level, showUntilMs: NOW_MS + 240_000, fallbackText: ARROW[row.arrow] } as const;
  });
  const rule = config.rules.at(-1)!;
  const fill = (multi: string) => multi.replaceAll(/\{([\w-]+)\}/g, (_, id: string) => wordFor(facilities.get(id)).text || '?');
  const multi = locked ? 'Stadtfest[nl]P Festplatz nutzen[nl]Bus 5 min' : 'multi' in rule.show ? fill(rule.show.multi) : '';
  const about = config.type === 'counter' ? config.rows.map((row) => row.target) : [...new Set([...('multi' in rule.show ? rule.show.multi : '').matchAll(/\{([\w-]+)\}/g)].map((found) => found[1]!))];
  const direction = rows.find((row) => row.level === 'direction');
  return {
    orderId: `${config.id}.1763568700`, signId: config.id, issuedAtMs: NOW_MS - 42_000, validUntilMs: NOW_MS + 900_000,
    content: config.type === 'counter' ? { type: 'counter', rows } : { type: 'freeText', multi, level: 'live', showUntilMs: NOW_MS + 240_000, fallbackMulti: '' },
    why: {
      ruleId: locked ? 'lock' : rule.id,
      inputs: about.flatMap((id, at) => {
        const f = facilities.get(id);
        const counted = { id: `${id}/shortStay`, value: f?.vacant ?? null, status: f?.status ?? null, measuredAtMs: f?.measuredAtMs ?? null, ageMs: f?.measuredAtMs ? NOW_MS - f.measuredAtMs : null, quality: f?.quality ?? null };
        return at > 0 ? [counted] : [counted, { id: `${id}/shortStay@arrival`, value: 2, status: 'fills', measuredAtMs: NOW_MS - 90_000, ageMs: 90_000, quality: 'forecast' }];
      }),
      lock: locked ? { by: 'M. Huber', reason: 'Stadtfest, Anweisung der Polizei', expiresAtMs: NOW_MS + 73 * 60_000 } : null,
      trigger: direction === undefined ? null : 'staleData',
      text: direction === undefined
        ? { de: locked ? 'Gesperrt von M. Huber: Stadtfest, Anweisung der Polizei.' : 'Alle Zeilen zeigen gemessene Werte.', en: locked ? 'Locked by M. Huber: festival, instruction of the police.' : 'All rows show measured values.' }
        : { de: 'Theater West meldet seit 47 min nichts mehr: nur noch der Pfeil. Die anderen Zeilen zeigen gemessene Werte.', en: 'Theater West has been silent for 47 min: only the arrow is left. The other rows show measured values.' },
    },
  };
}

function sign(config: City['signs'][number], at: number, facilities: ReadonlyMap<string, FacilityState>): SignState {
  const locked = config.id === 'fta-westring';
  const message = order(config, facilities, locked);
  const offline = at === 5;
  const wrong = at === 8;
  const shows = message.content.type === 'counter' ? message.content.rows.map((row) => row.text) : [message.content.multi];
  const worst = message.content.type === 'counter' && message.content.rows.some((row) => row.level === 'direction') ? 'direction' : 'live';
  return {
    id: config.id, online: !offline, level: worst, order: message,
    readback: { orderId: wrong ? `${config.id}.1763568001` : message.orderId, shows: wrong ? shows.map((text, n) => (n === 0 ? '311' : text)) : shows, lamp: 'ok', link: offline ? 'lost' : 'ok', atMs: NOW_MS - (offline ? 19 * 60_000 : 11_000) },
    mismatch: wrong ? 'oldOrderShown' : offline ? 'linkSilent' : null,
    lock: message.why.lock,
  };
}

/** As the engine has it: escalated by age and severity while nobody acknowledges. */
function historyOf(code: string, severity: AlarmState['severity'], minutes: number, more: Partial<AlarmState>): Partial<AlarmState> {
  const limits = { critical: [3, 10], warning: [15, 60], info: [Infinity, Infinity] }[severity] as [number, number];
  const level = more.acknowledgedBy !== undefined || more.clearedAtMs !== undefined || minutes < limits[0] ? null : minutes < limits[1] ? 1 : 2;
  const group = code === 'lane-silent' ? { group: 'lane-silent/nord' } : {};
  return { ...group, escalation: level === null ? null : { level, sinceMs: NOW_MS - (minutes - limits[level - 1]!) * 60_000 }, occurrences: code === 'congestion' ? 3 : 1 };
}

function alarms(city: City, v: Omit<Values, 'alarms'>): AlarmState[] {
  const alarm = (code: string, severity: AlarmState['severity'], kind: string, id: string, minutes: number, de: string, en: string, more: Partial<AlarmState> = {}): AlarmState => ({ id: `${code}:${kind}:${id}`, code, severity, about: { kind, id }, raisedAtMs: NOW_MS - minutes * 60_000, clearedAtMs: null, acknowledgedBy: null, text: { de, en }, ...more, ...historyOf(code, severity, minutes, more) });
  const nameOf = (list: readonly { id: string; name: string }[], id: string) => list.find((x) => x.id === id)?.name ?? id;
  const broken = v.junctions.filter((j) => j.faults.length > 0 || !j.online);
  const wrong = v.signs.filter((s) => s.mismatch !== null);
  const jams = v.links.filter((l) => l.congested);
  const silent = v.devices.filter((d) => d.online === false).slice(0, 9);
  return [
    ...broken.map((j, n) => alarm('signalFault', n === 0 ? 'warning' : 'critical', 'junction', j.id, 26 - n * 20, `${nameOf(city.junctions, j.id)}: ${j.faults[0] === undefined ? 'Steuergerät antwortet nicht' : 'Lampe gestört (k2)'}`, `${nameOf(city.junctions, j.id)}: ${j.faults[0] === undefined ? 'controller does not answer' : 'lamp fault (k2)'}`)),
    ...wrong.map((s, n) => alarm('signMismatch', 'warning', 'sign', s.id, 4 + n * 15, `${nameOf(city.signs, s.id)}: ${s.mismatch === 'linkSilent' ? 'Schild antwortet nicht' : 'Schild zeigt noch einen früheren Auftrag'}`, `${nameOf(city.signs, s.id)}: ${s.mismatch === 'linkSilent' ? 'the sign does not answer' : 'the sign still shows an earlier order'}`)),
    ...jams.map((l, n) => alarm('congestion', 'warning', 'link', l.id, 7 + n * 5, `Stau: ${city.links.find((x) => x.id === l.id)?.street ?? l.id}`, `Congestion: ${city.links.find((x) => x.id === l.id)?.street ?? l.id}`, n === 1 ? { acknowledgedBy: 'M. Huber' } : {})),
    alarm('facilityStale', 'warning', 'facility', 'theater-west', 32, 'Tiefgarage Theater West: Zähler meldet sich nicht', 'Tiefgarage Theater West: the counter is silent', { acknowledgedBy: 'A. Weber' }),
    alarm('counterDrift', 'info', 'facility', 'muenster', 190, 'Tiefgarage Münster: Zähler weicht um etwa 9 Fahrzeuge ab', 'Tiefgarage Münster: the counter is off by about 9 vehicles'),
    ...silent.map((d, n) => alarm('lane-silent', 'info', 'device', d.id, 12 + n, `Schleife ${d.id} schweigt`, `Loop ${d.id} is silent`)),
    alarm('facilityStale', 'warning', 'facility', 'arena', 128, 'Parkhaus Arena: Zähler meldet sich nicht', 'Parkhaus Arena: the counter is silent', { clearedAtMs: NOW_MS - 41 * 60_000, id: 'facilityStale:facility:arena' }),
  ];
}

/** One runs, one is proposed, one begins on Saturday. */
function plan(config: City['plans'][number]): PlanState {
  const rest: PlanState = { id: config.id, state: 'idle', run: null, proposedAtMs: null, trigger: config.start === 'operator' ? null : 'false', rests: false, nextChange: null, measures: config.measures.map(() => ({ effect: 'waiting', by: null })), revision: 3 };
  if (config.id === 'altstadt-voll') return { ...rest, state: 'proposed', proposedAtMs: NOW_MS - 3 * 60_000, trigger: 'true' };
  if (config.id === 'wochenmarkt') return { ...rest, nextChange: { atMs: Date.parse('2026-11-21T06:30:00Z'), to: 'begin' } };
  if (config.id !== 'grossmarkt-gesperrt') return rest;
  const run = { startedAtMs: NOW_MS - 95 * 60_000, endsAtMs: NOW_MS + 265 * 60_000, cause: 'operator', by: 'operator', reason: 'Aufbau beginnt' } as const;
  return { ...rest, state: 'running', run, measures: config.measures.map((m) => ({ effect: 'sign' in m && m.sign === 'fta-westring' ? 'overridden' : 'inForce', by: null })) };
}

function devices(city: City, r: () => number): DeviceState[] {
  const ids = [
    ...city.facilities.flatMap((f) => [...f.counters.map((c) => c.deviceId), f.controllerId ?? f.id]),
    ...city.junctions.flatMap((j) => [j.controllerId ?? j.id, ...j.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => p.deviceId)))]),
    ...city.links.flatMap((l) => l.loops.map((p) => p.deviceId)),
    ...city.signs.map((s) => s.id),
  ];
  return [...new Set(ids)].flatMap((id): DeviceState[] => {
    const draw = r();
    if (draw < 0.012) return [];
    const offline = draw < 0.05;
    return [{ id, online: !offline, lastSeenMs: NOW_MS - (offline ? 30 * 60_000 : Math.floor(draw * 60_000)), quality: null, faults: draw > 0.985 ? ['fault'] : [] }];
  });
}

/** As the service says it of a zone: by its sensors or machines where it has some. */
const streetZone = (zone: City['streetZones'][number]): Values['streetZones'][number] => {
  const watched = zone.sensors.length > 0 ? 'sensors' : zone.machines !== undefined ? 'machines' : 'none';
  const none = watched === 'none';
  return {
    id: zone.id, basis: watched, quality: none ? 'unknown' : 'estimated', freePct: none ? null : 25, lowPct: none ? null : 10, highPct: none ? null : 40,
    seen: none ? 0 : 31, measuredAtMs: none ? null : NOW_MS - 60_000, atMs: NOW_MS, reasons: none ? ['spacesUnknown'] : [],
  };
};

export function demoStates(city: City): Values {
  const r = random(7);
  const facilities = city.facilities.map(facility);
  const byId = new Map(facilities.map((f) => [f.id, f]));
  const rest = { facilities, links: city.links.map((l, at) => link(l, at, r)), junctions: city.junctions.map(junction), signs: city.signs.map((s, at) => sign(s, at, byId)), devices: devices(city, r), plans: city.plans.map(plan), corridors: corridorStates(city, NOW_MS), streetZones: city.streetZones.map(streetZone), weather: [] };
  return { ...rest, alarms: alarms(city, rest) };
}
