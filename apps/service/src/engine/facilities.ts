import type { City, CommandOutcome, FacilityAction, FacilityForecast, FacilityGuidance, ForecastIssue, FacilityState as PublicFacility, GarageStateReading, ParkingAbsoluteReading, ParkingSpaceReading, ParkingTotalsReading } from '@wegweiser/contracts';
import {
  applyGarageState, applyOperatorAction, applyParkingReading, createFacilityState, facilityPublic, proposeRezero, restoreFacilityState, tickFacility,
  type FacilityConfig, type FacilityResult, type FacilityState, type OperatorAction, type ParkingReading,
} from '@wegweiser/parking';
import type { Alarms } from './alarms.js';
import { facilityConfigOf } from './facility-config.js';
import { publicFacility, publicProposal } from './facility-public.js';
import { notFound, type Outputs } from './outputs.js';

interface Entry {
  config: FacilityConfig;
  name: string;
  state: FacilityState;
  /** Something people see has changed since the last tick. */
  changed: boolean;
  /** The value is to be shown anew (its age shrank). */
  stale: boolean;
  /** As issued last, until it is too old. */
  forecast: FacilityForecast | null;
  guidance: FacilityGuidance | null;
}
/** A forecast that nobody renews says nothing any more. */
const FORECAST_HOLDS_MS = 20 * 60_000;
/** By facility: state, and what waits for the next tick. */
export type FacilitiesState = Record<string, { state: FacilityState; changed: boolean; dirty: boolean; forecast?: FacilityForecast | null; guidance?: FacilityGuidance | null }>;
type CountReading = ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading;

/** Every facility of the city: readings in, public state out. */
export class Facilities {
  private readonly entries = new Map<string, Entry>();
  private readonly byDevice = new Map<string, Entry>();
  private readonly dirty = new Set<Entry>();
  private publicById: Record<string, PublicFacility> = {};

  constructor(city: City, private readonly out: Outputs, private readonly alarms: Alarms) {
    for (const f of city.facilities) {
      const config = facilityConfigOf(city, f);
      const entry: Entry = { config, name: f.name, state: createFacilityState(config), changed: true, stale: true, forecast: null, guidance: null };
      this.entries.set(f.id, entry);
      this.dirty.add(entry);
      for (const c of f.counters) this.byDevice.set(`parking/${c.deviceId}`, entry);
      this.byDevice.set(`garage/${f.controllerId ?? f.id}`, entry);
    }
  }

  applyCount(r: CountReading): void {
    const entry = this.byDevice.get(`parking/${r.deviceId}`);
    if (entry === undefined) return;
    // A counter that says it is faulty says nothing: its value grows old and the ladder does the rest.
    if (r.status !== 'ok') return;
    this.after(entry, applyParkingReading(entry.state, toParkingReading(r), entry.config));
  }

  applyGarage(r: GarageStateReading): void {
    const entry = this.byDevice.get(`garage/${r.deviceId}`);
    if (entry === undefined) return;
    const capacity = r.capacity === null ? {} : { capacity: { [entry.config.publicAudience]: r.capacity } };
    const barrier = r.barrier === 'ok' ? { barrier: 'ok' as const } : r.barrier === 'fault' ? { barrier: 'fault' as const } : r.barrier === 'heldOpen' ? { barrier: 'faultOpen' as const } : {};
    this.after(entry, applyGarageState(entry.state, { timeMs: r.timeMs, seq: r.seq, receivedMs: r.receivedAtMs, opening: r.opening, ...barrier, ...capacity }, entry.config));
  }

  command(id: string, action: FacilityAction, by: string, atMs: number): CommandOutcome {
    const entry = this.entries.get(id);
    if (entry === undefined) return notFound('facility', id);
    // Asked of the state, not of what was shown last: a replay shows nothing between two ticks.
    if (action.action === 'rezero' && publicProposal(proposeRezero(entry.state, entry.config))?.proposalId !== action.proposalId) {
      return { ok: false, code: 'conflict', message: 'this proposal is not the present one any more' };
    }
    const result = applyOperatorAction(entry.state, toOperatorAction(action, by, atMs, entry.config), entry.config);
    if (result.outcome !== 'applied') return { ok: false, code: 'invalid', message: `not applied: ${result.outcome}` };
    this.after(entry, result);
    return { ok: true };
  }

  /** Forecasts that were issued: shown beside the count, archived by nobody (the counts tell what came of them). */
  forecast(issue: ForecastIssue): void {
    for (const { id, forecast } of issue.facilities) {
      const entry = this.entries.get(id);
      if (entry !== undefined) this.takeForecast(entry, forecast);
    }
  }

