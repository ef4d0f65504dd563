import {
  COLLECTION_NAMES, type City, type CommandOutcome, type GarageStateReading, type LoopIntervalReading, type OperatorCommand, type ParkingAbsoluteReading,
  type ParkingSpaceReading, type ParkingTotalsReading, type Reading,
} from '@wegweiser/contracts';
import type { DerivedRow } from '@wegweiser/archive';
import type { IntakeBatch, IntakeEvent } from '@wegweiser/field';
import type { LinkInput, PlanMemory } from '@wegweiser/guidance';
import { DEFAULT_LIMITS, type Limits } from '../city/limits.js';
import type { LiveStore } from '../live/live-store.js';
import { areasOf } from './alarm-rules.js';
import { Alarms, type AlarmsState } from './alarms.js';
import { Corridors, type CorridorsState } from './corridors.js';
import { Devices, type DevicesState } from './devices.js';
import { Facilities, type FacilitiesState } from './facilities.js';
import { Junctions, type JunctionsState } from './junctions.js';
import { notFound, type NewRow, type Outputs } from './outputs.js';
import { Plans, type PlansState } from './plans.js';
import { Revisions, type RevisionsState } from './revisions.js';
import { Promises, type PromisesState } from './promises.js';
import { Signs, type SignsState } from './signs.js';
import { shownValues, ShownWriter, type ShownRows } from './shown-rows.js';
import { solve } from './solver.js';
import { Streets, type StreetsState } from './streets.js';
import { Traffic, type TrafficState } from './traffic.js';
import { UndoLog, type Before, type UndoState } from './undo.js';
import { Weather, type WeatherMemory } from './weather.js';

/** Everything the engine remembers, as plain data. */
export interface EngineState {
  version: 1;
  nextOffset: number;
  lastTickMs: number;
  ordinal: number;
  alarms: AlarmsState;
  devices: DevicesState;
  facilities: FacilitiesState;
  promises?: PromisesState;
  traffic: TrafficState;
  junctions: JunctionsState;
  corridors?: CorridorsState;
  streets?: StreetsState;
  weather?: WeatherMemory;
  signs: { sinceMs: number | null; signs: SignsState };
  /** By collection, what is public of it. */
  shown: Record<string, unknown[] | ShownRows>;
  plans?: PlansState;
  revisions?: RevisionsState;
  undo?: UndoState;
  /** When sources began to be heard. */
  beganAtMs?: number | null;
  heardMs?: number;
}

/** Something that people decided before the engine's time begins: an act, or how it left an action plan. */
export type Recalled = { kind: 'act'; command: OperatorCommand } | { kind: 'plan'; planId: string; atMs: number; run: PlanMemory['run']; rests: boolean };

/** What one run of the engine wants done outside. */
export interface Effects {
  publish: { topic: string; payload: string }[];
  derived: DerivedRow[];
  outcomes: { commandId: string; outcome: CommandOutcome }[];
  /** Records, and parts of a second's work, that the rules stumbled over: skipped, in a replay too. */
  failures: { offset: number; error: unknown }[];
}
const noEffects = (): Effects => ({ publish: [], derived: [], outcomes: [], failures: [] });

/** Between two records further apart than this the service was down: time is caught up in minutes, not seconds. */
const DOWN_GAP_MS = 600_000;
const DOWN_STEP_MS = 60_000;
/** Of a longer time - years, where a machine woke without a clock - only the last week: whatever ages has aged in that. */
const MAX_DOWN_MS = 7 * 86_400_000;

/**
 * The city as a deterministic machine: the journal's events and the whole seconds between them in, public state, field
 * orders and archive rows out. No clock and no I/O, so that a restart replays to the very same state. With `repeats` the acts
 * that come were all accepted once: a past span is run through it anew.
 */
