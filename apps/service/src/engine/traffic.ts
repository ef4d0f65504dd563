import type { City, LinkState as PublicLink, LoopIntervalReading } from '@wegweiser/contracts';
import {
  applyInterval, applyLanes, cityLinkParams, createLaneState, createLinkState, tickLane, tickLink,
  type LaneAlarm, type LaneLimits, type LanePublished, type LaneState, type LinkApplied, type LinkParams, type LinkState,
} from '@wegweiser/traffic';
import type { Limits } from '../city/limits.js';
import type { Alarms } from './alarms.js';
import type { Outputs } from './outputs.js';

interface Lane {
  deviceId: string;
  limits: LaneLimits;
  state: LaneState;
  published: LanePublished | null;
  link: Link | null;
}
interface Link {
  id: string;
  street: string;
  state: LinkState;
  params: LinkParams;
  lanes: Lane[];
}
export interface TrafficState {
  lanes: Record<string, { state: LaneState; published: LanePublished | null }>;
  links: Record<string, LinkState>;
  /** Links with a lane that has spoken since the last tick. */
  fresh: string[];
}
/** One interval of a loop that the plausibility rules let through, for whoever counts demand. */
export type OnLane = (deviceId: string, published: LanePublished) => void;

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

/** Loops to lanes to links: plausibility, level of service, congestion. */
export class Traffic {
  private readonly lanes = new Map<string, Lane>();
  private readonly links = new Map<string, Link>();
  private readonly fresh = new Set<Link>();
  private readonly laneList: Lane[] = [];

  constructor(city: City, private readonly out: Outputs, private readonly alarms: Alarms, private readonly onLane: OnLane, private readonly limits: Pick<Limits, 'lane' | 'lanes' | 'link'>) {
    const arms = new Map(city.junctions.flatMap((j) => j.arms.map((a) => [`${j.id}/${a.id}`, a] as const)));
    for (const l of city.links) {
      const link: Link = { id: l.id, street: l.street, state: createLinkState(), params: { ...cityLinkParams(l.lengthM, l.freeSpeedKmh, l.laneCount), ...limits.link }, lanes: [] };
      this.links.set(l.id, link);
      for (const loop of l.loops) this.addLane(loop.deviceId, link);
      const arm = l.toArm === undefined ? undefined : arms.get(`${l.to}/${l.toArm}`);
      // At a stop line cars stand: only loops before it tell how a link flows, unless there are no others.
      const loops = arm?.lanes.flatMap((lane) => lane.loops.filter((p) => p.role !== 'stop' || !lane.loops.some((q) => q.role !== 'stop'))) ?? [];
      if (l.loops.length === 0) for (const loop of loops) this.addLane(loop.deviceId, link);
    }
    for (const loop of city.junctions.flatMap((j) => j.arms.flatMap((a) => a.lanes.flatMap((lane) => lane.loops)))) {
      if (!this.lanes.has(loop.deviceId)) this.addLane(loop.deviceId, null);
    }
  }

  private addLane(deviceId: string, link: Link | null): void {
    const lane: Lane = { deviceId, limits: this.limits.lanes[deviceId] ?? this.limits.lane, state: createLaneState(), published: null, link };
    this.lanes.set(deviceId, lane);
    this.laneList.push(lane);
    link?.lanes.push(lane);
  }

  applyInterval(r: LoopIntervalReading): void {
    const lane = this.lanes.get(r.deviceId);
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
    lane.published = result.published;
    this.onLane(r.deviceId, result.published);
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
    for (const lane of this.laneList) {
      const tick = tickLane(lane.state, nowMs, lane.limits);
      if (tick.kind === 'silent') this.raise(lane, tick.alarmsRaised, nowMs);
    }
    for (const link of this.fresh) {
      const result = applyLanes(link.state, published(link), nowMs, link.params);
      if (result.kind === 'applied') this.present(link, result, nowMs);
    }
    this.fresh.clear();
    for (const link of this.links.values()) {
      const tick = tickLink(link.state, nowMs, link.params);
      if (tick.kind === 'applied') this.present(link, tick, nowMs);
    }
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
    this.out.derive({ table: 'linkState', atMs: nowMs, value });
    if (r.alarm === null) return;
    this.alarms.set(r.alarm === 'raised', { code: 'congestion', severity: 'warning', about: { kind: 'link', id: link.id }, text: { de: `Stau: ${link.street}`, en: `Congestion: ${link.street}` } }, nowMs);
  }

  save(): TrafficState {
    return {
      lanes: Object.fromEntries(this.laneList.map((l) => [l.deviceId, { state: l.state, published: l.published }])),
      links: Object.fromEntries([...this.links].map(([id, l]) => [id, l.state])),
      fresh: [...this.fresh].map((l) => l.id),
    };
  }
  restore(state: TrafficState): void {
    for (const lane of this.laneList) {
      const stored = state.lanes[lane.deviceId];
      if (stored === undefined) continue;
      lane.state = stored.state;
      lane.published = stored.published;
    }
    for (const [id, link] of this.links) link.state = state.links[id] ?? link.state;
    for (const id of state.fresh) {
      const link = this.links.get(id);
      if (link !== undefined) this.fresh.add(link);
    }
  }
}

const published = (link: Link): LanePublished[] => link.lanes.flatMap((l) => (l.published === null ? [] : [l.published]));
const rounded = (n: number | null): number | null => (n === null ? null : Math.round(n * 10) / 10);
