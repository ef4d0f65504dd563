import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DerivedRow } from '@wegweiser/archive';
import type { City, CommandOutcome } from '@wegweiser/contracts';
import { Intake, Journal, syncFolder, type BoundSource, type IntakeBatch, type IntakeState, type JournalRecord } from '@wegweiser/field';
import type { Clock, Logger } from '@wegweiser/platform';
import type { FeedStatus } from '../field/record-feed.js';
import type { Limits } from '../city/limits.js';
import type { LiveStore, StoreDelta } from '../live/live-store.js';
import { CityEngine, type EngineState } from './city-engine.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js';

export interface RunnerHooks {
  publish(topic: string, payload: string): void;
  /** Every batch after the engine has taken it, for the archive. */
  onBatch(batch: IntakeBatch): void;
  /** Rows that are durable in the outbox, the first of them at this offset there; they do not change any more. */
  onDerived(firstOffset: number, rows: DerivedRow[]): void;
  onDeltas(deltas: StoreDelta[]): void;
  /** Nothing arrived for a while: put a tick record into the journal. Resolves when it is there, or when that failed. */
  onIdle(): Promise<void>;
  /** Up to when every record received is known to the engine, epoch ms: time may pass that far and no further. */
  knownUpTo(): number;
  /** Everything below `offset` is in a snapshot on disk. */
  onSafe(offset: number): void;
}
export interface RunnerOptions {
  dataDir: string;
  /** The journal that records come from. */
  journal: FeedStatus;
  city: City;
  sources: BoundSource[];
  limits: Limits;
  clock: Clock;
  store: LiveStore;
  log: Logger;
}
interface Snapshot {
  /** Of the journal whose offsets it holds. */
  journalId?: string;
  engine: EngineState;
  intake: IntakeState;
}

/** Looked at this often; a large city's snapshot, which takes seconds, is made so seldom that it takes a hundredth of the time. */
const SNAPSHOT_EVERY_MS = 60_000;
const SNAPSHOT_TIMES_COST = 100;
/** Between two deltas to the sockets changes gather: for a moment, and for so long that telling everybody takes a fifth of the time. */
const FLUSH_PAUSE = { leastMs: 5, mostMs: 250, timesCost: 4 };
const IDLE_MS = 240_000;
const REPLAY_CHUNK = 5_000;
const HELD_UP_MS = 10_000;
const RETRY_MS = 1000;
const SAY_AGAIN_MS = 60_000;

/**
 * Runs the engine: brings it up from snapshot and journal, feeds it durable records as they come, lets its time pass, and
 * carries out what it wants done. What it derives goes to the outbox journal, whence the archive fetches it.
 */
export class EngineRunner {
  readonly engine: CityEngine;
  readonly intake: Intake;
  private readonly outcomes = new Map<string, (outcome: CommandOutcome) => void>();
  private timers: NodeJS.Timeout[] = [];
  private cancelFlush: (() => void) | null = null;
  private nextFlushAt = 0;
  private nextSnapshotAt = 0;
  private lastRecordAt = 0;
  private saving: Promise<void> | null = null;
  private writing: Promise<void> | null = null;
  private readonly unwritten: DerivedRow[] = [];
  private stopping = false;
  private live = false;
  private idling = false;
  private lastFailure = { text: '', saidAt: Number.NEGATIVE_INFINITY };
  counters = { readings: 0, late: 0, duplicates: 0, faults: 0, limited: 0, replayed: 0 };

  private constructor(private readonly o: RunnerOptions, readonly outbox: Journal, private readonly hooks: RunnerHooks) {
    const tickMs = o.clock.mode === 'simulated' ? 5000 : 1000;
    this.engine = new CityEngine(o.city, o.store, tickMs, o.limits);
    this.intake = new Intake(o.sources, (r) => this.engine.devices.refuse(r), o.limits.intake, (r) => this.engine.devices.numberOf(r));
  }

  static async open(options: RunnerOptions, hooks: RunnerHooks): Promise<EngineRunner> {
    const outbox = await Journal.open({ dir: join(options.dataDir, 'outbox') });
    const runner = new EngineRunner(options, outbox, hooks);
    const snapshot = await readSnapshot(runner.snapshotPath, options.log);
    if (snapshot !== null) runner.resume(snapshot);
    return runner;
  }