export class CityEngine {
  private readonly out: Outputs;
  private readonly alarms: Alarms;
  readonly devices: Devices;
  private readonly facilities: Facilities;
  private readonly promises: Promises;
  private readonly traffic: Traffic;
  private readonly junctions: Junctions;
  private readonly corridors: Corridors;
  private readonly streets: Streets;
  private readonly weather: Weather;
  private readonly signs: Signs;
  private readonly plans: Plans;
  private readonly revisions = new Revisions();
  private readonly undo = new UndoLog();
  private readonly linksAsked: ReadonlySet<string>;
  private readonly configured: Record<string, ReadonlySet<string>>;
  private readonly shownWriter = new ShownWriter();
  private effects = noEffects();
  private offset = -1;
  private ordinal = 0;
  private lastTickMs = 0;
  /** Receipt of the newest reading of all. */
  private heardMs = 0;

  constructor(city: City, private readonly store: LiveStore, private readonly tickMs = 1000, limits: Limits = DEFAULT_LIMITS, private readonly repeats = false) {
    this.out = {
      store,
      publish: (topic, payload) => this.effects.publish.push({ topic, payload }),
      derive: (row: NewRow) => this.effects.derived.push({ ...row, offset: this.offset, ordinal: this.ordinal++ } as DerivedRow),
    };
    this.alarms = new Alarms(this.out, limits.alarms, areasOf(city));
    this.devices = new Devices(city, this.out);
    this.facilities = new Facilities(city, this.out, this.alarms, this.revisions);
    this.promises = new Promises(city);
    this.streets = new Streets(city, this.out);
    this.weather = new Weather(city, this.out);
    this.junctions = new Junctions(city, this.out, this.alarms, limits.signals, this.revisions);
    this.corridors = new Corridors(city, this.out, this.junctions, solve, { ...limits.corridors, assess: limits.signals.recommend, recommend: limits.signals.recommend });
    this.traffic = new Traffic(city, this.devices, this.out, this.alarms, (deviceId) => this.junctions.demandOf(deviceId), limits);
    this.signs = new Signs(city, this.out, this.alarms, limits, this.revisions);
    this.plans = new Plans(city, this.out, this.alarms, this.signs, this.facilities, this.revisions);
    this.configured = configuredIds(city, this.devices.publicIds);
    this.linksAsked = new Set([...city.signs.flatMap((s) => s.rules.flatMap((r) => r.when.link?.id ?? [])), ...city.plans.flatMap((p) => p.when?.link?.id ?? [])]);
  }

  /** Offset of the record that is expected next. */
  get nextOffset(): number {
    return this.offset + 1;
  }

  /** Takes a run of records in order. How the stream is cut into runs makes no difference. */
  process({ events }: Pick<IntakeBatch, 'events'>): void {
    for (const event of events) {
      this.advanceTo(timeOf(event));
      this.setOffset(event.offset);
      this.takeEvent(event);
    }
  }

  /**
   * Before the first second: what may still hold of earlier days, oldest first, each at its own time. Nothing else happens
   * meanwhile; what is over by the first second ends with it.
   */
  recall(earlier: readonly Recalled[]): void {
    for (const one of earlier) this.guarded(() => (one.kind === 'act' ? this.command(one.command) : this.plans.recall(one.planId, one, one.atMs)));
  }

  private takeEvent(event: IntakeEvent): void {
    try {
      if (event.type === 'reading') this.apply(event.reading, event.late, event.device ?? this.devices.numberOf(event.reading));
      else if (event.type === 'command') this.command(event.command);
      else if (event.type === 'forecast') this.facilities.forecast(event.issue);
      else if (event.type === 'promises') this.promises.take(event.record, event.atMs);
    } catch (error) {
      this.effects.failures.push({ offset: this.offset, error });
    }
  }

