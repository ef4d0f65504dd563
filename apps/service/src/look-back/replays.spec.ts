import { describe, expect, it, vi } from 'vitest';
import { ReplayRequest } from '@wegweiser/contracts';
import { DEFAULT_LIMITS } from '../city/limits.js';
import { aTown } from '../engine/testing/town.js';
import { daysLike, dayOf, instantOf } from './local-day.js';
import type { ReplayTask } from './replay-messages.js';
import { Replays } from './replays.js';
import type { RunningReplay } from './worker-replay.js';

const NOW = Date.parse('2026-11-23T12:00:30Z');

class Desk {
  readonly begun: ReplayTask[] = [];
  readonly stopped: number[] = [];
  elapsedMs = 0;
  readonly replays = new Replays({ city: aTown(), limits: DEFAULT_LIMITS, now: () => NOW, connection: 'nowhere', begin: (task) => this.begin(task) }, () => this.elapsedMs);

  private begin(task: ReplayTask): RunningReplay {
    const number = this.begun.push(task) - 1;
    return {
      news: { type: 'news', state: 'running', readyToMs: task.plan.fromMs, bytes: 0, counts: { readings: 0, acts: 0, actsLeftOut: 0, failures: 0 }, error: null },
      frames: () => Promise.resolve([]), comparison: () => Promise.resolve({ things: [], differences: [], leftOut: 0 }),
      stop: () => {
        this.stopped.push(number);
        return Promise.resolve();
      },
    };
  }
  start(by: string, request: object) {
    return this.replays.start(by, ReplayRequest.parse(request));
  }
}
const refusal = async (started: ReturnType<Desk['start']>) => {
  const s = await started;
  return s.ok ? null : `${s.reason}: ${s.message}`;
};

describe('replays', () => {
  it('one an operator, two at once; the rest waits', async () => {
    const desk = new Desk();
    const first = await desk.start('Eva', { day: '2026-11-20' });
    await desk.start('Eva', { day: '2026-11-19' });
    expect(desk.stopped).toEqual([0]);
    expect(first.ok && desk.replays.find(first.status.id)).toBeNull();
    expect((await desk.start('Jan', { day: '2026-11-20' })).ok).toBe(true);
    expect(await refusal(desk.start('Mia', { day: '2026-11-20' }))).toMatch(/^busy/);
    desk.elapsedMs = 16 * 60_000;
    expect((await desk.start('Mia', { day: '2026-11-20' })).ok).toBe(true);
    expect(desk.stopped).toEqual([0, 1, 2]);
  });

  it('ends by itself what nobody looks at, though nobody starts another', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const desk = new Desk();
      await desk.start('Eva', { day: '2026-11-20' });
      desk.elapsedMs = 15 * 60_000;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(desk.stopped).toEqual([]);
      desk.elapsedMs = 16 * 60_000;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(desk.stopped).toEqual([0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('only of what is past and kept; today up to a minute ago', async () => {
    const desk = new Desk();
    expect(await refusal(desk.start('Eva', { day: '2026-11-24' }))).toBe('invalid: only what is past can be replayed');
    expect(await refusal(desk.start('Eva', { day: '2026-11-20', from: '08:00', to: '07:00' }))).toBe('invalid: to: must be after from');
    expect(await refusal(desk.start('Eva', { day: '2026-07-01' }))).toMatch(/kept for 90 days/);
    expect(await refusal(desk.start('Eva', { day: '2026-11-20', changes: { limits: { link: { nothing: 1 } } } }))).toMatch(/nothing/);
    const today = await desk.start('Eva', { day: '2026-11-23' });
    expect(today.ok && [today.status.fromMs, today.status.toMs, today.status.changed]).toEqual([Date.parse('2026-11-22T23:00:00Z'), Date.parse('2026-11-23T11:59:00Z'), false]);
  });

  it('takes the changed city along and leaves the real one as it is', async () => {
    const desk = new Desk();
    const started = await desk.start('Eva', { day: '2026-11-20', changes: { signs: { tafel: { hysteresisVehicles: 9 } }, limits: { readback: { silentSeconds: 60 } }, acts: false } });
    expect(started.ok && started.status.changed).toBe(true);
    const [{ plan }] = desk.begun as [ReplayTask];
    expect([plan.city.signs[0]!.hysteresisVehicles, plan.limits.readback.silentSeconds, plan.acts, DEFAULT_LIMITS.readback.silentSeconds]).toEqual([9, 60, false, 300]);
  });

  it('knows none that it does not know', async () => {
    const { replays } = new Desk();
    expect([replays.find('x'), await replays.frames('x', 0, 1), await replays.comparison('x'), await replays.end('x')]).toEqual([null, null, null, false]);
  });
});

describe('days by the city\'s clock', () => {
  it('have 23, 24 or 25 hours', () => {
    const hours = (day: string) => (instantOf(day, '24:00', 'Europe/Berlin') - instantOf(day, '00:00', 'Europe/Berlin')) / 3_600_000;
    expect([hours('2026-03-29'), hours('2026-06-01'), hours('2026-10-25')]).toEqual([23, 24, 25]);
    expect(instantOf('2026-07-01', '08:30', 'Europe/Berlin')).toBe(Date.parse('2026-07-01T06:30:00Z'));
    expect(dayOf(Date.parse('2026-07-01T22:30:00Z'), 'Europe/Berlin')).toBe('2026-07-02');
  });
  it('are alike from Monday to Thursday', () => {
    expect(daysLike('2026-11-24', '2026-11-23', 1)).toEqual(['2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16']);
    expect(daysLike('2026-11-28', '2026-11-23', 2)).toEqual(['2026-11-21', '2026-11-14']);
  });
});
