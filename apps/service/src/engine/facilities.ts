import type { City, CommandOutcome, DeviceLifeReading, FacilityAction, FacilityForecast, FacilityGuidance, ForecastIssue, FacilityState as PublicFacility, GarageStateReading, OperatorCommand, ParkingAbsoluteReading, ParkingSpaceReading, ParkingTotalsReading } from '@wegweiser/contracts';
import {
  applyGarageState, applyOperatorAction, applyParkingReading, createFacilityState, facilityPublic, noteLink, proposeRezero, restoreFacilityState, tickFacility,
  type FacilityConfig, type FacilityResult, type FacilityState, type OperatorAction, type ParkingReading,
} from '@wegweiser/parking';
import type { Alarms } from './alarms.js';
import { facilityConfigOf } from './facility-config.js';
import { overridesOf, publicFacility, publicProposal } from './facility-public.js';
import { notFound, type Outputs } from './outputs.js';
import type { Revisions } from './revisions.js';
import type { Before } from './undo.js';

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
  /** Its source is silent, but has not had the time yet that it may be silent for. */
  withheld: boolean;
  /** Plan that is in force on it, for people to see. */
  plan: string | null;
}
/** A forecast that nobody renews says nothing any more. */
const FORECAST_HOLDS_MS = 20 * 60_000;
/** By facility: state, and what waits for the next tick. */
export type FacilitiesState = Record<string, { state: FacilityState; changed: boolean; dirty: boolean; forecast?: FacilityForecast | null; guidance?: FacilityGuidance | null; withheld?: boolean; plan?: string | null }>;
type CountReading = ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading;

/** Every facility of the city: readings in, public state out. */
export class Facilities {
  private readonly entries = new Map<string, Entry>();
  private readonly byDevice = new Map<string, Entry>();
  private readonly dirty = new Set<Entry>();
  private publicById: Record<string, PublicFacility> = {};
  /** When the engine began to hear, epoch ms. */
  private sinceMs: number | null = null;