  /** What the rules fail on - one record, one part of a second's work - must not keep the city from all else, now and at every start. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.effects.failures.push({ offset: this.offset, error });
    }
  }

  private setOffset(offset: number): void {
    if (offset <= this.offset) return;
    this.offset = offset;
    this.ordinal = 0;
  }

  /** Lets time pass up to `nowMs`, tick by tick. */
  advanceTo(nowMs: number): void {
    // Whatever was away as long as the service was has its time to speak again before it is called silent.
    if (nowMs - this.lastTickMs > DOWN_GAP_MS) this.facilities.begin(nowMs);
    if (this.lastTickMs === 0) this.lastTickMs = Math.floor(nowMs / this.tickMs) * this.tickMs - this.tickMs;
    const beyondMs = nowMs - this.lastTickMs - MAX_DOWN_MS;
    if (beyondMs > 0) this.lastTickMs += Math.floor(beyondMs / this.tickMs) * this.tickMs;
    while (nowMs - this.lastTickMs >= this.tickMs) {
      const step = nowMs - this.lastTickMs > DOWN_GAP_MS ? DOWN_STEP_MS : this.tickMs;
      this.lastTickMs += step;
      this.tick(this.lastTickMs);
    }
  }

  private tick(nowMs: number): void {
    this.guarded(() => this.facilities.tick(nowMs, this.heardMs));
    this.guarded(() => this.promises.tick(nowMs, this.facilities));
    this.guarded(() => this.streets.tick(nowMs));
    this.guarded(() => this.weather.tick(nowMs));
    this.guarded(() => this.traffic.tick(nowMs));
    this.guarded(() => this.junctions.tick(nowMs));
    this.guarded(() => this.corridors.tick(nowMs));
    const links = this.linkInputs();
    this.guarded(() => this.plans.tick(nowMs, this.facilities.current(), links));
    this.guarded(() => this.signs.tick(nowMs, this.facilities.current(), links));
    this.guarded(() => this.alarms.tick(nowMs));
  }

  /** Of the links that signs and plans ask for; a city has many that none does. */
  private linkInputs(): Record<string, LinkInput> {
    const inputs: Record<string, LinkInput> = {};
    for (const id of this.linksAsked) {
      const l = this.store.find('links', id);
      if (l !== undefined) inputs[id] = { linkId: id, levelOfService: l.level, measuredAtMs: l.measuredAtMs };
    }
    return inputs;
  }

  private apply(r: Reading, late: boolean, device: number): void {
    this.devices.seen(r, device);
    this.heardMs = r.receivedAtMs;
    // Counts and intervals know by themselves what is late; of states only the newest counts.
    if (r.kind === 'loopInterval') this.traffic.applyInterval(r, device);
    else if (r.kind === 'parkingAbsolute' || r.kind === 'parkingTotals' || r.kind === 'parkingSpace') this.applyCount(r);
    else if (r.kind === 'garageState') this.facilities.applyGarage(r);
    else if (!late) this.applyState(r);
  }

  /** Of a garage or of a street: no device counts for both. */
  private applyCount(r: ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading): void {
    this.facilities.applyCount(r);
    this.streets.applyCount(r);
  }

  private applyState(r: Exclude<Reading, LoopIntervalReading | ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading | GarageStateReading>): void {
    switch (r.kind) {
      case 'signalState':
        return this.junctions.applyState(r);
      case 'signReadback':
        return this.signs.applyReadback(r);
      case 'weatherObservation':
        return this.weather.apply(r);
      case 'deviceLife':
        return this.applyLife(r);
      case 'loopPassage':
        // Kept in the archive; the tactical signal rules will read them.
        return undefined;
    }
  }

  private applyLife(r: Extract<Reading, { kind: 'deviceLife' }>): void {
    const online = r.state === 'online';
    if (r.deviceClass === 'sign') this.signs.applyLife(r.deviceId, online, r.receivedAtMs);
    if (r.deviceClass === 'parking') {
      this.facilities.applyLife(r);
      this.streets.applyLife(r);
    }
    if (r.deviceClass === 'signal') this.junctions.applyLife(r.deviceId, online);
  }

