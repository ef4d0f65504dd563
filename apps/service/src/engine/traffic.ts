import type { City, LinkState as PublicLink, LoopIntervalReading } from '@wegweiser/contracts';
import { isNumberRows, NumberRowsWriter, type NumberRows } from '@wegweiser/field';
import {
  applyInterval, applyLanes, cityLinkParams, createLaneState, createLinkState, fromVersion1, heardMs, isRaised, lastPublished, LINK_NUMBERS, linkFromNumbers, linkNumbers,
  tickLane, tickLink,
  type LaneAlarm, type LaneLimits, type LanePublished, type LaneState, type LaneStateVersion1, type LinkApplied, type LinkParams, type LinkState,
} from '@wegweiser/traffic';
import type { Limits } from '../city/limits.js';
import type { Alarms } from './alarms.js';
import type { Devices } from './devices.js';
import { Earliest } from './earliest.js';
import type { Outputs } from './outputs.js';

interface Lane {
  deviceId: string;
  limits: LaneLimits;
  state: LaneState;
  link: Link | null;
  /** Whoever counts demand by it. */
  onPublished: OnLane | null;
}
interface Link {
  id: string;
  street: string;
  state: LinkState;
  params: LinkParams;
  lanes: Lane[];
  /** When its state was written down for the archive last. */
  recordedMs: number | null;
}
/** The numbers of every lane; implausible time only of lanes that had any. */
interface SavedLanes extends NumberRows {
  shares: (readonly [deviceId: string, trust: LaneState['trust'], outage: LaneState['outage']])[];
}
export interface TrafficState {
  /** An object by device is how lanes were saved until November 2026. */
  lanes: SavedLanes | Record<string, { state: LaneStateVersion1; published: LanePublished | null }>;
  /** Of each link its state and when that was recorded. An object by id, `recordedMs` beside it, is how it was saved until November 2026. */
  links: NumberRows | Record<string, LinkState>;
  /** Links with a lane that has spoken since the last tick. */
  fresh: string[];
  recordedMs?: Record<string, number>;
}
/** Takes an interval of one loop that the plausibility rules let through. */
export type OnLane = (published: LanePublished) => void;

const FAULT_WORDS: Record<LaneAlarm, [de: string, en: string]> = {
  'no-hits': ['zählt nichts', 'counts nothing'],
  chatter: ['flattert', 'chatters'],
  'locked-on': ['ist dauerbelegt', 'is locked on'],
  'no-change': ['ändert sich nicht', 'does not change'],
  'occupancy-spike': ['springt in der Belegung', 'has occupancy spikes'],
  constancy: ['liefert konstante Werte', 'delivers constant values'],
  distrust: ['ist nicht vertrauenswürdig', 'is not trusted'],
  outage: ['fällt zu häufig aus', 'fails too often'],
  silent: ['schweigt', 'is silent'],
};

/** Lanes of a link speak one after the other; the archive has its state once in this time, and at once when the level changes. */
const RECORD_EVERY_MS = 60_000;

/** Loops to lanes to links: plausibility, level of service, congestion. */
export class Traffic {
  /** By the number of its loop. */
  private readonly lanes: (Lane | undefined)[];
  private readonly links = new Map<string, Link>();
  private readonly fresh = new Set<Link>();
  private readonly laneList: Lane[] = [];
  private readonly rows: NumberRowsWriter;
  private readonly linkRows = new NumberRowsWriter();
  // A hundred thousand lanes: no tick may look at each of them to find that nothing is the matter.
  private readonly laneDue = new Earliest();
  private readonly linkDue = new Earliest();

  constructor(city: City, private readonly devices: Pick<Devices, 'count' | 'numberIn'>, private readonly out: Outputs, private readonly alarms: Alarms, private readonly demandOf: (deviceId: string) => OnLane | null, private readonly limits: Pick<Limits, 'lane' | 'lanes' | 'link'>) {
    this.lanes = Array.from({ length: devices.count }, () => undefined);
    const arms = new Map(city.junctions.flatMap((j) => j.arms.map((a) => [`${j.id}/${a.id}`, a] as const)));
    for (const l of city.links) {
      const link: Link = { id: l.id, street: l.street, state: createLinkState(), params: { ...cityLinkParams(l.lengthM, l.freeSpeedKmh, l.laneCount), ...limits.link }, lanes: [], recordedMs: null };
      this.links.set(l.id, link);
      for (const loop of l.loops) this.addLane(loop.deviceId, link);
      const arm = l.toArm === undefined ? undefined : arms.get(`${l.to}/${l.toArm}`);
      // At a stop line cars stand: only loops before it tell how a link flows, unless there are no others.
      const loops = arm?.lanes.flatMap((lane) => lane.loops.filter((p) => p.role !== 'stop' || !lane.loops.some((q) => q.role !== 'stop'))) ?? [];
      if (l.loops.length === 0) for (const loop of loops) this.addLane(loop.deviceId, link);
    }
    for (const loop of city.junctions.flatMap((j) => j.arms.flatMap((a) => a.lanes.flatMap((lane) => lane.loops)))) {
      if (this.laneOf(loop.deviceId) === undefined) this.addLane(loop.deviceId, null);
    }
    this.rows = new NumberRowsWriter(this.laneList.reduce((sum, lane) => sum + lane.state.numbers.length, 0));
  }

