import { Worker } from 'node:worker_threads';
import type { LookBackReader } from '@wegweiser/archive';
import type { City, WhatIfAnswer, WhatIfRequest } from '@wegweiser/contracts';
import type { Limits } from '../city/limits.js';
import { daysLike, dayOf, instantOf } from './local-day.js';
import type { whatIf } from './what-if.js';
import type { WhatIfTask } from './what-if-task.js';

const WEEKS = 6;
/** A young archive: whatever days it has, today included. */
const ANY_DAYS = 14;
const GIVE_UP_MS = 60_000;
const MEMORY_MB = 512;
const DAY_MS = 86_400_000;

export type WhatIfOutcome = { ok: true; answer: WhatIfAnswer } | { ok: false; reason: 'invalid' | 'empty'; message: string };
type Computed = ReturnType<typeof whatIf>;

/** Fetches what is usual and has the rest worked out in a thread, so that live values never wait for it. */
export class WhatIfDesk {
  constructor(private readonly city: City, private readonly limits: Limits, private readonly now: () => number, private readonly compute: (task: WhatIfTask) => Promise<Computed> = inThread) {}

  async answer(request: WhatIfRequest, reader: Pick<LookBackReader, 'typicalFacilities' | 'typicalLinks'>): Promise<WhatIfOutcome> {
    const unknown = this.unknownIn(request);
    if (unknown.length > 0) return { ok: false, reason: 'invalid', message: unknown.join('; ').slice(0, 1500) };
    const begun = performance.now();
    const { timeZone } = this.city.city;
    const today = dayOf(this.now(), timeZone);
    const like = daysLike(request.day, today, WEEKS);
    const any = Array.from({ length: ANY_DAYS }, (_, n) => new Date(Date.parse(`${today}T00:00:00Z`) - n * DAY_MS).toISOString().slice(0, 10));
    for (const [days, alike] of [[like, true], [any, false]] as const) {
      const spans = { fromMs: days.map((d) => instantOf(d, '00:00', timeZone)), toMs: days.map((d) => instantOf(d, '24:00', timeZone)) };
      const facilities = await reader.typicalFacilities(spans, timeZone);
      if (facilities.length === 0) continue;
      const links = await reader.typicalLinks(spans, timeZone);
      const count = Math.max(...facilities.map((q) => q.days));
      const computed = await this.compute({ city: this.city, limits: this.limits, request, fromMs: instantOf(request.day, '00:00', timeZone), facilities, links, days: count, alike });
      return { ok: true, answer: { ...computed, tookMs: Math.round(performance.now() - begun) } };
    }
    return { ok: false, reason: 'empty', message: 'the archive holds no occupancies yet: a typical day needs some hours at least' };
  }

  private unknownIn({ demand, closedFacilities, closedLinks }: WhatIfRequest): string[] {
    const facilities = new Set(this.city.facilities.map((f) => f.id));
    const links = new Set(this.city.links.map((l) => l.id));
    const wanted = [...demand.flatMap((d) => d.facilities), ...closedFacilities.map((c) => c.id)];
    return [...wanted.filter((id) => !facilities.has(id)).map((id) => `the city has no facility ${id}`), ...closedLinks.filter((c) => !links.has(c.id)).map((c) => `the city has no link ${c.id}`)];
  }
}

function inThread(task: WhatIfTask): Promise<Computed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./what-if-thread.js', import.meta.url), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB }, env: {} });
    const timer = setTimeout(() => {
      reject(new Error('it took too long'));
      void worker.terminate();
    }, GIVE_UP_MS);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('it ended without an answer'));
    });
  });
}