  private command(command: OperatorCommand): void {
    const about = aboutOf(command.act);
    const before = this.standing(about);
    const outcome = this.execute(command, about);
    this.effects.outcomes.push({ commandId: command.commandId, outcome });
    if (command.act.type === 'access') {
      const { event } = command.act;
      return this.out.derive({ table: 'audit', atMs: command.atMs, value: { commandId: command.commandId, by: command.by, ...event } });
    }
    const { type, ...detail } = command.act;
    // What parts of the service say of themselves is no act of anybody.
    if (type === 'report') return;
    this.out.derive({
      table: 'audit',
      atMs: command.atMs,
      value: { commandId: command.commandId, by: command.by, action: type, about, outcome: outcome.ok ? 'ok' : 'refused', detail: outcome.ok ? { ...detail, ...(before === null ? {} : { before, after: this.standing(about) }) } : { ...detail, refusal: outcome.message } },
    });
  }

  /** Nothing is done to a thing that is not as the operator has seen it; what was done can be undone where that makes sense. */
  private execute(command: OperatorCommand, about: About): CommandOutcome {
    const { act, by, atMs, commandId } = command;
    if (act.type === 'undo') return this.undoAct(act, by, atMs);
    if (act.type === 'report' || act.type === 'access') return this.said(act, atMs);
    const stale = this.refusal(about, command.ifRevision);
    if (stale !== null) return stale;
    const before = this.beforeOf(act);
    const outcome = this.perform(act, command);
    if (!outcome.ok || !COUNTED.has(act.type)) return outcome;
    const revision = this.note(about, { atMs, by, action: act.type === 'facility' || act.type === 'plan' ? act.action.action : act.type === 'junctionControl' ? act.mode : act.type, reason: reasonOf(act) });
    if (before === null) return { ok: true, revision };
    return { ok: true, revision, undo: { commandId, untilMs: this.undo.keep({ commandId, atMs, revision, before }) } };
  }

  /** Whoever acted in the past that is repeated had seen what there was then: nothing is asked about it again. */
  private refusal({ kind, id }: About, seen: number | undefined): CommandOutcome | null {
    return this.repeats ? null : this.revisions.refusal(kind, id, seen);
  }

  /** What an act on a thing changes of it, for the audit log; of the rules' state, so that a replay says the same. */
  private standing({ kind, id }: About): Record<string, unknown> | null {
    if (kind === 'facility') return this.facilities.standing(id);
    if (kind === 'alarm') return this.alarms.standing(id);
    if (kind === 'recommendation') return this.junctions.standing(id) ?? this.corridors.standing(id);
    const before = kind === 'sign' ? this.signs.before(id) : kind === 'plan' ? this.plans.before(id) : null;
    if (before?.kind === 'sign') return { locks: before.locks };
    return before?.kind === 'plan' ? { run: before.memory.run, rests: before.memory.rests } : null;
  }

  private note(about: About, change: Parameters<Revisions['note']>[2]): number {
    const revision = this.revisions.note(about.kind, about.id, change);
    if (about.kind === 'facility') this.facilities.refresh(about.id);
    return revision;
  }

  /** What parts of the service say; of what the gateway decided nothing remains but to write it down. */
  private said(act: Extract<OperatorCommand['act'], { type: 'report' | 'access' }>, atMs: number): CommandOutcome {
    if (act.type === 'report') this.alarms.set(act.failing, { code: act.code, severity: 'warning', about: { kind: 'job', id: act.id }, text: act.text }, atMs);
    return { ok: true };
  }

  private perform(act: Exclude<OperatorCommand['act'], { type: 'report' | 'access' | 'undo' }>, { by, atMs, commandId, ifRevision }: OperatorCommand): CommandOutcome {
    switch (act.type) {
      case 'facility': {
        const outcome = this.facilities.command(act.facilityId, act.action, { commandId, by, atMs });
        if (outcome.ok && act.action.action === 'open') this.plans.opened(act.facilityId, true);
        return outcome;
      }
      case 'lockSign':
        return this.signs.lock(act.signId, act.lock, { by, commandId, atMs, seen: this.repeats || ifRevision !== undefined });
      case 'unlockSign':
        return this.signs.unlock(act.signId);
      case 'acknowledgeAlarm':
        return this.alarms.acknowledge(act.alarmId, atMs);
      case 'acknowledgeAlarms':
        return this.alarms.acknowledgeAll(act.alarmIds, atMs);
      case 'decideRecommendation':
        return this.decide(act, by, atMs);
      case 'junctionControl':
        return this.junctions.control(act.junctionId, act.mode, atMs);
      case 'plan':
        return this.plans.command(act.planId, act.action, by, atMs);
    }
  }

