import { z } from 'zod';
import { Id, Position, Text } from './primitives.js';
import { SignalPlan } from './field-down.js';

/**
 * A city's configuration: one folder `config/cities/{id}` whose YAML files each hold one or more of the sections below
 * (lists of the same section in several files are joined). `checkCity` finds what a schema cannot: dangling references.
 */
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');

export const CityHead = z.object({
  id: Id,
  name: z.string(),
  timeZone: z.string(),
  /** Land for public holidays, ISO 3166-2, e.g. `DE-BY`. */
  holidayRegion: z.string(),
  centre: Position,
  /** `[west, south, east, north]` in degrees: where the map opens. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Said on every page that shows the city's data. */
  attribution: Text,
});

export const Area = z.object({ id: Id, name: Text });

/** Loop over one lane. `stop` at the stop line, `upstream` before it, `mid` in the open link. */
export const Loop = z.object({ deviceId: Id, role: z.enum(['stop', 'upstream', 'mid']), distanceM: z.number().min(0).max(2000).optional() });

export const Lane = z.object({
  id: Id,
  movements: z.array(z.enum(['left', 'through', 'right', 'uTurn'])).min(1),
  /** Signal groups that let the lane's movements go (usually one). */
  signalGroup: Id,
  /** Vehicles an hour of green; default by HBS from the movements. */
  saturationFlowVehPerH: z.number().min(200).max(3000).optional(),
  loops: z.array(Loop).default([]),
});

export const Arm = z.object({
  id: Id,
  street: z.string(),
  /** Compass direction in which the arm leaves the junction, degrees from north clockwise. */
  bearingDeg: z.number().min(0).max(360),
  lanes: z.array(Lane).min(1),
});

export const SignalGroup = z.object({
  id: Id,
  kind: z.enum(['vehicle', 'pedestrian', 'bicycle', 'publicTransport']),
  minGreenS: z.number().int().min(1).max(120),
  maxRedS: z.number().int().min(10).max(300).optional(),
  amberS: z.number().int().min(0).max(10).default(3),
  redAmberS: z.number().int().min(0).max(3).default(1),
  /** Length of the crossing, for pedestrian groups. */
  crossingM: z.number().min(1).max(60).optional(),
});

/** A lane as the tactical level sees it: what each of its movements may do in each stage (left out: red), and its loops. */
export const TacticalLane = z.object({
  id: Id,
  streams: z.array(z.record(Id, z.enum(['protected', 'permitted']))).min(1).max(16),
  stopLoop: Id.nullable(),
  waitLoops: z.array(Id).max(8).default([]),
  /** `share`: part of its passages bound for this lane; `travelS` to the stop line; `storageVeh` standing vehicles between. */
  upstream: z.array(z.object({ loopId: Id, share: z.number().min(0).max(1), travelS: z.number().min(0).max(120), storageVeh: z.number().min(0).max(200) })).max(16).default([]),
  /** Lanes of other junctions whose departures arrive here. */
  feeders: z.array(z.object({ junctionId: Id, laneId: Id, share: z.number().min(0).max(1), travelS: z.number().min(0).max(120) })).max(64).default([]),
});

/** For controllers that take stage requests; loops are the names in the controller's own detector values. */
export const TacticalConfig = z.object({
  /** Advice shows which stage it would ask for; automatic asks. */
  start: z.enum(['advice', 'automatic']).default('advice'),
  minGreenS: z.number().int().min(1).max(60),
  /** Seconds without green from stage to stage; by default what the intergreens need. */
  clearanceS: z.record(Id, z.record(Id, z.number().int().min(0).max(60))).optional(),
  /** Left out: the junction's own lanes, green where their signal group is, with the loops wired to the controller. */
  lanes: z.array(TacticalLane).min(1).max(128).optional(),
});

