import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Truth } from '../sign/condition.js';
import { viewSchedule } from './edges.js';
import { newPlanMemory, type ActionPlan, type PlanMemory } from './model.js';
import { dismissPlan, hasTrigger, startPlan, stepPlan, stopPlan, triggerOf, type PlanEvent } from './step.js';

const ZONE = 'Europe/Berlin';
const viewOf = (plan: ActionPlan, nowMs: number) => viewSchedule(plan.schedule, nowMs, ZONE);
/** Monday 23 November 2026, 08:00 in Ingolstadt. */
const T0 = Date.parse('2026-11-23T07:00:00Z');
const MINUTE = 60_000;
const aPlan = (over: Partial<ActionPlan> = {}): ActionPlan => ({
  planId: 'fest', priority: 50, start: 'automatic', schedule: [], condition: { kind: 'levelOfService', linkId: 'l1', in: ['jam'] }, holdSeconds: 300, maxSeconds: 7200,
  measures: [{ kind: 'close', facilityId: 'nord' }], ...over,
});

/** What happens while the trigger says this, minute by minute. */
function run(plan: ActionPlan, truths: readonly (Truth | null)[], from: PlanMemory = newPlanMemory(), startMs = T0): { events: (PlanEvent | null)[]; memory: PlanMemory } {
  let memory = from;
  const events = truths.map((truth, n) => {
    const step = stepPlan(plan, memory, truth, startMs + n * MINUTE, viewOf(plan, startMs + n * MINUTE));
    memory = step.memory;
    return step.event;
  });
  return { events, memory };
}
const times = (n: number, truth: Truth): Truth[] => Array.from({ length: n }, () => truth);

const asks = (plan: ActionPlan, inputs: Parameters<typeof triggerOf>[1], nowMs: number) => triggerOf(plan, inputs, nowMs, viewOf(plan, nowMs));
const step = (plan: ActionPlan, memory: PlanMemory, truth: Truth | null, nowMs: number) => stepPlan(plan, memory, truth, nowMs, viewOf(plan, nowMs));

describe('triggerOf', () => {
  const link = (level: 'jam' | 'free', measuredAtMs = T0) => ({ targets: {}, links: { l1: { linkId: 'l1', levelOfService: level, measuredAtMs } } });
  it('has none where people alone start a plan, or nothing is asked', () => {
    expect(asks(aPlan({ start: 'operator' }), link('jam'), T0)).toBeNull();
    expect(hasTrigger(aPlan({ condition: null }))).toBe(false);
    expect(hasTrigger(aPlan({ condition: null, schedule: [{}] }))).toBe(true);
  });
  it('holds while the condition does, and leaves open what is not known', () => {
    expect(asks(aPlan(), link('jam'), T0)).toBe('true');
    expect(asks(aPlan(), link('free'), T0)).toBe('false');
    expect(asks(aPlan(), link('jam', T0 - 3_600_000), T0)).toBe('unknown');
    expect(asks(aPlan(), { targets: {}, links: {} }, T0)).toBe('unknown');
  });
  it('is asked inside of its windows only', () => {
    const evening = [{ from: '18:00', to: '23:00' }];
    expect(asks(aPlan({ schedule: evening }), link('jam'), T0)).toBe('false');
    expect(asks(aPlan({ schedule: evening, condition: null }), link('jam'), T0 + 11 * 3_600_000)).toBe('true');
  });
});