  private resume({ engine, intake, journalId }: Snapshot): void {
    const { journal, log } = this.o;
    this.engine.restore(engine);
    this.intake.restore(intake);
    const another = journalId !== undefined && journalId !== journal.journalId;
    if (!another && engine.nextOffset <= journal.nextOffset) return;
    // Offsets of another journal are other offsets: what is in this one would be taken for known, and never be read.
    this.engine.continueFrom(another ? journal.firstOffset : journal.nextOffset);
    log.error({ expected: engine.nextOffset, journal, of: journalId }, another ? 'the engine state comes from another journal; it goes on with this one' : 'the journal lost its end; the engine goes on behind it');
  }

  private get snapshotPath(): string {
    return join(this.o.dataDir, 'engine-state.json');
  }

  /** Takes what the journal has beyond the snapshot. Nothing is published: the field has its retained orders. */
  async replay(next: (limit: number) => Promise<JournalRecord[]>): Promise<void> {
    for (let records = await next(REPLAY_CHUNK); records.length > 0; records = await next(REPLAY_CHUNK)) {
      this.engine.process(this.intake.process(records));
      this.counters.replayed += records.length;
      this.carryOut();
      await this.writing;
    }
    this.o.store.flush();
  }

  start(): void {
    this.live = true;
    this.lastRecordAt = performance.now();
    this.timers = [setInterval(() => this.passTime(), 200), setInterval(() => performance.now() >= this.nextSnapshotAt && void this.snapshot(), SNAPSHOT_EVERY_MS)];
    this.republish();
  }

  /** Orders that were decided while nobody listened are said again: retained, newest wins. */
  private republish(): void {
    this.engine.republish();
    this.carryOut();
  }

  /** Durable records, in order, from the field. */
  take(records: JournalRecord[]): void {
    const fresh = records[0]!.offset === this.engine.nextOffset ? records : records.filter((r) => r.offset >= this.engine.nextOffset);
    if (fresh.length === 0) return;
    const batch = this.intake.process(fresh);
    this.engine.process(batch);
    this.count(batch);
    this.lastRecordAt = performance.now();
    this.hooks.onBatch(batch);
    this.carryOut();
    this.scheduleFlush();
  }

  private count(batch: IntakeBatch): void {
    this.counters.duplicates += batch.duplicates;
    this.counters.faults += batch.faults.length;
    this.counters.limited += batch.limited;
    for (const e of batch.events) {
      if (e.type !== 'reading') continue;
      this.counters.readings += 1;
      if (e.late) this.counters.late += 1;
    }
  }

  private passTime(): void {
    const now = this.o.clock.now();
    if (now === 0) return;
    // Time begins with a record, as it will when this is replayed.
    if (this.engine.nextOffset === 0) return this.idle();
    // A tick must not overtake a record that was received before it: a replay would see them the other way round.
    // Where records are held up for long (full disk) time goes on all the same: values must grow old.
    this.engine.advanceTo(Math.max(this.hooks.knownUpTo(), now - HELD_UP_MS));
    this.carryOut();
    this.scheduleFlush();
    if (performance.now() - this.lastRecordAt > IDLE_MS) this.idle();
  }

  /** One at a time: where nothing can be written they must not pile up. */
  private idle(): void {
    if (this.idling) return;
    this.idling = true;
    void this.hooks.onIdle().finally(() => (this.idling = false));
  }

  private carryOut(): void {
    const { publish, derived, outcomes, failures } = this.engine.takeEffects();
    for (const { offset, error } of failures) this.sayFailure(offset, error);
    for (const { commandId, outcome } of outcomes) {
      this.outcomes.get(commandId)?.(outcome);
      this.outcomes.delete(commandId);
    }
    if (this.live) for (const { topic, payload } of publish) this.hooks.publish(topic, payload);
    if (derived.length === 0) return;
    this.unwritten.push(...derived);
    this.writing ??= this.writeOutbox().finally(() => (this.writing = null));
  }

  /** What fails every second is said once a minute. */
  private sayFailure(offset: number, error: unknown): void {
    const text = String(error);
    if (text === this.lastFailure.text && performance.now() - this.lastFailure.saidAt < SAY_AGAIN_MS) return;
    this.lastFailure = { text, saidAt: performance.now() };
    this.o.log.error({ offset, err: error }, 'the rules failed on a record or a second; it is skipped');
  }