  constructor(city: City, private readonly out: Outputs, private readonly alarms: Alarms, private readonly revisions: Revisions) {
    for (const f of city.facilities) {
      const config = facilityConfigOf(city, f);
      const entry: Entry = { config, name: f.name, state: createFacilityState(config), changed: true, stale: true, forecast: null, guidance: null, withheld: false, plan: null };
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

  /** The broker says that a device has gone: a space whose sensor is away is not known, whatever it said last. */
  applyLife({ deviceId, state, receivedAtMs, seq }: DeviceLifeReading): void {
    const entry = this.byDevice.get(`parking/${deviceId}`);
    const counter = entry?.config.evidence.find((e) => e.counterId === deviceId);
    if (entry === undefined || counter?.kind !== 'space' || state === 'online') return;
    this.after(entry, applyParkingReading(entry.state, { kind: 'space', counterId: deviceId, timeMs: receivedAtMs, seq, receivedMs: receivedAtMs, occupied: null }, entry.config));
  }

  applyGarage(r: GarageStateReading): void {
    const entry = this.byDevice.get(`garage/${r.deviceId}`);
    if (entry === undefined) return;
    const capacity = r.capacity === null ? {} : { capacity: { [entry.config.publicAudience]: r.capacity } };
    const barrier = r.barrier === 'ok' ? { barrier: 'ok' as const } : r.barrier === 'fault' ? { barrier: 'fault' as const } : r.barrier === 'heldOpen' ? { barrier: 'faultOpen' as const } : {};
    this.after(entry, applyGarageState(entry.state, { timeMs: r.timeMs, seq: r.seq, receivedMs: r.receivedAtMs, opening: r.opening, ...barrier, ...capacity }, entry.config));
  }

  command(id: string, action: FacilityAction, { commandId, by, atMs }: Pick<OperatorCommand, 'commandId' | 'by' | 'atMs'>): CommandOutcome {
    const entry = this.entries.get(id);
    if (entry === undefined) return notFound('facility', id);
    // Asked of the state, not of what was shown last: a replay shows nothing between two ticks.
    if ('proposalId' in action && publicProposal(proposeRezero(entry.state, entry.config))?.proposalId !== action.proposalId) {
      return { ok: false, code: 'conflict', message: 'this proposal is not the present one any more' };
    }
    const result = applyOperatorAction(entry.state, toOperatorAction(action, { commandId, by, atMs }, entry.config), entry.config);
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
  guidance(id: string, guidance: FacilityGuidance, nowMs: number): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.guidance = guidance;
    this.present(entry, nowMs);
  }

  private takeForecast(entry: Entry, forecast: FacilityForecast | null): void {
    entry.forecast = forecast;
    entry.stale = true;
    this.dirty.add(entry);
  }

  /** Sources begin to be heard at `nowMs`, at first or after a long gap: none is called silent before it had its time. */
  begin(nowMs: number): void {
    this.sinceMs = nowMs;
  }
  /** When that was, as it is saved. */
  get beganAtMs(): number | null {
    return this.sinceMs;
  }

  /** What was decided by hand, and the counts. */
  standing(id: string): Record<string, unknown> | null {
    const entry = this.entries.get(id);
    if (entry === undefined) return null;
    const { manual, temporary, nowMs } = entry.state;
    const occupied = Object.values(facilityPublic(entry.state, entry.config, nowMs).audiences).map((a) => [a.audience, a.occupied]);
    return structuredClone({ manual, temporary, occupied: Object.fromEntries(occupied) as Record<string, number | null> });
  }

  before(id: string): Before | null {
    const state = this.entries.get(id)?.state;
    return state === undefined ? null : { kind: 'facility', id, manual: state.manual === null ? null : { ...state.manual }, temporary: state.temporary.map((t) => ({ ...t })) };
  }

  /** Opening and capacities as they were; what ended meanwhile stays ended. Counts go on. */
  bringBack({ id, manual, temporary }: Extract<Before, { kind: 'facility' }>, by: string, atMs: number): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    const head = { by, reason: 'undo', atMs };
    const live = (untilMs: number | null) => untilMs === null || untilMs > atMs;
    if (manual === null || !live(manual.untilMs)) this.operate(entry, { ...head, kind: 'releaseOpening' });
    else this.operate(entry, { ...manual, atMs });
    const kept = new Set(temporary.map((t) => t.capacityId));
    for (const t of entry.state.temporary) if (!kept.has(t.capacityId)) this.operate(entry, { ...head, kind: 'clearTemporaryCapacity', capacityId: t.capacityId });
  }

  private operate(entry: Entry, action: OperatorAction): boolean {
    const result = applyOperatorAction(entry.state, action, entry.config);
    if (result.outcome !== 'applied') return false;
    this.after(entry, result);
    return true;
  }

  /** Who closed or opened it by hand; `null` when nobody did. */
  openedOrClosedBy(id: string): string | null {
    return this.entries.get(id)?.state.manual?.by ?? null;
  }
  /** Whether somebody other than a plan set a capacity of this audience that counts now. */
  hasOwnCapacity(id: string, audience: string, nowMs: number): boolean {
    return this.entries.get(id)?.state.temporary.some((t) => !t.by.startsWith('plan:') && t.audience === audience && t.startMs <= nowMs && (t.endMs === null || t.endMs > nowMs)) ?? false;
  }
  /** Which plan people see on it. */
  showPlan(id: string, plan: string | null): void {
    const entry = this.entries.get(id);
    if (entry === undefined || entry.plan === plan) return;
    entry.plan = plan;
    this.refresh(id);
  }
  /** Says it anew at the next tick: something beside the count has changed. */
  refresh(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.stale = true;
    this.dirty.add(entry);
  }

  /** A plan closes it until `untilMs`, or gives it back. */
  closeByPlan(id: string, by: string, close: { untilMs: number; reason: string } | null, atMs: number): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    if (close !== null) return this.operate(entry, { kind: 'close', untilMs: close.untilMs, by, reason: close.reason, atMs });
    return entry.state.manual?.by === by && this.operate(entry, { kind: 'releaseOpening', by, reason: 'plan', atMs });
  }

  /** A plan's capacity begins before every other one, so that any an operator sets stands above it. */
  capacityByPlan(id: string, by: string, audience: string, set: { capacity: number; untilMs: number; reason: string } | null, atMs: number): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    const capacityId = `${by}:${audience}`;
    if (set === null) return this.operate(entry, { kind: 'clearTemporaryCapacity', capacityId, by, reason: 'plan', atMs });
    return this.operate(entry, { kind: 'setTemporaryCapacity', capacityId, audience, capacity: set.capacity, startMs: 1, endMs: set.untilMs, by, reason: set.reason, atMs });
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

