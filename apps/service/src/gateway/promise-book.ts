import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { PromiseAct } from '@wegweiser/contracts';
import type { Load } from '@wegweiser/guidance';
import type { Clock } from '@wegweiser/platform';
import type { CommandPort } from '../engine/engine.service.js';
import { CLOCK, COMMANDS } from '../platform/tokens.js';

/** Promises go to the journal in one record after so long, and no more of them than that at once. */
const GATHER_MS = 250;
const MOST_ACTS = 5000;
/** What this gateway gave is counted by itself until the engine's account is surely younger. */
const SETTLE_MS = 1500;
const MOST_PENDING = 20_000;

const FORGET_MS = 60_000;
/** Arrivals within so long are counted together: thousands of promises stay a few dozen numbers. */
const BIN_MS = 60_000;

const binOf = (atMs: number): number => Math.ceil(atMs / BIN_MS) * BIN_MS;
/** What a promise that is taken back no longer counts. */
export const withdrawal = (dueMs: number, worth: number): Load => ({ atMs: binOf(dueMs), cars: -worth, variance: 0 });

interface Given extends Load {
  givenMs: number;
}
/** What was given for one facility and is not in the engine's account. It goes on living: read it, do not keep it. */
export interface Pending {
  readonly loads: readonly Load[];
  /** Counts up with every change. */
  readonly change: number;
}
interface Shelf extends Pending {
  loads: Load[];
  change: number;
  /** The same loads by time. */
  bins: Map<number, Load>;
  /** In order of giving, and which of them is the oldest that counts. */
  list: Given[];
  head: number;
}

/** Promises on their way to the engine: gathered into records, and counted here until the engine's account has them. */
@Injectable()
export class PromiseBook implements OnModuleDestroy {
  private acts: PromiseAct[] = [];
  private readonly shelves = new Map<string, Shelf>();
  private count = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(@Inject(COMMANDS) private readonly commands: CommandPort, @Inject(CLOCK) private readonly clock: Clock) {}

  /** `worth`: what such a promise counts, 0 to 1. A flood is not counted: the ranking goes on without. */
  give(facilityId: string, dueMs: number, worth: number, nowMs = this.clock.now()): void {
    this.add({ act: 'give', facilityId, kind: 'followed', dueMs }, { atMs: binOf(dueMs), cars: worth, variance: worth * (1 - worth), givenMs: nowMs });
  }
  withdraw(facilityId: string, dueMs: number, worth: number, nowMs = this.clock.now()): void {
    this.add({ act: 'withdraw', facilityId, dueMs }, { ...withdrawal(dueMs, worth), givenMs: nowMs });
  }

  /** Where somebody who sets out would go if none were ever full. */
  wish(facilityId: string): void {
    if (this.acts.length < MOST_ACTS) this.note({ act: 'wish', facilityId });
  }

  private note(act: PromiseAct): void {
    this.acts.push(act);
    this.timer ??= setTimeout(() => this.send(), GATHER_MS);
  }

  private add(act: PromiseAct, given: Given): void {
    if (this.acts.length >= MOST_ACTS || this.count >= MOST_PENDING) return;
    this.note(act);
    const shelf = this.shelfOf(act.facilityId);
    shelf.list.push(given);
    this.put(shelf, given, 1);
  }

  private shelfOf(facilityId: string): Shelf {
    const before = this.shelves.get(facilityId);
    if (before !== undefined) return before;
    const shelf: Shelf = { loads: [], change: 0, bins: new Map(), list: [], head: 0 };
    this.shelves.set(facilityId, shelf);
    return shelf;
  }

  private put(shelf: Shelf, { atMs, cars, variance }: Load, sign: 1 | -1): void {
    let bin = shelf.bins.get(atMs);
    if (bin === undefined) {
      bin = { atMs, cars: 0, variance: 0 };
      shelf.bins.set(atMs, bin);
      shelf.loads.push(bin);
    }
    bin.cars += sign * cars;
    bin.variance = Math.max(0, bin.variance + sign * variance);
    shelf.change += 1;
    this.count += sign;
  }

  /** Always the same one of a facility. */
  pendingAt(facilityId: string): Pending {
    return this.shelfOf(facilityId);
  }

  /** Forgets of a facility what is in the engine's account of `accountMs`. */
  settle(pending: Pending, accountMs: number, nowMs: number): void {
    const shelf = pending as Shelf;
    const untilMs = Math.max(accountMs - SETTLE_MS, nowMs - FORGET_MS);
    for (let oldest = shelf.list[shelf.head]; oldest !== undefined && oldest.givenMs <= untilMs; oldest = shelf.list[shelf.head]) {
      this.put(shelf, oldest, -1);
      shelf.head += 1;
    }
    if (shelf.head === shelf.list.length) Object.assign(shelf, { loads: [], bins: new Map(), list: [], head: 0 });
  }

  private send(): void {
    this.timer = null;
    const { acts } = this;
    this.acts = [];
    // What does not arrive was said in vain: the page says it again in half a minute.
    this.commands.promise(acts).catch(() => undefined);
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