  /** Writes until it succeeds: a full disk keeps rows in memory, it loses none. */
  private async writeOutbox(): Promise<void> {
    while (this.unwritten.length > 0) {
      const rows = this.unwritten.slice(0, REPLAY_CHUNK);
      const receivedAtMs = this.o.clock.now();
      const records = rows.map((row) => ({ topic: row.table, payload: Buffer.from(JSON.stringify(row)), receivedAtMs }));
      let firstOffset: number;
      try {
        firstOffset = await this.outbox.append(records);
      } catch (error) {
        if (this.stopping) throw error;
        this.o.log.error({ err: error, waiting: this.unwritten.length }, 'outbox cannot be written');
        await new Promise((r) => setTimeout(r, RETRY_MS));
        continue;
      }
      this.unwritten.splice(0, rows.length);
      this.hooks.onDerived(firstOffset, rows.map((row, i) => asWritten(row, records[i]!.payload)));
    }
  }

  private scheduleFlush(): void {
    if (this.cancelFlush !== null) return;
    const waitMs = this.nextFlushAt - performance.now();
    if (waitMs > 0) {
      const timer = setTimeout(() => this.flush(), waitMs);
      this.cancelFlush = () => clearTimeout(timer);
    } else {
      // Behind what is going on now, so that messages are acknowledged before thousands of sockets are written to.
      const turn = setImmediate(() => this.flush());
      this.cancelFlush = () => clearImmediate(turn);
    }
  }

  private flush(): void {
    this.cancelFlush = null;
    this.engine.show(this.o.clock.now());
    const deltas = this.o.store.flush();
    if (deltas.length === 0) return;
    const begun = performance.now();
    this.hooks.onDeltas(deltas);
    const now = performance.now();
    this.nextFlushAt = now + Math.min(FLUSH_PAUSE.mostMs, Math.max(FLUSH_PAUSE.leastMs, (now - begun) * FLUSH_PAUSE.timesCost));
  }

  /** Resolves with the engine's answer once the command, put into the journal by the caller, has been taken. */
  outcomeOf(commandId: string, timeoutMs = 5000): Promise<CommandOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.outcomes.delete(commandId);
        resolve({ ok: false, code: 'expired', message: 'the command was not carried out in time; it may still be, so look again' });
      }, timeoutMs);
      this.outcomes.set(commandId, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  /** Writes the state to disk, whole or not at all. */
  snapshot(): Promise<void> {
    this.saving ??= this.writeSnapshot().finally(() => (this.saving = null));
    return this.saving;
  }

  private async writeSnapshot(): Promise<void> {
    const begun = performance.now();
    const state: Snapshot = { journalId: this.o.journal.journalId, engine: this.engine.save(), intake: this.intake.save() };
    const parts = encodeSnapshot(state);
    this.nextSnapshotAt = begun + (performance.now() - begun) * SNAPSHOT_TIMES_COST;
    try {
      // What led to this state must be safe before the state is: it would not be derived again.
      await this.writing;
      const temporary = `${this.snapshotPath}.tmp`;
      const file = await open(temporary, 'w');
      for (const part of parts) await file.writeFile(part);
      await file.sync();
      await file.close();
      await rename(temporary, this.snapshotPath);
      await syncFolder(this.o.dataDir);
      this.hooks.onSafe(state.engine.nextOffset);
    } catch (error) {
      this.o.log.error({ err: error }, 'snapshot cannot be written; the journal keeps what it would hold');
    }
  }

  async stop(): Promise<void> {
    for (const t of this.timers) clearInterval(t);
    this.cancelFlush?.();
    this.stopping = true;
    await this.saving;
    this.carryOut();
    await this.snapshot();
    await this.outbox.close();
  }
}

/**
 * A row as it stands in the outbox. States of links, of which a large city writes hundreds a second, are made for the row and
 * never touched again; others may share parts with what the rules remember and go on changing.
 */
function asWritten(row: DerivedRow, text: Buffer): DerivedRow {
  return row.table === 'linkState' ? row : (JSON.parse(text.toString('utf8')) as DerivedRow);
}

/** A snapshot that cannot be read is put beside: the city starts with what the journal has rather than not at all. */
async function readSnapshot(path: string, log: Logger): Promise<Snapshot | null> {
  try {
    const snapshot = decodeSnapshot(await readFile(path)) as Snapshot;
    return snapshot.engine.version === 1 ? snapshot : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    log.error({ err: error, keptAs: `${path}.unreadable` }, 'the engine state cannot be read; it starts with what the journal has');
    await rename(path, `${path}.unreadable`);
    return null;
  }
}
