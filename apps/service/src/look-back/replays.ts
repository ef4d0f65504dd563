import { randomUUID } from 'node:crypto';
import type { City, ReplayComparison, ReplayFrames, ReplayRequest, ReplayStatus } from '@wegweiser/contracts';
import type { Limits } from '../city/limits.js';
import { applyChanges } from './changes.js';
import { dayOf, instantOf } from './local-day.js';
import type { ReplayTask } from './replay-messages.js';
import type { RunningReplay } from './worker-replay.js';

/** Each takes a core while it computes and memory until it is ended. */
const AT_ONCE = 2;
/** Nobody looked for so long: it is ended. */
const FORGET_AFTER_MS = 15 * 60_000;
const SWEEP_MS = 60_000;
/** Rules decide every second live and every so often in a replay: a day in a minute instead of in five. */
const TICK_MS = 5000;
/** What was received a moment ago may not be in the archive yet. */
const ARCHIVED_AFTER_MS = 60_000;
const DAY_MS = 86_400_000;

interface Session {
  id: string;
  by: string;
  day: string;
  fromMs: number;
  toMs: number;
  changed: boolean;
  replay: RunningReplay;
  usedAt: number;
}
export interface ReplaysOptions {
  city: City;
  limits: Limits;
  now: () => number;
  connection: string;
  begin: (task: ReplayTask) => RunningReplay;
}
export type Started = { ok: true; status: ReplayStatus } | { ok: false; reason: 'invalid' | 'busy'; message: string };

/** The replays of this process: one an operator, few at once, none for ever. */
export class Replays {
  private readonly sessions = new Map<string, Session>();
  private readonly sweep: NodeJS.Timeout;

  constructor(private readonly o: ReplaysOptions, private readonly elapsedMs: () => number = () => performance.now()) {
    this.sweep = setInterval(() => void this.endForgotten(), SWEEP_MS).unref();
  }

  async start(by: string, request: ReplayRequest): Promise<Started> {
    const { city, limits } = this.o;
    const span = this.span(request);
    if (typeof span === 'string') return { ok: false, reason: 'invalid', message: span };
    const changed = applyChanges(city, limits, request.changes);
    if (!changed.ok) return { ok: false, reason: 'invalid', message: changed.problems.join('; ').slice(0, 1500) };
    await this.endForgotten();
    for (const session of this.sessions.values()) if (session.by === by) await this.end(session.id);
    if (this.sessions.size >= AT_ONCE) return { ok: false, reason: 'busy', message: `${AT_ONCE} replays run already; one ends by itself ${FORGET_AFTER_MS / 60_000} minutes after nobody looks at it` };
    const id = randomUUID();
    const replay = this.o.begin({ plan: { city: changed.city, limits: changed.limits, tickMs: TICK_MS, ...span, acts: request.changes.acts }, connection: this.o.connection });
    this.sessions.set(id, { id, by, day: request.day, ...span, changed: changed.changed, replay, usedAt: this.elapsedMs() });
    return { ok: true, status: this.find(id)! };
  }

  private span({ day, from, to }: ReplayRequest): { fromMs: number; toMs: number } | string {
    const { timeZone } = this.o.city.city;
    const fromMs = instantOf(day, from, timeZone);
    const toMs = Math.min(instantOf(day, to, timeZone), Math.floor((this.o.now() - ARCHIVED_AFTER_MS) / 60_000) * 60_000);
    const { rawDays } = this.o.limits.retention;
    if (fromMs >= toMs) return day > dayOf(this.o.now(), timeZone) || fromMs >= this.o.now() - ARCHIVED_AFTER_MS ? 'only what is past can be replayed' : 'to: must be after from';
    if (rawDays !== null && fromMs < this.o.now() - rawDays * DAY_MS) return `readings are kept for ${rawDays} days`;
    return { fromMs, toMs };
  }

  find(id: string): ReplayStatus | null {
    const session = this.used(id);
    if (session === null) return null;
    const { news } = session.replay;
    return { id, state: news.state, day: session.day, fromMs: session.fromMs, toMs: session.toMs, readyToMs: news.readyToMs, changed: session.changed, ...news.counts, error: news.error };
  }

  async frames(id: string, atMs: number, count: number): Promise<ReplayFrames | null> {
    const session = this.used(id);
    if (session === null) return null;
    const frames = await session.replay.frames(atMs, count);
    const { readyToMs, state } = session.replay.news;
    return { frames, readyToMs, state };
  }

  async comparison(id: string): Promise<ReplayComparison | null> {
    const session = this.used(id);
    if (session === null) return null;
    const compared = await session.replay.comparison();
    const { readyToMs, state } = session.replay.news;
    return { state, readyToMs, ...compared };
  }

  async end(id: string): Promise<boolean> {
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    await session?.replay.stop();
    return session !== undefined;
  }

  async endForgotten(): Promise<void> {
    for (const s of this.sessions.values()) if (this.elapsedMs() - s.usedAt > FORGET_AFTER_MS) await this.end(s.id);
  }
  /** For good: the process ends. */
  async endAll(): Promise<void> {
    clearInterval(this.sweep);
    for (const id of this.sessions.keys()) await this.end(id);
  }

  private used(id: string): Session | null {
    const session = this.sessions.get(id);
    if (session !== undefined) session.usedAt = this.elapsedMs();
    return session ?? null;
  }
}