describe('a plan with a condition', () => {
  it('starts when that held long enough, and stops when it was gone long enough', () => {
    const { events, memory } = run(aPlan(), [...times(6, 'true'), 'false', ...times(3, 'true'), ...times(6, 'false')]);
    expect(events.flatMap((e, n) => (e === null ? [] : [[n, e]]))).toEqual([[5, 'started'], [15, 'triggerGone']]);
    expect(memory).toMatchObject({ run: null, rests: false });
  });
  it('is neither started nor stopped by what is not known', () => {
    expect(run(aPlan(), times(20, 'unknown')).events.filter(Boolean)).toEqual([]);
    const { events, memory } = run(aPlan(), [...times(6, 'true'), ...times(30, 'unknown')]);
    expect(events.filter(Boolean)).toEqual(['started']);
    expect(memory.run).toMatchObject({ cause: 'condition', by: 'rule', startedAtMs: T0 + 5 * MINUTE, endsAtMs: T0 + 125 * MINUTE });
  });
  it('ends when a run may take no longer, and rests until the condition has gone once', () => {
    const plan = aPlan({ maxSeconds: 600 });
    const { events, memory } = run(plan, [...times(30, 'true'), ...times(6, 'false'), ...times(6, 'true')]);
    expect(events.flatMap((e, n) => (e === null ? [] : [[n, e]]))).toEqual([[5, 'started'], [15, 'ended'], [41, 'started']]);
    expect(memory.rests).toBe(false);
  });
  it('stopped by an operator does not start again by itself until the condition has gone once', () => {
    const plan = aPlan();
    const started = run(plan, times(6, 'true')).memory;
    const stopped = stopPlan(started);
    expect(stopped).toMatchObject({ ok: true, memory: { run: null, rests: true } });
    if (!stopped.ok) return;
    const on = run(plan, [...times(10, 'true'), ...times(6, 'false'), ...times(6, 'true')], stopped.memory, T0 + 6 * MINUTE);
    expect(on.events.flatMap((e, n) => (e === null ? [] : [[n, e]]))).toEqual([[21, 'started']]);
  });
  it('inside of a window ends with it at once, and no later than the longest run', () => {
    const plan = aPlan({ schedule: [{ from: '08:00', to: '08:20' }] });
    const started = run(plan, times(6, 'true')).memory;
    expect(started.run?.endsAtMs).toBe(T0 + 20 * MINUTE);
    const gone = step(plan, started, 'false', T0 + 20 * MINUTE - 1);
    expect(gone.event).toBeNull();
    expect(step({ ...plan, maxSeconds: 86_400 }, { ...started, run: { ...started.run!, endsAtMs: T0 + 60 * MINUTE } }, 'false', T0 + 20 * MINUTE).event).toBe('triggerGone');
    expect(run(aPlan({ schedule: [{ from: '08:00', to: '14:00' }] }), times(6, 'true')).memory.run?.endsAtMs).toBe(T0 + 125 * MINUTE);
  });
});

describe('a plan with a schedule', () => {
  const plan = aPlan({ condition: null, schedule: [{ weekdays: [1], from: '08:00', to: '10:00' }] });
  const truthAt = (nowMs: number) => asks(plan, { targets: {}, links: {} }, nowMs);
  it('starts and ends with its window, at once, whatever a run may take', () => {
    let memory = newPlanMemory();
    const events: [number, PlanEvent][] = [];
    for (let n = -5; n < 200; n += 1) {
      const now = T0 + n * MINUTE;
      const found = step({ ...plan, maxSeconds: 900 }, memory, truthAt(now), now);
      memory = found.memory;
      if (found.event !== null) events.push([n, found.event]);
    }
    expect(events).toEqual([[0, 'started'], [120, 'ended']]);
    expect(memory).toMatchObject({ run: null, rests: false });
  });
  it('that never ends runs as long as a run may take', () => {
    const always = { ...plan, schedule: [{}] };
    expect(step(always, newPlanMemory(), 'true', T0).memory.run).toMatchObject({ cause: 'schedule', endsAtMs: T0 + 7_200_000 });
  });
  it('that an operator started goes on when its window ends', () => {
    const started = startPlan(plan, newPlanMemory(), { by: 'Eva', reason: 'früher', untilMs: null }, T0 - MINUTE);
    if (!started.ok) throw new Error(started.code);
    expect(step(plan, started.memory, 'false', T0 + MINUTE).event).toBeNull();
    expect(step(plan, started.memory, 'true', T0 + MINUTE).event).toBeNull();
    expect(step(plan, started.memory, 'true', T0 + 119 * MINUTE)).toMatchObject({ event: 'ended', memory: { rests: true } });
  });
});