  /** What is on its way there: shown beside the count, archived by nobody. */
  guidance(id: string, guidance: FacilityGuidance): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.guidance = guidance;
    entry.stale = true;
    this.dirty.add(entry);
  }

  private takeForecast(entry: Entry, forecast: FacilityForecast | null): void {
    entry.forecast = forecast;
    entry.stale = true;
    this.dirty.add(entry);
  }

  private after(entry: Entry, result: FacilityResult): void {
    entry.changed ||= result.changed;
    entry.stale ||= result.changed || result.refreshed;
    if (entry.stale) this.dirty.add(entry);
    for (const item of result.audit) {
      if (!item.by.startsWith('rule:')) continue;
      this.out.derive({ table: 'audit', atMs: item.atMs, value: { commandId: `rule:${item.facilityId}:${item.atMs}`, by: item.by, action: item.action, about: { kind: 'facility', id: item.facilityId }, outcome: 'ok', detail: { reason: item.reason, ...item.detail } } });
    }
  }

  /** Shows what changed since the last call; between ticks, for the eye alone. */
  show(nowMs: number): void {
    for (const entry of this.dirty) if (entry.stale) this.present(entry, nowMs);
  }

  tick(nowMs: number): void {
    for (const entry of this.entries.values()) {
      this.after(entry, tickFacility(entry.state, nowMs, entry.config));
      if (entry.forecast !== null && nowMs - entry.forecast.issuedAtMs > FORECAST_HOLDS_MS) this.takeForecast(entry, null);
    }
    // In the city's order, not in that of the readings: after a restart the same rows come in the same order.
    for (const entry of this.entries.values()) {
      if (!this.dirty.has(entry)) continue;
      const value = this.present(entry, nowMs);
      if (entry.changed) this.record(entry, value, nowMs);
      entry.changed = false;
    }
    this.dirty.clear();
  }

  private present(entry: Entry, nowMs: number): PublicFacility {
    const value = publicFacility(facilityPublic(entry.state, entry.config, nowMs), proposeRezero(entry.state, entry.config), entry);
    entry.stale = false;
    // What was shown between two ticks is not told to everybody again at the tick.
    const before = this.publicById[value.id];
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(value)) return before;
    this.publicById[value.id] = value;
    this.out.store.set('facilities', value);
    return value;
  }

  private record(entry: Entry, value: PublicFacility, nowMs: number): void {
    const { forecast: _forecast, guidance: _guidance, ...counted } = value;
    this.out.derive({ table: 'facilityState', atMs: nowMs, value: counted });
    const about = { kind: 'facility', id: value.id };
    this.alarms.set(value.status === 'unavailable', { code: 'facilityStale', severity: 'warning', about, text: { de: `${entry.name}: Zähler meldet sich nicht`, en: `${entry.name}: the counter is silent` } }, nowMs);
    this.alarms.set(value.status === 'unknown', { code: 'facilityUntrusted', severity: 'warning', about, text: { de: `${entry.name}: Zählwert nicht glaubwürdig`, en: `${entry.name}: the count cannot be trusted` } }, nowMs);
    const proposal = value.rezeroProposal;
    this.alarms.set(proposal !== null, { code: 'counterDrift', severity: 'info', about, text: proposal?.reason ?? { de: '-', en: '-' } }, nowMs);
  }

  /** Newest public values, by id. */
  current(): Readonly<Record<string, PublicFacility>> {
    return this.publicById;
  }

  save(): FacilitiesState {
    return Object.fromEntries([...this.entries].map(([id, e]) => [id, { state: e.state, changed: e.changed, dirty: this.dirty.has(e), forecast: e.forecast, guidance: e.guidance }]));
  }
  restore(states: FacilitiesState): void {
    for (const [id, entry] of this.entries) {
      const stored = states[id];
      if (stored !== undefined) {
        entry.state = restoreFacilityState(stored.state, entry.config);
        entry.changed = stored.changed;
        entry.forecast = stored.forecast ?? null;
        entry.guidance = stored.guidance ?? null;
        entry.stale = stored.dirty;
        if (!stored.dirty) this.dirty.delete(entry);
      }
      const shown = this.out.store.find('facilities', id);
      if (shown !== undefined) this.publicById[id] = shown;
    }
  }
}

function toParkingReading(r: CountReading): ParkingReading {
  const head = { counterId: r.deviceId, timeMs: r.timeMs, seq: r.seq, receivedMs: r.receivedAtMs };
  switch (r.kind) {
    case 'parkingAbsolute':
      return { ...head, kind: 'absolute', vacant: r.vacant, occupied: r.occupied, capacity: r.capacity };
    case 'parkingTotals':
      return { ...head, kind: 'totals', entries: r.entries, exits: r.exits };
    case 'parkingSpace':
      return { ...head, kind: 'space', occupied: r.occupied };
  }
}

function toOperatorAction(a: FacilityAction, by: string, atMs: number, config: FacilityConfig): OperatorAction {
  const head = { atMs, by, reason: a.reason };
  switch (a.action) {
    case 'close':
      return { ...head, kind: 'close', untilMs: a.until === undefined ? null : Date.parse(a.until) };
    case 'open':
      return { ...head, kind: 'releaseOpening' };
    case 'temporaryCapacity':
      return {
        ...head, kind: 'setTemporaryCapacity', capacityId: `op-${atMs}`, audience: a.audience ?? config.publicAudience, capacity: a.capacity,
        startMs: a.from === undefined ? atMs : Date.parse(a.from), endMs: Date.parse(a.until),
      };
    case 'rezero':
      return { ...head, kind: 'rezero' };
    case 'setOccupied':
      return { ...head, kind: 'rezero', audience: a.audience, occupied: a.occupied };
  }
}