  /** Of a corridor or of one junction: their ids have one form. */
  private decide({ recommendationId, decision, reason }: Extract<OperatorCommand['act'], { type: 'decideRecommendation' }>, by: string, atMs: number): CommandOutcome {
    return this.corridors.decide(recommendationId, decision, reason, by, atMs) ?? this.junctions.decide(recommendationId, decision, reason, by, atMs);
  }

  /** How it was before an act that can be undone; `null` for one that cannot: a controller has acted, a count has gone on. */
  private beforeOf(act: OperatorCommand['act']): Before | null {
    if (act.type === 'lockSign' || act.type === 'unlockSign') return this.signs.before(act.signId);
    if (act.type === 'plan') return this.plans.before(act.planId);
    return act.type === 'facility' && !COUNTS.has(act.action.action) ? this.facilities.before(act.facilityId) : null;
  }

  private undoAct({ commandId, about }: Extract<OperatorCommand['act'], { type: 'undo' }>, by: string, atMs: number): CommandOutcome {
    const entry = this.undo.find(commandId, atMs);
    // Who may act on one thing may not undo an act on another by its id.
    if (entry === null || entry.before.kind !== about.kind || entry.before.id !== about.id) return notFound('act that can be undone', commandId);
    const { before, revision } = entry;
    const stale = this.refusal(before, revision);
    if (stale !== null) return stale;
    this.undo.forget(commandId);
    if (before.kind === 'sign') this.signs.bringBack(before);
    else if (before.kind === 'plan') this.plans.bringBack(before, atMs);
    else {
      this.facilities.bringBack(before, by, atMs);
      this.plans.opened(before.id, false);
    }
    return { ok: true, revision: this.note(before, { atMs, by, action: 'undo', reason: '' }) };
  }

  /** Brings counts that changed between two ticks before people's eyes. */
  show(nowMs: number): void {
    this.guarded(() => this.facilities.show(Math.max(nowMs, this.lastTickMs)));
  }

  /** Wants every order and recommendation that is in force published once more. */
  republish(): void {
    this.signs.republish();
    this.junctions.republish();
  }

  /** What was wanted outside since the last call. */
  takeEffects(): Effects {
    const { effects } = this;
    this.effects = noEffects();
    return effects;
  }

  save(): EngineState {
    const shown = Object.fromEntries(COLLECTION_NAMES.map((n) => [n, this.shownWriter.save(n, this.store.list(n))]));
    return {
      version: 1, nextOffset: this.nextOffset, lastTickMs: this.lastTickMs, ordinal: this.ordinal, alarms: this.alarms.save(), devices: this.devices.save(),
      facilities: this.facilities.save(), promises: this.promises.save(), traffic: this.traffic.save(), junctions: this.junctions.save(), corridors: this.corridors.save(), streets: this.streets.save(), weather: this.weather.save(), signs: this.signs.save(), shown,
      plans: this.plans.save(), revisions: this.revisions.save(), undo: this.undo.save(), beganAtMs: this.facilities.beganAtMs, heardMs: this.heardMs,
    };
  }