  private addLane(deviceId: string, link: Link | null): void {
    const lane: Lane = { deviceId, limits: this.limits.lanes[deviceId] ?? this.limits.lane, state: createLaneState(), link, onPublished: this.demandOf(deviceId) };
    this.lanes[this.devices.numberIn('loop', deviceId)] = lane;
    this.laneList.push(lane);
    link?.lanes.push(lane);
  }

  private laneOf(deviceId: string): Lane | undefined {
    return this.lanes[this.devices.numberIn('loop', deviceId)];
  }

  /** @param device number of the loop */
  applyInterval(r: LoopIntervalReading, device: number): void {
    const lane = this.lanes[device];
    if (lane === undefined) return;
    const result = applyInterval(
      lane.state,
      {
        startMs: r.startMs, endMs: r.timeMs, vehicles: r.vehicles, heavyVehicles: r.heavyVehicles, occupancyPct: r.occupancyPct,
        meanSpeedKmh: r.meanSpeedKmh, meanSpeedCarKmh: r.meanSpeedCarKmh, meanSpeedHeavyKmh: r.meanSpeedHeavyKmh, status: r.status,
      },
      lane.limits,
    );
    if (result.kind !== 'applied') return;
    this.laneDue.note(silentAfterMs(lane));
    lane.onPublished?.(result.published);
    if (lane.link !== null) this.fresh.add(lane.link);
    if (result.alarmsRaised.length > 0) this.raise(lane, result.alarmsRaised, r.receivedAtMs);
    if (result.alarmsCleared.length > 0) this.clear(lane, result.alarmsCleared, r.receivedAtMs);
  }

  private raise(lane: Lane, raised: readonly LaneAlarm[], nowMs: number): void {
    for (const alarm of raised) {
      const [de, en] = FAULT_WORDS[alarm];
      this.alarms.raise({ code: `lane-${alarm}`, severity: alarm === 'silent' || alarm === 'outage' ? 'info' : 'warning', about: { kind: 'device', id: lane.deviceId }, text: { de: `Schleife ${lane.deviceId} ${de}`, en: `Loop ${lane.deviceId} ${en}` } }, nowMs);
    }
  }

  private clear(lane: Lane, cleared: readonly LaneAlarm[], nowMs: number): void {
    for (const alarm of cleared) this.alarms.clear(`lane-${alarm}`, { kind: 'device', id: lane.deviceId }, nowMs);
  }

  tick(nowMs: number): void {
    if (this.laneDue.isPast(nowMs)) for (const lane of this.laneList) this.tickLane(lane, nowMs);
    for (const link of this.fresh) {
      const result = applyLanes(link.state, published(link), nowMs, link.params);
      this.linkDue.note(staleAfterMs(link));
      if (result.kind === 'applied') this.present(link, result, nowMs);
    }
    this.fresh.clear();
    if (this.linkDue.isPast(nowMs)) for (const link of this.links.values()) this.tickLink(link, nowMs);
  }

  private tickLane(lane: Lane, nowMs: number): void {
    const tick = tickLane(lane.state, nowMs, lane.limits);
    if (tick.kind === 'silent') this.raise(lane, tick.alarmsRaised, nowMs);
    if (!isRaised(lane.state, 'silent')) this.laneDue.note(silentAfterMs(lane));
  }

  private tickLink(link: Link, nowMs: number): void {
    const tick = tickLink(link.state, nowMs, link.params);
    this.linkDue.note(staleAfterMs(link));
    if (tick.kind === 'applied') this.present(link, tick, nowMs);
  }