export const Junction = z.object({
  id: Id,
  name: z.string(),
  area: Id,
  position: Position,
  /** MQTT device id of the controller; the junction's own id when left out. */
  controllerId: Id.optional(),
  arms: z.array(Arm).min(2),
  signalGroups: z.array(SignalGroup).min(1),
  /** Intergreen times (Zwischenzeiten) in seconds: clearing group -> entering group. A pair listed in either order is a conflict. */
  intergreensS: z.record(Id, z.record(Id, z.number().int().min(0).max(30))),
  stages: z.array(z.object({ id: Id, groups: z.array(Id).min(1) })).min(1),
  plans: z.array(SignalPlan.extend({ name: Text.optional() })).min(1),
  /** Which plan runs when nothing else is said, by local time; first match wins. */
  timetable: z.array(z.object({ weekdays: z.array(z.number().int().min(1).max(7)).optional(), from: localTime, to: localTime, plan: Id })).default([]),
  limits: z.object({ minCycleS: z.number().int().min(20).max(300).default(50), maxCycleS: z.number().int().min(20).max(300).default(120) }).prefault({}),
  tactical: TacticalConfig.optional(),
});

/** One direction of a street between two nodes. */
export const Link = z.object({
  id: Id,
  street: z.string(),
  area: Id,
  /** Junction ids, or a name starting with `edge-` where the network ends. */
  from: Id,
  to: Id,
  /** Arm of `to` whose lanes (and so loops) this link feeds. */
  toArm: Id.optional(),
  lengthM: z.number().min(10).max(20_000),
  freeSpeedKmh: z.number().min(5).max(130),
  laneCount: z.number().int().min(1).max(6),
  /** From start to end, following the street. */
  shape: z.array(Position).min(2),
  /** Loops of the link itself, beside those of `toArm`. */
  loops: z.array(Loop).default([]),
});

/**
 * Junctions in a row that may get a common cycle and offsets (green wave, Grüne Welle). `forward` follows the order of the
 * stops, `backward` is against it; both name the lanes that carry the through traffic of that direction to the stop line.
 */
export const Corridor = z.object({
  id: Id,
  name: Text,
  area: Id,
  stops: z.array(z.object({ junctionId: Id, forward: z.array(Id).min(1).max(8), backward: z.array(Id).min(1).max(8) })).min(2).max(12),
  /** Links between each stop and the next, and the speed at which the wave is to run (RiLSA: Progressionsgeschwindigkeit). */
  sections: z.array(z.object({ forward: Id, backward: Id, progressionKmh: z.number().min(10).max(100) })).min(1).max(11),
});

export const Counter = z.object({
  deviceId: Id,
  kind: z.enum(['absolute', 'totals', 'space']),
  /** Whose spaces it counts; `all` counts the whole facility. */
  audience: Id.default('all'),
  /** Where totals wrap, e.g. 65536. */
  modulus: z.number().int().min(2).optional(),
});

/** `{id}` one of shortStay, contract, disabled, charging, family, or the city's own. */
export const Audience = z.object({ id: Id, name: Text.optional(), capacity: z.number().int().min(0) });

export const Facility = z.object({
  id: Id,
  name: z.string(),
  area: Id,
  kind: z.enum(['garage', 'undergroundGarage', 'carPark', 'onStreetZone']),
  address: z.string(),
  position: Position,
  entrances: z.array(z.object({ position: Position, street: z.string() })).default([]),
  /** All spaces that are counted, whosever they are. */
  capacity: z.number().int().min(1),
  /** At least one; capacities sum to `capacity` at most. */
  audiences: z.array(Audience).min(1),
  counters: z.array(Counter).min(1),
  /** MQTT device id of the barrier/garage controller, if there is one. */
  controllerId: Id.optional(),
  /** OpenStreetMap `opening_hours`. */
  openingHours: z.string().default('24/7'),
  thresholds: z
    .object({ almostFullVacant: z.number().int(), almostFullClear: z.number().int(), fullVacant: z.number().int(), fullClear: z.number().int() })
    .optional(),
  dwellSeconds: z.number().int().min(0).max(3600).optional(),
  staleSeconds: z.number().int().min(10).max(86_400).optional(),
  /** Sensors of single spaces (`kind: space`) speak on every change and at least this often; left out, the lot is as old as its last message. */
  spaceHeartbeatSeconds: z.number().int().min(60).max(604_800).optional(),
  quietHours: z.object({ from: localTime, to: localTime }).optional(),
  rezero: z.enum(['operator', 'automatic']).default('operator'),
  heightLimitM: z.number().min(1).max(6).optional(),
  tariff: z.object({ text: Text, centPerHour: z.number().int().min(0).optional(), maxDayCent: z.number().int().min(0).optional() }).optional(),
  url: z.url().optional(),
});

