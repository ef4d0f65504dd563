import {
  COLLECTION_NAMES, type City, type CommandOutcome, type GarageStateReading, type LoopIntervalReading, type OperatorCommand, type ParkingAbsoluteReading,
  type ParkingSpaceReading, type ParkingTotalsReading, type Reading,
} from '@wegweiser/contracts';
import type { DerivedRow } from '@wegweiser/archive';
import type { IntakeBatch, IntakeEvent } from '@wegweiser/field';
import type { LinkInput } from '@wegweiser/guidance';
import { DEFAULT_LIMITS, type Limits } from '../city/limits.js';
import type { LiveStore } from '../live/live-store.js';
import { Alarms, type AlarmsState } from './alarms.js';
import { Devices, devicesOf, type DevicesState } from './devices.js';
import { Facilities, type FacilitiesState } from './facilities.js';
import { Junctions, type JunctionsState } from './junctions.js';
import type { NewRow, Outputs } from './outputs.js';
import { Promises, type PromisesState } from './promises.js';
import { Signs, type SignsState } from './signs.js';
import { Traffic, type TrafficState } from './traffic.js';

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
  signs: { sinceMs: number | null; signs: SignsState };
  shown: Record<string, unknown[]>;
}

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
 * orders and archive rows out. No clock and no I/O, so that a restart replays to the very same state.
 */
export class CityEngine {
  private readonly out: Outputs;
  private readonly alarms: Alarms;
  readonly devices: Devices;
  private readonly facilities: Facilities;
  private readonly promises: Promises;
  private readonly traffic: Traffic;
  private readonly junctions: Junctions;
  private readonly signs: Signs;
  private readonly linksOfSigns: ReadonlySet<string>;
  private readonly configured: Record<string, ReadonlySet<string>>;
  private effects = noEffects();
  private offset = -1;
  private ordinal = 0;
  private lastTickMs = 0;

  constructor(city: City, private readonly store: LiveStore, private readonly tickMs = 1000, limits: Limits = DEFAULT_LIMITS) {
    this.out = {
      store,
      publish: (topic, payload) => this.effects.publish.push({ topic, payload }),
      derive: (row: NewRow) => this.effects.derived.push({ ...row, offset: this.offset, ordinal: this.ordinal++ } as DerivedRow),
    };
    this.alarms = new Alarms(this.out);
    this.devices = new Devices(city, this.out);
    this.facilities = new Facilities(city, this.out, this.alarms);
    this.promises = new Promises(city);
    this.junctions = new Junctions(city, this.out, this.alarms, limits.signals);
    this.traffic = new Traffic(city, this.out, this.alarms, (deviceId) => this.junctions.demandOf(deviceId), limits);
    this.signs = new Signs(city, this.out, this.alarms, limits);
    this.configured = configuredIds(city);
    this.linksOfSigns = new Set(city.signs.flatMap((s) => s.rules.flatMap((r) => r.when.link?.id ?? [])));
  }

  /** Offset of the record that is expected next. */
  get nextOffset(): number {
    return this.offset + 1;
  }

  /** Takes a run of records in order. How the stream is cut into runs makes no difference. */
  process(batch: IntakeBatch): void {
    for (const event of batch.events) {
      this.advanceTo(timeOf(event));
      this.setOffset(event.offset);
      this.takeEvent(event);
    }
  }