  /** `heardMs`: when anything was last heard from the field. */
  tick(nowMs: number, heardMs: number): void {
    this.sinceMs ??= nowMs;
    for (const entry of this.entries.values()) {
      noteLink(entry.state, heardMs);
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
    for (const entry of this.entries.values()) if (entry.withheld && !this.isEarly(entry, nowMs)) this.sayStale(entry, nowMs);
  }

  private isEarly(entry: Entry, nowMs: number): boolean {
    return nowMs - (this.sinceMs ?? nowMs) < entry.config.staleSeconds * 1000;
  }

  private sayStale(entry: Entry, nowMs: number): void {
    const silent = this.publicById[entry.config.id]?.status === 'unavailable';
    entry.withheld = silent && this.isEarly(entry, nowMs);
    const about = { kind: 'facility', id: entry.config.id };
    this.alarms.set(silent && !entry.withheld, { code: 'facilityStale', severity: 'warning', about, text: { de: `${entry.name}: Zähler meldet sich nicht`, en: `${entry.name}: the counter is silent` } }, nowMs);
  }

  private present(entry: Entry, nowMs: number): PublicFacility {
    const rules = publicFacility(facilityPublic(entry.state, entry.config, nowMs), proposeRezero(entry.state, entry.config), entry);
    const overrides = overridesOf(entry.state, nowMs);
    const value: PublicFacility = { ...rules, ...(overrides.length === 0 ? {} : { overrides }), plan: entry.plan, revision: this.revisions.of('facility', rules.id) };
    entry.stale = false;
    // What was shown between two ticks is not told to everybody again at the tick.
    const before = this.publicById[value.id];
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(value)) return before;
    this.publicById[value.id] = value;
    this.out.store.set('facilities', value);
    return value;
  }

  private record(entry: Entry, value: PublicFacility, nowMs: number): void {
    const { forecast: _forecast, guidance: _guidance, overrides: _overrides, ...counted } = value;
    this.out.derive({ table: 'facilityState', atMs: nowMs, value: counted });
    const about = { kind: 'facility', id: value.id };
    this.sayStale(entry, nowMs);
    this.alarms.set(value.status === 'unknown', { code: 'facilityUntrusted', severity: 'warning', about, text: { de: `${entry.name}: Zählwert nicht glaubwürdig`, en: `${entry.name}: the count cannot be trusted` } }, nowMs);
    const proposal = value.rezeroProposal;
    this.alarms.set(proposal !== null, { code: 'counterDrift', severity: 'info', about, text: proposal?.reason ?? { de: '-', en: '-' } }, nowMs);
  }

  /** Newest public values, by id. */
  current(): Readonly<Record<string, PublicFacility>> {
    return this.publicById;
  }

  save(): FacilitiesState {
    return Object.fromEntries([...this.entries].map(([id, e]) => [id, { state: e.state, changed: e.changed, dirty: this.dirty.has(e), forecast: e.forecast, guidance: e.guidance, withheld: e.withheld, plan: e.plan }]));
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
        entry.withheld = stored.withheld ?? false;
        entry.plan = stored.plan ?? null;
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

function toOperatorAction(a: FacilityAction, { commandId, by, atMs }: Pick<OperatorCommand, 'commandId' | 'by' | 'atMs'>, config: FacilityConfig): OperatorAction {
  const head = { atMs, by, reason: a.reason };
  switch (a.action) {
    case 'close':
      return { ...head, kind: 'close', untilMs: a.until === undefined ? null : Date.parse(a.until) };
    case 'open':
      return { ...head, kind: 'releaseOpening' };
    case 'temporaryCapacity':
      return {
        ...head, kind: 'setTemporaryCapacity', capacityId: `op-${commandId}`, audience: a.audience ?? config.publicAudience, capacity: a.capacity,
        startMs: a.from === undefined ? atMs : Date.parse(a.from), endMs: Date.parse(a.until),
      };
    case 'rezero':
      return { ...head, kind: 'rezero' };
    case 'declineRezero':
      return { ...head, kind: 'declineRezero' };
    case 'setOccupied':
      return { ...head, kind: 'rezero', audience: a.audience, occupied: a.occupied };
  }
}