/**
 * Garages that signs far out show as one target, before the roads part to each of them: the sum of what is free there. Rows,
 * rules and page texts name it like a facility.
 */
export const Zone = z.object({ id: Id, name: Text, facilities: z.array(Id).min(2).max(20) });

/** Share of free spaces that somebody counted at this time of the week; until `to`, where `00:00` is midnight. */
const usualSlot = z.object({ weekdays: z.array(z.number().int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6, 7]), from: localTime, to: localTime, freePct: z.number().min(0).max(100) });

/**
 * Streets with parking at the kerb that nobody counts like a garage: how much of it is free is an estimate, from sensors of
 * some spaces, ticket machines, what a count once found, or there is none.
 */
export const StreetZone = z.object({
  id: Id,
  name: Text,
  area: Id,
  /** Its middle. */
  position: Position,
  /** Who may park there and how long, in words. */
  rule: Text.optional(),
  /** `null`: not known. A number that nobody counted is not to stand here. */
  spaces: z.number().int().min(1).max(20_000).nullable(),
  /** Device ids of sensors, one a space (`parking/.../space`). */
  sensors: z.array(Id).max(2000).default([]),
  /** A sensor that has been silent for longer is not believed. */
  sensorStaleSeconds: z.number().int().min(60).max(604_800).default(7200),
  /** Each tells the tickets valid now as the `occupied` of `parking/.../absolute`. */
  machines: z
    .object({
      deviceIds: z.array(Id).min(1).max(200),
      /** Cars that stand there for each valid ticket (residents, apps, who does not pay), as the city itself counted it. */
      carsPerTicket: z.object({ least: z.number().min(0.1).max(20), mean: z.number().min(0.1).max(20), most: z.number().min(0.1).max(20) }).refine((c) => c.least <= c.mean && c.mean <= c.most, 'expected least <= mean <= most'),
      /** OpenStreetMap `opening_hours` in which a ticket is needed. */
      hours: z.string(),
      staleSeconds: z.number().int().min(60).max(86_400).default(1800),
    })
    .optional(),
  /** A count of former days, and whose; shown as usual, never as news. */
  usual: z.object({ source: Text, slots: z.array(usualSlot).min(1).max(200) }).optional(),
});

export const SignRow = z.object({
  id: Id,
  /** Facility or zone the row is about. */
  target: Id,
  audience: Id.default('shortStay'),
  label: z.string().max(24),
  arrow: z.enum(['left', 'straight', 'right', 'none']).default('none'),
});

const schedule = z.object({
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
  from: localTime.optional(),
  to: localTime.optional(),
  dateFrom: z.iso.date().optional(),
  dateTo: z.iso.date().optional(),
});

const ofFacility = z.object({ id: Id, audience: Id.optional(), status: z.array(z.string()).optional(), vacantBelow: z.number().int().optional(), vacantAtLeast: z.number().int().optional() });

/** When a rule applies; all that is given must hold. */
const condition = z.object({
  facility: ofFacility.optional(),
  link: z.object({ id: Id, levels: z.array(z.enum(['free', 'dense', 'slow', 'jam', 'unknown'])) }).optional(),
});

/**
 * What a sign's rule asks besides: spaces expected when one gets there from this sign (`arrival...`), and how likely somebody
 * who comes within 75 minutes misses a space (`missed...`). Without a count neither holds. `status` means that on arrival.
 */
const signCondition = condition.extend({
  facility: ofFacility.extend({ arrivalBelow: z.number().int().optional(), arrivalAtLeast: z.number().int().optional(), missedAtLeastPct: z.number().min(1).max(100).optional() }).optional(),
});

/** Highest priority that applies wins. `rows` shows the sign's rows; `multi` a page text with placeholders `{facilityId}`. */
export const SignRule = z.object({
  id: Id,
  priority: z.number().int().min(0).max(100).default(0),
  schedule: z.array(schedule).default([]),
  when: signCondition.prefault({}),
  show: z.union([z.object({ rows: z.literal(true) }), z.object({ multi: z.string().max(1000) })]),
});

const percent = z.number().min(5).max(100);

/**
 * How bright a sign is, percent. `schedule` by local time (each value from its time on), `sun` by the height of the sun,
 * `sensor` by the light that the player measures (lux), and by the sun while it measures none.
 */