  private takeEvent(event: IntakeEvent): void {
    try {
      if (event.type === 'reading') this.apply(event.reading, event.late);
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
    this.guarded(() => this.promises.tick(nowMs, this.facilities));
    this.guarded(() => this.facilities.tick(nowMs));
    this.guarded(() => this.traffic.tick(nowMs));
    this.guarded(() => this.junctions.tick(nowMs));
    this.guarded(() => this.signs.tick(nowMs, this.facilities.current(), this.linkInputs()));
    this.guarded(() => this.alarms.tick(nowMs));
  }

  /** Of the links that signs ask for; a city has many that none does. */
  private linkInputs(): Record<string, LinkInput> {
    const inputs: Record<string, LinkInput> = {};
    for (const id of this.linksOfSigns) {
      const l = this.store.find('links', id);
      if (l !== undefined) inputs[id] = { linkId: id, levelOfService: l.level, measuredAtMs: l.measuredAtMs };
    }
    return inputs;
  }

  private apply(r: Reading, late: boolean): void {
    this.devices.seen(r);
    // Counts and intervals know by themselves what is late; of states only the newest counts.
    if (r.kind === 'loopInterval') this.traffic.applyInterval(r);
    else if (r.kind === 'parkingAbsolute' || r.kind === 'parkingTotals' || r.kind === 'parkingSpace') this.facilities.applyCount(r);
    else if (r.kind === 'garageState') this.facilities.applyGarage(r);
    else if (!late) this.applyState(r);
  }

  private applyState(r: Exclude<Reading, LoopIntervalReading | ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading | GarageStateReading>): void {
    switch (r.kind) {
      case 'signalState':
        return this.junctions.applyState(r);
      case 'signReadback':
        return this.signs.applyReadback(r);
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
    if (r.deviceClass === 'signal') this.junctions.applyLife(r.deviceId, online);
  }

  private command(command: OperatorCommand): void {
    const outcome = this.execute(command);
    this.effects.outcomes.push({ commandId: command.commandId, outcome });
    if (command.act.type === 'access') {
      const { event } = command.act;
      return this.out.derive({ table: 'audit', atMs: command.atMs, value: { commandId: command.commandId, by: command.by, ...event } });
    }
    const { type, ...detail } = command.act;
    this.out.derive({
      table: 'audit',
      atMs: command.atMs,
      value: { commandId: command.commandId, by: command.by, action: type, about: aboutOf(command), outcome: outcome.ok ? 'ok' : 'refused', detail: outcome.ok ? detail : { ...detail, refusal: outcome.message } },
    });
  }

  private execute({ act, by, atMs, commandId }: OperatorCommand): CommandOutcome {
    switch (act.type) {
      case 'facility':
        return this.facilities.command(act.facilityId, act.action, by, atMs);
      case 'lockSign':
        return this.signs.lock(act.signId, act.lock, by, commandId, atMs);
      case 'unlockSign':
        return this.signs.unlock(act.signId);
      case 'acknowledgeAlarm':
        return this.alarms.acknowledge(act.alarmId, atMs);
      case 'decideRecommendation':
        return this.junctions.decide(act.recommendationId, act.decision, act.reason, by, atMs);
      case 'access':
        // Was decided at the gateway; what remains is to write it down.
        return { ok: true };
    }
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
    const shown = Object.fromEntries(COLLECTION_NAMES.map((n) => [n, this.store.list(n)]));
    return {
      version: 1, nextOffset: this.nextOffset, lastTickMs: this.lastTickMs, ordinal: this.ordinal, alarms: this.alarms.save(), devices: this.devices.save(),
      facilities: this.facilities.save(), promises: this.promises.save(), traffic: this.traffic.save(), junctions: this.junctions.save(), signs: this.signs.save(), shown,
    };
  }

  restore(state: EngineState): void {
    for (const name of COLLECTION_NAMES) for (const value of state.shown[name] ?? []) if (this.isConfigured(name, (value as { id: string }).id)) this.store.set(name, value as never);
    this.offset = state.nextOffset - 1;
    this.ordinal = state.ordinal;
    this.lastTickMs = state.lastTickMs;
    this.alarms.restore(state.alarms);
    this.devices.restore(state.devices);
    this.facilities.restore(state.facilities);
    if (state.promises !== undefined) this.promises.restore(state.promises);
    this.traffic.restore(state.traffic);
    this.junctions.restore(state.junctions);
    this.signs.restore(state.signs);
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

const COLLECTION_OF_KIND: Record<string, string> = { facility: 'facilities', junction: 'junctions', link: 'links', sign: 'signs', device: 'devices' };

/** Ids of what a configuration may take away, by collection. */
function configuredIds(city: City): Record<string, ReadonlySet<string>> {
  const ids = (things: readonly { id: string }[]) => new Set(things.map((t) => t.id));
  return { facilities: ids(city.facilities), junctions: ids(city.junctions), links: ids(city.links), signs: ids(city.signs), devices: ids(devicesOf(city)) };
}

function timeOf(event: IntakeEvent): number {
  if (event.type === 'passed' || event.type === 'forecast' || event.type === 'promises') return event.atMs;
  return event.type === 'reading' ? event.reading.receivedAtMs : event.command.atMs;
}

function aboutOf({ act }: OperatorCommand): { kind: string; id: string } {
  switch (act.type) {
    case 'facility':
      return { kind: 'facility', id: act.facilityId };
    case 'lockSign':
    case 'unlockSign':
      return { kind: 'sign', id: act.signId };
    case 'acknowledgeAlarm':
      return { kind: 'alarm', id: act.alarmId };
    case 'decideRecommendation':
      return { kind: 'recommendation', id: act.recommendationId };
    case 'access':
      return act.event.about;
  }
}
