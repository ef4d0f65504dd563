import { randomUUID } from 'node:crypto';
import { COMMAND_TOPIC, PROMISE_TOPIC, TICK_TOPIC, type BoundSource, type IntakeBatch } from '@wegweiser/field';
import type { City, CommandOutcome, OperatorCommand, PromiseAct } from '@wegweiser/contracts';
import type { Clock, Logger, Metrics, Settings } from '@wegweiser/platform';
import type { Limits } from '../city/limits.js';
import { RemoteFeed } from '../field/remote-feed.js';
import type { RecordFeed } from '../field/record-feed.js';
import type { LiveFeed } from '../live/live-feed.js';
import type { LiveStore } from '../live/live-store.js';
import type { Devices } from './devices.js';
import { EngineRunner, type RunnerHooks } from './engine-runner.js';

/** What an operator wants done, before it has an identity and a time. */
export type CommandWish = Pick<OperatorCommand, 'by' | 'act' | 'ifRevision'>;
/** Carries out operators' commands, here or in the engine's process. */
export interface CommandPort {
  execute(wish: CommandWish): Promise<CommandOutcome>;
  /** Puts promises into the journal; resolves when they are durable. */
  promise(acts: readonly PromiseAct[]): Promise<void>;
}

/** Role `engine`: the city's state and decisions. */
export class EngineService implements CommandPort {
  private runner!: EngineRunner;
  private batchListener: (batch: IntakeBatch) => void = () => {};
  private derivedListener: RunnerHooks['onDerived'] = () => {};

  constructor(
    private readonly settings: Settings,
    private readonly city: City,
    private readonly sources: BoundSource[],
    private readonly clock: Clock,
    private readonly store: LiveStore,
    private readonly live: LiveFeed,
    private readonly feed: RecordFeed,
    private readonly limits: Limits,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    const count = (key: keyof EngineRunner['counters']) => () => this.runner?.counters[key] ?? 0;
    metrics.gauge('readings_total', 'Readings taken since the start of the process', count('readings'));
    metrics.gauge('duplicates_total', 'Duplicates left out', count('duplicates'));
    metrics.gauge('late_total', 'Readings older than one before', count('late'));
    metrics.gauge('quarantined_total', 'Messages that could not be used', count('faults'));
    metrics.gauge('rate_limited_total', 'Messages left out because their sender sends too many', count('limited'));
    metrics.gauge('sign_mismatches', 'Signs that do not show what they were told', () => this.store.list('signs').filter((s) => s.mismatch !== null).length);
    metrics.gauge('alarms_active', 'Alarms that are not cleared', () => this.store.list('alarms').filter((a) => a.clearedAtMs === null).length);
  }

  async open(): Promise<void> {
    const { WEGWEISER_DATA_DIR: dataDir } = this.settings;
    const journal = await this.feed.status();
    this.runner = await EngineRunner.open(
      { dataDir, journal, city: this.city, sources: this.sources, limits: this.limits, clock: this.clock, store: this.store, log: this.log },
      {
        publish: (topic, payload) => this.feed.publish(topic, payload),
        onBatch: (batch) => this.batchListener(batch),
        onDerived: (firstOffset, rows) => this.derivedListener(firstOffset, rows),
        onDeltas: (deltas) => this.live.announce(deltas),
        onIdle: () => this.feed.inject([{ topic: TICK_TOPIC, payload: Buffer.alloc(0), receivedAtMs: this.clock.now() }]).catch(() => undefined),
        knownUpTo: () => this.feed.knownUpTo(),
        onSafe: (offset) => this.feed.release('engine', offset),
      },
    );
    const from = Math.max(this.runner.engine.nextOffset, journal.firstOffset);
    if (from > this.runner.engine.nextOffset) this.log.error({ from, expected: this.runner.engine.nextOffset }, 'journal begins later than the engine state ends');
    const reader = await this.feed.reader(from);
    await this.runner.replay((limit) => reader.next(limit));
    this.log.info({ replayed: this.runner.counters.replayed, nextOffset: this.runner.engine.nextOffset }, 'engine state is up to date');
  }

  /** Before the field role delivers: records go to the engine as they become durable. */
  listen(): void {
    this.feed.onDurable((records) => this.runner.take(records));
  }

  /** Once the field role delivers: time passes, orders in force are said again. */
  start(): void {
    this.live.engineHeardAt = Number.POSITIVE_INFINITY;
    if (this.feed instanceof RemoteFeed) this.feed.follow(this.runner.engine.nextOffset);
    this.runner.start();
  }

  /** The archive's ear in the same process. */
  onBatch(listener: (batch: IntakeBatch) => void): void {
    this.batchListener = listener;
  }
  onDerived(listener: RunnerHooks['onDerived']): void {
    this.derivedListener = listener;
  }
  get devices(): Pick<Devices, 'refuse'> {
    return this.runner.engine.devices;
  }
  get outbox() {
    return this.runner.outbox;
  }

  async execute(wish: CommandWish): Promise<CommandOutcome> {
    const command: OperatorCommand = { ...wish, commandId: randomUUID(), atMs: this.clock.now() };
    const outcome = this.runner.outcomeOf(command.commandId);
    // Where nothing can be stored the operator is told in time, too.
    const stored = this.feed.inject([{ topic: COMMAND_TOPIC, payload: Buffer.from(JSON.stringify(command)), receivedAtMs: command.atMs }]);
    await Promise.race([stored, outcome]);
    return outcome;
  }

  promise(acts: readonly PromiseAct[]): Promise<void> {
    return this.feed.inject([{ topic: PROMISE_TOPIC, payload: Buffer.from(JSON.stringify({ acts })), receivedAtMs: this.clock.now() }]);
  }

  async stop(): Promise<void> {
    if (this.feed instanceof RemoteFeed) this.feed.stop();
    await this.runner?.stop();
  }
}