export const Brightness = z.discriminatedUnion('by', [
  z.object({ by: z.literal('fixed'), pct: percent }),
  z.object({ by: z.literal('schedule'), steps: z.array(z.object({ from: localTime, pct: percent })).min(1).max(24) }),
  z.object({ by: z.literal('sun'), dayPct: percent.default(100), nightPct: percent.default(40) }),
  z.object({ by: z.literal('sensor'), steps: z.array(z.object({ lux: z.number().min(0).max(200_000), pct: percent })).min(1).max(24), dayPct: percent.default(100), nightPct: percent.default(40) }),
]);

export const Sign = z.object({
  id: Id,
  name: z.string(),
  area: Id,
  position: Position,
  /** Direction of travel that reads it, degrees. */
  facingDeg: z.number().min(0).max(360),
  type: z.enum(['counter', 'freeText']),
  /** Digits of a number panel. */
  digits: z.number().int().min(1).max(5).default(3),
  /**
   * Size of a free-text panel: a character matrix gives `columns` and `lines`, a line matrix (characters of their own width)
   * `widthPx` and `lines`, a full matrix pixels.
   */
  matrix: z
    .union([
      z.object({ columns: z.number().int().min(4).max(60), lines: z.number().int().min(1).max(10) }),
      z.object({ widthPx: z.number().int().min(16).max(400), lines: z.number().int().min(1).max(10) }),
      z.object({ widthPx: z.number().int().min(16).max(400), heightPx: z.number().int().min(7).max(200) }),
    ])
    .optional(),
  colour: z.enum(['amber', 'white', 'rgb']).default('amber'),
  /** Pictures for `[gN]`, drawn with `#` (lit) and `.`; 1 to 4 are there: parking P, arrows left, up and right. */
  graphics: z.array(z.object({ number: z.number().int().min(1).max(255), rows: z.array(z.string().regex(/^[#.]{1,400}$/, 'expected # and .')).min(1).max(200) })).max(50).default([]),
  brightness: Brightness.prefault({ by: 'sun' }),
  rows: z.array(SignRow).default([]),
  rules: z.array(SignRule).min(1),
  maxAgeSeconds: z.number().int().min(10).max(3600).default(300),
  estimateMaxAgeSeconds: z.number().int().min(0).max(14_400).default(3600),
  dwellSeconds: z.number().int().min(0).max(600).default(10),
  /** A number changes only by at least this many vehicles; 1 shows every change. */
  hysteresisVehicles: z.number().int().min(1).max(100).default(1),
  /**
   * By the chance of a free space on arrival, percent: a facility counts as almost full (`tight...`) and as full (`fills...`)
   * below the first number, and no more from the second on, after the dwell. Drivers' pages call 50 % full, so no less.
   */
  ahead: z
    .object({
      fillsBelowPct: z.number().min(50).max(99).default(50), fillsClearPct: z.number().min(50).max(100).default(65), tightBelowPct: z.number().min(50).max(100).default(90),
      tightClearPct: z.number().min(50).max(100).default(95), dwellSeconds: z.number().int().min(10).max(600).default(60),
    })
    .refine((a) => a.fillsBelowPct <= a.fillsClearPct && a.fillsClearPct <= a.tightBelowPct && a.tightBelowPct <= a.tightClearPct, 'expected fillsBelowPct <= fillsClearPct <= tightBelowPct <= tightClearPct')
    .prefault({}),
  /** No read-back or life sign for so long and the sign counts as silent; `null` for one that cannot answer. */
  linkSilentSeconds: z.number().int().min(10).max(86_400).nullable().default(300),
  /** An estimate as a rounded, marked number, or as the words for free and full alone. */
  estimateMode: z.enum(['number', 'words']).default('number'),
  /** How a word is shown on this panel. */
  words: z.object({ free: z.string(), full: z.string(), closed: z.string(), estimatePrefix: z.string() }).prefault({ free: 'FREI', full: 'VOLL', closed: 'ZU', estimatePrefix: '~' }),
});

/** What a plan puts on a sign: texts of its rows, a MULTI page text (placeholders as in rules), or nothing. */
export const PlanShow = z.union([z.object({ rows: z.array(z.object({ rowId: Id, text: z.string().max(40) })).min(1).max(20) }), z.object({ multi: z.string().min(1).max(1000) }), z.object({ blank: z.literal(true) })]);
/** One measure: show something on a sign, close a facility, or change its capacity. */
export const PlanMeasure = z.union([
  z.strictObject({ sign: Id, show: PlanShow }),
  z.strictObject({ close: Id }),
  z.strictObject({ facility: Id, capacity: z.number().int().min(0).max(100_000), audience: Id.optional() }),
]);
/**
 * Action plan (Handlungsplan): a prepared set of measures. An operator starts and stops it; with `start` `propose` or
 * `automatic` also its trigger does: inside one of the windows of `schedule` (none: always), while `when` holds.
 */
export const ActionPlan = z.object({
  id: Id,
  name: Text,
  description: Text.optional(),
  /** Where two running plans want different things of the same sign or facility the higher one wins; among equals the one listed first. */
  priority: z.number().int().min(0).max(100).default(50),
  start: z.enum(['operator', 'propose', 'automatic']).default('operator'),
  schedule: z.array(schedule).default([]),
  when: condition.optional(),
  /** The condition must hold so long before it starts the plan, and be gone so long before it stops it. */
  holdMinutes: z.number().min(0).max(240).default(5),
  /** No run takes longer; one that is scheduled ends with its window. */
  maxHours: z.number().min(0.25).max(168).default(12),
  measures: z.array(PlanMeasure).min(1).max(100),
});

/** A foreign source; `options` belongs to the adapter of that protocol, which checks it. */
export const Source = z.object({ id: Id, protocol: z.string(), area: Id, options: z.record(z.string(), z.unknown()).default({}) });

/** Background of the map: rivers, parks, old town; drawn only. */
export const Backdrop = z.object({ id: Id, kind: z.enum(['water', 'park', 'oldTown', 'rail', 'street']), name: z.string().optional(), closed: z.boolean().default(true), shape: z.array(Position).min(2) });

/** A named place that a driver may be going to. */
export const Place = z.object({ id: Id, name: z.string(), position: Position });

/** House numbers of a street that the search is to know, e.g. `{ street: Jahnstraße, numbers: { "9": [11.42, 48.76], 12a: [...] } }`. Those of garages are known from their addresses. */
export const StreetNumbers = z.strictObject({ street: z.string().min(1).max(80), numbers: z.record(z.string().regex(/^[1-9]\d{0,3}[a-z]?$/), Position) });

const span = { from: z.iso.date(), to: z.iso.date() };
/** Days that are not like the others, for the forecast; both ends of a span included. Public holidays come from `holidayRegion`. */
export const Calendar = z.object({
  /** Local ones beside those of the Land. */
  holidays: z.array(z.iso.date()).default([]),
  schoolHolidays: z.array(z.object(span)).default([]),
  /** Sundays and holidays on which the shops are open. */
  openSundays: z.array(z.iso.date()).default([]),
  /** Fairs, home games, markets, entered by operators: days of the same `kind` are alike. */
  events: z.array(z.object({ kind: Id, ...span })).default([]),
});

/** The station (Wetterstation) whose rain and temperature the forecast learns from; left out, there is no weather. */
export const WeatherStation = z.object({ stationId: Id, area: Id });

export const City = z.object({
  city: CityHead,
  areas: z.array(Area).min(1),
  facilities: z.array(Facility).default([]),
  junctions: z.array(Junction).default([]),
  links: z.array(Link).default([]),
  corridors: z.array(Corridor).max(50).default([]),
  zones: z.array(Zone).default([]),
  streetZones: z.array(StreetZone).max(500).default([]),
  signs: z.array(Sign).default([]),
  sources: z.array(Source).default([]),
  places: z.array(Place).default([]),
  addresses: z.array(StreetNumbers).default([]),
  plans: z.array(ActionPlan).max(200).default([]),
  backdrop: z.array(Backdrop).default([]),
  calendar: Calendar.optional(),
  weather: WeatherStation.optional(),
});
export type City = z.infer<typeof City>;
export type FacilityConfig = z.infer<typeof Facility>;
export type JunctionConfig = z.infer<typeof Junction>;
export type LinkConfig = z.infer<typeof Link>;
export type CorridorConfig = z.infer<typeof Corridor>;
export type StreetZoneConfig = z.infer<typeof StreetZone>;
export type SignConfig = z.infer<typeof Sign>;
export type PlanConfig = z.infer<typeof ActionPlan>;
export type SourceConfig = z.infer<typeof Source>;