  private present(link: Link, r: LinkApplied, nowMs: number): void {
    const value: PublicLink = {
      id: link.id,
      level: r.level,
      flowVehPerH: rounded(r.flowVehPerH),
      meanSpeedKmh: rounded(r.meanSpeedKmh),
      occupancyPct: rounded(r.occupancyPct),
      travelTimeS: rounded(r.travelTimeS),
      congested: r.congested,
      quality: r.measuredAtMs === null || r.level === 'unknown' ? 'unknown' : r.quality >= 0.75 ? 'measured' : 'estimated',
      measuredAtMs: r.measuredAtMs,
    };
    this.out.store.set('links', value);
    if (r.levelChanged || r.alarm !== null || link.recordedMs === null || nowMs - link.recordedMs >= RECORD_EVERY_MS) {
      link.recordedMs = nowMs;
      this.out.derive({ table: 'linkState', atMs: nowMs, value });
    }
    if (r.alarm === null) return;
    this.alarms.set(r.alarm === 'raised', { code: 'congestion', severity: 'warning', about: { kind: 'link', id: link.id }, text: { de: `Stau: ${link.street}`, en: `Congestion: ${link.street}` } }, nowMs);
  }

  save(): TrafficState {
    return {
      lanes: this.saveLanes(),
      links: this.saveLinks(),
      fresh: [...this.fresh].map((l) => l.id),
    };
  }
  private saveLinks(): NumberRows {
    const { linkRows: rows } = this;
    rows.start(this.links.size * (LINK_NUMBERS + 1));
    for (const { id, state, recordedMs } of this.links.values()) rows.row(id).putAll(linkNumbers(state)).put(recordedMs ?? Number.NaN);
    return rows.rows();
  }
  private saveLanes(): SavedLanes {
    const { rows } = this;
    const shares: SavedLanes['shares'] = [];
    rows.start();
    for (const { deviceId, state } of this.laneList) {
      rows.row(deviceId).putAll(state.numbers);
      if (state.trust !== null || state.outage !== null) shares.push([deviceId, state.trust, state.outage]);
    }
    return { ...rows.rows(), shares };
  }

  private restoreLanes({ ids, numbers, shares }: SavedLanes): void {
    const length = numbers.length / ids.length;
    for (const [i, id] of ids.entries()) this.restoreLane(id, { version: 2, numbers: Array.from(numbers.subarray(i * length, (i + 1) * length)), trust: null, outage: null });
    for (const [id, trust, outage] of shares) Object.assign(this.laneOf(id)?.state ?? {}, { trust, outage });
  }

  private restoreLane(deviceId: string, state: LaneState): void {
    const lane = this.laneOf(deviceId);
    if (lane !== undefined) lane.state = state;
  }

  private restoreLinks({ ids, numbers }: NumberRows): void {
    for (const [i, id] of ids.entries()) {
      const row = numbers.subarray(i * (LINK_NUMBERS + 1), (i + 1) * (LINK_NUMBERS + 1));
      const recordedMs = row[LINK_NUMBERS] as number;
      this.restoreLink(id, linkFromNumbers(row), Number.isNaN(recordedMs) ? null : recordedMs);
    }
  }

  private restoreLink(id: string, state: LinkState, recordedMs: number | null): void {
    const link = this.links.get(id);
    if (link !== undefined) Object.assign(link, { state, recordedMs });
  }

  restore(state: TrafficState): void {
    if (isNumberRows(state.lanes)) this.restoreLanes(state.lanes as SavedLanes);
    else for (const [id, old] of Object.entries(state.lanes)) this.restoreLane(id, fromVersion1(old.state, old.published));
    this.laneDue.forget();
    this.linkDue.forget();
    if (isNumberRows(state.links)) this.restoreLinks(state.links);
    else for (const [id, old] of Object.entries(state.links)) this.restoreLink(id, old, state.recordedMs?.[id] ?? null);
    for (const id of state.fresh) {
      const link = this.links.get(id);
      if (link !== undefined) this.fresh.add(link);
    }
  }
}

/** When a lane that says nothing more falls silent; see `tickLane`. */
const silentAfterMs = ({ state, limits }: Lane): number => Math.max(0, heardMs(state)) + limits.silentAfterSeconds * 1000;
/** When a link of which nothing more is heard has something to say about that; see `tickLink`. */
function staleAfterMs({ state, params }: Link): number {
  if (state.level === 'unknown' && !state.congested) return Number.POSITIVE_INFINITY;
  return (state.measuredAtMs ?? 0) + params.maxAgeSeconds * 1000;
}
const published = (link: Link): LanePublished[] => link.lanes.map((l) => lastPublished(l.state)).filter((p) => p !== null);
const rounded = (n: number | null): number | null => (n === null ? null : Math.round(n * 10) / 10);