  restore(state: EngineState): void {
    for (const name of COLLECTION_NAMES) for (const value of shownValues(name, state.shown[name] ?? [])) if (this.isConfigured(name, value.id)) this.store.set(name, value as never);
    this.offset = state.nextOffset - 1;
    this.ordinal = state.ordinal;
    this.lastTickMs = state.lastTickMs;
    this.heardMs = state.heardMs ?? 0;
    this.alarms.restore(state.alarms);
    this.devices.restore(state.devices);
    this.facilities.restore(state.facilities);
    if (state.promises !== undefined) this.promises.restore(state.promises);
    this.traffic.restore(state.traffic);
    this.junctions.restore(state.junctions);
    if (state.corridors !== undefined) this.corridors.restore(state.corridors);
    this.streets.restore(state.streets);
    this.weather.restore(state.weather);
    this.signs.restore(state.signs);
    if (state.plans !== undefined) this.plans.restore(state.plans);
    if (state.revisions !== undefined) this.revisions.restore(state.revisions);
    if (state.undo !== undefined) this.undo.restore(state.undo);
    if (typeof state.beganAtMs === 'number') this.facilities.begin(state.beganAtMs);
    this.clearOrphans();
  }

  private isConfigured(collection: string, id: string): boolean {
    return this.configured[collection]?.has(id) ?? true;
  }

  /** Things that the city has no more raise no alarm, and nothing would ever clear the one they had. */
  private clearOrphans(): void {
    for (const { code, about } of Object.values(this.alarms.save())) {
      const collection = COLLECTION_OF_KIND[about.kind];
      if (collection !== undefined && !this.isConfigured(collection, about.id)) this.alarms.clear(code, about, this.lastTickMs);
    }
  }

  /** Reads on at another place: the journal that the state came from is not the one that is there. */
  continueFrom(nextOffset: number): void {
    this.offset = nextOffset - 1;
    this.ordinal = 0;
  }
}

const COLLECTION_OF_KIND: Record<string, string> = { facility: 'facilities', junction: 'junctions', link: 'links', sign: 'signs', device: 'devices', plan: 'plans' };
/** Acts that change a thing in a way that others must know of before they act on it. */
const COUNTED: ReadonlySet<string> = new Set(['facility', 'lockSign', 'unlockSign', 'plan', 'junctionControl']);
/** What is done to a count cannot be undone: vehicles have come and gone meanwhile. */
const COUNTS: ReadonlySet<string> = new Set(['rezero', 'declineRezero', 'setOccupied']);

interface About {
  kind: string;
  id: string;
}

/** Ids of what a configuration may take away, by collection. */
function configuredIds(city: City, devices: ReadonlySet<string>): Record<string, ReadonlySet<string>> {
  const ids = (things: readonly { id: string }[]) => new Set(things.map((t) => t.id));
  return { facilities: ids(city.facilities), junctions: ids(city.junctions), links: ids(city.links), signs: ids(city.signs), devices, plans: ids(city.plans), corridors: ids(city.corridors), streetZones: ids(city.streetZones), weather: new Set(city.weather === undefined ? [] : [city.weather.stationId]) };
}

function timeOf(event: IntakeEvent): number {
  if (event.type === 'passed' || event.type === 'forecast' || event.type === 'promises') return event.atMs;
  return event.type === 'reading' ? event.reading.receivedAtMs : event.command.atMs;
}

function aboutOf(act: OperatorCommand['act']): About {
  if ('junctionId' in act) return { kind: 'junction', id: act.junctionId };
  if ('signId' in act) return { kind: 'sign', id: act.signId };
  switch (act.type) {
    case 'facility':
      return { kind: 'facility', id: act.facilityId };
    case 'acknowledgeAlarm':
      return { kind: 'alarm', id: act.alarmId };
    case 'acknowledgeAlarms':
      return { kind: 'alarm', id: act.alarmIds.length === 1 ? act.alarmIds[0]! : `${act.alarmIds.length} alarms` };
    case 'decideRecommendation':
      return { kind: 'recommendation', id: act.recommendationId };
    case 'access':
      return act.event.about;
    case 'plan':
      return { kind: 'plan', id: act.planId };
    case 'undo':
      return act.about;
    case 'report':
      return { kind: 'job', id: act.id };
  }
}

function reasonOf(act: OperatorCommand['act']): string {
  if (act.type === 'lockSign') return act.lock.reason;
  if (act.type === 'facility' || act.type === 'plan') return act.action.reason;
  return 'reason' in act ? act.reason : '';
}
