import { REPLAY_FRAME_S, type City, type FacilityState, type OperatorCommand, type Reading, type ReplayComparison, type ReplayFrame } from '@wegweiser/contracts';
import type { IntakeEvent } from '@wegweiser/field';
import type { Limits } from '../city/limits.js';
import { CityEngine } from '../engine/city-engine.js';
import { LiveStore } from '../live/live-store.js';
import { Comparison } from './comparison.js';
import { Frames } from './frames.js';
import { ObedientSigns } from './obedient-signs.js';
import type { Past } from './past.js';
import { actsInForce, byPeople, commandOf, firstCounts } from './past-acts.js';

/** Before its first minute the city is brought up from the readings of this time. */
const WARM_UP_MS = 3_600_000;
/** Readings are asked for in pieces of this length. */
const SLICE_MS = 1_800_000;
const FRAME_MS = REPLAY_FRAME_S * 1000;
const ACTS_BEFORE_MS = 7 * 86_400_000;
const MOST_READINGS = 20_000_000;

export interface ReplayPlan {
  city: City;
  limits: Limits;
  tickMs: number;
  /** Whole minutes. */
  fromMs: number;
  toMs: number;
  /** Whether operators' acts are repeated. */
  acts: boolean;
}
export interface ReplayCounts {
  readings: number;
  acts: number;
  actsLeftOut: number;
  failures: number;
}
type Timed = { atMs: number; event: IntakeEvent };

/**
 * A past span, run through the engine anew: a city of its own in memory, from the archive's readings and operators' acts.
 * It publishes nothing and writes nothing; what comes out are frames and a comparison with what was really said.
 */
export class ReplayRun {
  readonly counts: ReplayCounts = { readings: 0, acts: 0, actsLeftOut: 0, failures: 0 };
  private readonly store = new LiveStore('replay');
  private readonly engine: CityEngine;
  private readonly frames: Frames;
  private comparison = new Comparison([], []);
  private signs = new ObedientSigns([]);
  private readonly newest = new Map<string, number>();
  private offset = 0;
  done = false;

  constructor(private readonly plan: ReplayPlan, private readonly past: Past) {
    this.engine = new CityEngine(plan.city, this.store, plan.tickMs, plan.limits, true);
    this.frames = new Frames(plan.fromMs);
  }

  get readyToMs(): number {
    return this.frames.readyToMs;
  }
  get bytes(): number {
    return this.frames.bytes;
  }

  /** Runs to the end; `pause` is awaited after every minute of the past, so that questions are answered meanwhile. */
  async run(pause: () => Promise<void>): Promise<void> {
    const { fromMs, toMs } = this.plan;
    const startMs = fromMs - WARM_UP_MS;
    await this.begin(startMs);
    for (let at = startMs; at < toMs; at += SLICE_MS) await this.slice(at, Math.min(toMs, at + SLICE_MS), pause);
    this.done = true;
  }

  private async begin(startMs: number): Promise<void> {
    const { fromMs, toMs, city, acts } = this.plan;
    const [orders, states] = [await this.past.signOrders(startMs, toMs), await this.past.facilityStates(fromMs, toMs)];
    this.comparison = new Comparison(orders, states);
    this.signs = new ObedientSigns(orders);
    const known = await this.past.facilityStates(startMs, startMs + 1);
    const first = new Map<string, FacilityState>(known.map((s) => [s.id, s.value]));
    if (acts) this.engine.recall(actsInForce(await this.past.acts(startMs - ACTS_BEFORE_MS, startMs), startMs, city));
    this.engine.advanceTo(startMs);
    // Of acts from before the start none counts as repeated or left out.
    for (const command of firstCounts(city, first, startMs)) this.take({ type: 'command', offset: this.offset++, command });
    this.engine.takeEffects();
  }

  private async slice(fromMs: number, toMs: number, pause: () => Promise<void>): Promise<void> {
    const readings = await this.past.received(fromMs, toMs);
    if (this.counts.readings + readings.length > MOST_READINGS) throw new Error(`more than ${MOST_READINGS} readings: choose a shorter span`);
    const events: Timed[] = [...this.readingsOf(readings), ...(await this.actsOf(fromMs, toMs))].sort((a, b) => a.atMs - b.atMs);
    let next = 0;
    for (let minute = fromMs; minute < toMs; minute += FRAME_MS) {
      const end = Math.min(toMs, minute + FRAME_MS);
      if (minute >= this.plan.fromMs) this.present(minute);
      for (; (events[next]?.atMs ?? Number.POSITIVE_INFINITY) < end; next += 1) this.take(events[next]!.event);
      this.engine.advanceTo(end);
      this.settle();
      await pause();
    }
  }

  private present(atMs: number): void {
    this.engine.show(atMs);
    this.comparison.look(this.store, atMs);
    this.frames.add(this.store);
  }

  private readingsOf(readings: readonly Reading[]): Timed[] {
    return readings.flatMap((reading): Timed[] => {
      if (this.engine.devices.refuse(reading) !== null) return [];
      const key = `${reading.kind}/${reading.deviceId}`;
      const late = reading.timeMs < (this.newest.get(key) ?? 0);
      if (!late) this.newest.set(key, reading.timeMs);
      this.counts.readings += 1;
      return [{ atMs: reading.receivedAtMs, event: { type: 'reading', offset: this.offset++, reading, late } }];
    });
  }

  private async actsOf(fromMs: number, toMs: number): Promise<Timed[]> {
    if (!this.plan.acts) return [];
    return byPeople(await this.past.acts(fromMs, toMs)).flatMap((act): Timed[] => {
      const command: OperatorCommand | null = commandOf(act);
      if (command === null) this.counts.actsLeftOut += 1;
      return command === null ? [] : [{ atMs: command.atMs, event: { type: 'command', offset: this.offset++, command } }];
    });
  }

  private take(event: IntakeEvent): void {
    const heard = event.type === 'reading' && event.reading.kind === 'signReadback' ? { ...event, reading: this.signs.translate(event.reading, this.store.find('signs', event.reading.deviceId)?.order ?? null) } : event;
    this.engine.process({ events: [heard] });
  }

  private settle(): void {
    const { outcomes, failures } = this.engine.takeEffects();
    this.counts.failures += failures.length;
    for (const { outcome } of outcomes) this.counts[outcome.ok ? 'acts' : 'actsLeftOut'] += 1;
  }

  read(atMs: number, count: number): ReplayFrame[] {
    return this.frames.read(atMs, count);
  }
  compare(): Omit<ReplayComparison, 'state' | 'readyToMs'> {
    return this.comparison.result();
  }
}
