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

interface Pending {
  load: Load;
  atMs: number;
}

/** Promises on their way to the engine: gathered into records, and counted here until the engine's account has them. */
@Injectable()
export class PromiseBook implements OnModuleDestroy {
  private acts: PromiseAct[] = [];
  private pending = new Map<string, Pending[]>();
  private count = 0;
  private timer: NodeJS.Timeout | null = null;
  /** Counts up with every change of a facility's pending promises. */
  private readonly changes = new Map<string, number>();

  constructor(@Inject(COMMANDS) private readonly commands: CommandPort, @Inject(CLOCK) private readonly clock: Clock) {}

  /** `worth`: what such a promise counts, 0 to 1. A flood is not counted: the ranking goes on without. */
  give(facilityId: string, dueMs: number, worth: number): void {
    this.add({ act: 'give', facilityId, kind: 'followed', dueMs }, { atMs: dueMs, cars: worth, variance: worth * (1 - worth) });
  }
  withdraw(facilityId: string, dueMs: number, worth: number): void {
    this.add({ act: 'withdraw', facilityId, dueMs }, { atMs: dueMs, cars: -worth, variance: 0 });
  }

  private add(act: PromiseAct, load: Load): void {
    if (this.acts.length >= MOST_ACTS || this.count >= MOST_PENDING) return;
    this.acts.push(act);
    const list = this.pending.get(act.facilityId) ?? [];
    list.push({ load, atMs: this.clock.now() });
    this.pending.set(act.facilityId, list);
    this.count += 1;
    this.changed(act.facilityId);
    this.timer ??= setTimeout(() => this.send(), GATHER_MS);
  }

  private changed(facilityId: string): void {
    this.changes.set(facilityId, (this.changes.get(facilityId) ?? 0) + 1);
  }

  /** What was given here and is not in the engine's account of `accountMs`; and a number that changes when this does. */
  pendingFor(facilityId: string, accountMs: number): { loads: Load[]; change: number } {
    const list = this.pending.get(facilityId);
    if (list === undefined) return { loads: [], change: 0 };
    const left = list.filter((p) => p.atMs + SETTLE_MS > accountMs && p.atMs + 60_000 > this.clock.now());
    if (left.length !== list.length) {
      this.count -= list.length - left.length;
      this.pending.set(facilityId, left);
      this.changed(facilityId);
    }
    return { loads: left.map((p) => p.load), change: this.changes.get(facilityId)! };
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