describe('a plan that is proposed', () => {
  const plan = aPlan({ start: 'propose', holdSeconds: 0 });
  it('asks once, and takes the question back when its trigger goes', () => {
    const { events, memory } = run(plan, ['true', 'true', 'false', 'false', 'true']);
    expect(events).toEqual(['proposed', null, 'withdrawn', null, 'proposed']);
    expect(memory.proposedAtMs).toBe(T0 + 4 * MINUTE);
  });
  it('turned down is not asked again until the trigger has gone once', () => {
    const dismissed = dismissPlan(run(plan, ['true']).memory);
    expect(dismissed.ok).toBe(true);
    if (dismissed.ok) expect(run(plan, ['true', 'true', 'false', 'true'], dismissed.memory).events).toEqual([null, null, null, 'proposed']);
    expect(dismissPlan(newPlanMemory())).toEqual({ ok: false, code: 'notProposed' });
  });
  it('is started by an operator', () => {
    const started = startPlan(plan, run(plan, ['true']).memory, { by: 'Eva', reason: 'ja', untilMs: T0 + MINUTE }, T0);
    expect(started).toMatchObject({ ok: true, memory: { proposedAtMs: null, run: { cause: 'operator', by: 'Eva', reason: 'ja', endsAtMs: T0 + MINUTE } } });
  });
});

describe('operators', () => {
  const plan = aPlan({ start: 'operator', condition: null });
  const start = (memory: PlanMemory, untilMs: number | null) => startPlan(plan, memory, { by: 'Eva', reason: 'Fest', untilMs }, T0);
  it('start a plan until when they say, at most as long as a run may take', () => {
    expect(start(newPlanMemory(), null)).toMatchObject({ ok: true, memory: { run: { endsAtMs: T0 + 7_200_000 } } });
    expect(start(newPlanMemory(), T0)).toEqual({ ok: false, code: 'past' });
    expect(start(newPlanMemory(), T0 + 7_200_001)).toEqual({ ok: false, code: 'tooLong' });
  });
  it('start what does not run, stop what does; it ends by itself', () => {
    const started = start(newPlanMemory(), null);
    if (!started.ok) throw new Error(started.code);
    expect(start(started.memory, null)).toEqual({ ok: false, code: 'running' });
    expect(step(plan, started.memory, null, T0 + 7_199_999).event).toBeNull();
    expect(step(plan, started.memory, null, T0 + 7_200_000)).toEqual({ event: 'ended', memory: newPlanMemory() });
    expect(stopPlan(started.memory)).toEqual({ ok: true, memory: newPlanMemory() });
    expect(stopPlan(newPlanMemory())).toEqual({ ok: false, code: 'notRunning' });
  });
});

it('whatever its trigger says: started before it stops, never longer than allowed, never by itself where people alone start it', () => {
  const truth = fc.constantFrom<Truth>('true', 'false', 'unknown');
  fc.assert(
    fc.property(fc.array(truth, { maxLength: 200 }), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom('automatic' as const, 'propose' as const), (truths, hold, longest, start) => {
      const plan = aPlan({ start, holdSeconds: hold * 60, maxSeconds: longest * 60 });
      const { events } = run(plan, truths);
      let since: number | null = null;
      events.forEach((event, n) => {
        if (event === 'started') since = n;
        if (event === 'ended' || event === 'triggerGone') {
          expect(since).not.toBeNull();
          since = null;
        }
        if (since !== null) expect(n - since).toBeLessThanOrEqual(longest);
      });
      if (start === 'propose') expect(events).not.toContain('started');
      else expect(events).not.toContain('proposed');
      // The same story gives the same outcome.
      expect(run(plan, truths).events).toEqual(events);
    }),
    { numRuns: 100 },
  );
});
