import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalTime } from '../local-time.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import { commandController, createController, phaseOf, tick, type Controller } from './controller.js';
import { plannedCycleS, refusal } from './program.js';

const junction = aCity().junctions[0]!;
const local = createLocalTime('Europe/Berlin', 'DE-BY');
const create = (): Controller => createController(junction, local(TUESDAY_7), TUESDAY_7);
const command = (greenA: number, greenB: number, extra: object = {}) =>
  JSON.stringify({
    recommendationId: 'rec-1', junctionId: 'kreuz', issuedAtMs: TUESDAY_7, expiresAtMs: TUESDAY_7 + 600_000, reason: { de: 'x', en: 'x' },
    plan: { id: 'rec', cycleS: greenA + greenB + 14, offsetS: 0, stages: [{ stageId: 'ns', greenS: greenA }, { stageId: 'ew', greenS: greenB }] }, ...extra,
  });

/** Runs `n` seconds and hands the lamps of each one over. */
function run(c: Controller, fromS: number, n: number, each: (s: number, colours: Record<string, number>) => void): void {
  for (let s = fromS + 1; s <= fromS + n; s++) {
    tick(c, TUESDAY_7 + s * 1000, local(TUESDAY_7 + s * 1000));
    each(s, Object.fromEntries([...c.lights].map(([id, l]) => [id, l.colour])));
  }
}

/** Watches the lamps and nothing else: when did which green end and begin? */
function createWatch() {
  const endedAt = new Map<string, number>();
  const beganAt = new Map<string, number>();
  const wrong: string[] = [];
  let before: Record<string, number> = {};
  let greens = 0;
  const ends = (id: string, s: number): void => {
    endedAt.set(id, s);
    const minGreenS = junction.signalGroups.find((g) => g.id === id)!.minGreenS;
    if (s - (beganAt.get(id) ?? Number.NEGATIVE_INFINITY) < minGreenS) wrong.push(`green of ${id} at ${s}`);
  };
  const begins = (id: string, s: number): void => {
    beganAt.set(id, s);
    for (const [e, row] of Object.entries(junction.intergreensS)) {
      if (s - (endedAt.get(e) ?? Number.NEGATIVE_INFINITY) < (row[id] ?? 0)) wrong.push(`intergreen ${e} to ${id} at ${s}`);
    }
  };
  const see = (s: number, now: Record<string, number>): void => {
    for (const id of Object.keys(now)) {
      if (before[id] === 3 && now[id] !== 3) ends(id, s);
      if (before[id] !== 3 && now[id] === 3 && s > 1) begins(id, s);
    }
    if (now['a'] === 3 && now['b'] === 3) wrong.push(`conflict at ${s}`);
    greens += now['b'] === 3 ? 1 : 0;
    before = now;
  };
  return { see, wrong, greens: () => greens };
}

describe('signal controller', () => {
  it('keeps every intergreen time and minimum green, over changes of plan and commands at any moment', () => {
    const commands = fc.array(fc.record({ atS: fc.integer({ min: 1, max: 200 }), a: fc.integer({ min: 1, max: 60 }), b: fc.integer({ min: 1, max: 60 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(commands, (list) => {
        const c = create();
        const watch = createWatch();
        let s0 = 0;
        for (const k of [...list, { atS: 200, a: 1, b: 1 }]) {
          run(c, s0, k.atS, watch.see);
          s0 += k.atS;
          commandController(c, command(k.a, k.b, { expiresAtMs: TUESDAY_7 + s0 * 1000 + 100_000 }), TUESDAY_7 + s0 * 1000, false);
        }
        expect(watch.wrong).toEqual([]);
        expect(watch.greens()).toBeGreaterThan(20);
      }),
      { numRuns: 60 },
    );
  });

  it('shows amber after green and red-amber before it', () => {
    const c = create();
    const seen: string[] = [];
    let last = '';
    run(c, 0, 160, (_, now) => {
      const text = String(now['b']);
      if (text !== last) seen.push(text);
      last = text;
    });
    expect(seen.join('')).toMatch(/1433?21432/);
  });

  it('runs in step with the offset', () => {
    const c = create();
    const starts: number[] = [];
    run(c, 0, 1200, (s) => {
      if (c.phase === 'green' && c.stageIndex === 0 && c.cycleSecond === 0) starts.push(phaseOf(c.plan, TUESDAY_7 + s * 1000));
    });
    expect(starts.slice(-3)).toEqual([0, 0, 0]);
  });

  it('takes a command at the end of its cycle, reports it, and goes back when it expires', () => {
    const c = create();
    run(c, 0, 10, () => undefined);
    commandController(c, command(40, 40), TUESDAY_7 + 10_000, false);
    expect(c.commandId).toBeNull();
    run(c, 10, 80, () => undefined);
    expect(c).toMatchObject({ commandId: 'rec-1', mode: 'central', plan: { id: 'rec' } });
    run(c, 90, 800, () => undefined);
    expect(c).toMatchObject({ commandId: null, mode: 'local', plan: { id: 'p1' } });
  });

  it('is freed by an empty message', () => {
    const c = create();
    commandController(c, command(40, 40), TUESDAY_7, false);
    run(c, 0, 100, () => undefined);
    expect(c.commandId).toBe('rec-1');
    commandController(c, '', TUESDAY_7 + 100_000, false);
    run(c, 100, 120, () => undefined);
    expect(c.commandId).toBeNull();
  });

  it.each([
    ['too short a green', command(5, 40), /green 5 s below 10 s/],
    ['a sum that is not the cycle', command(30, 30, { plan: { id: 'x', cycleS: 90, offsetS: 0, stages: [{ stageId: 'ns', greenS: 30 }, { stageId: 'ew', greenS: 30 }] } }), /make 74 s, cycle is 90 s/],
    ['an unknown stage', command(30, 30, { plan: { id: 'x', cycleS: 74, offsetS: 0, stages: [{ stageId: 'zz', greenS: 60 }] } }), /unknown stage/],
    ['too long a cycle', command(90, 90), /cycle 194 s outside/],
    ['a cycle that has expired', command(40, 40, { expiresAtMs: TUESDAY_7 }), /expired/],
    ['another junction', command(40, 40, { junctionId: 'other' }), /another junction/],
    ['rubbish', '{"recommendationId":', /not readable/],
  ])('refuses %s and says so', (_, payload, why) => {
    const c = create();
    commandController(c, payload, TUESDAY_7, false);
    expect(c.refused).toMatch(why);
    run(c, 0, 200, () => undefined);
    expect(c.commandId).toBeNull();
  });

  it('finds the city plans in order', () => {
    for (const plan of junction.plans) {
      expect(refusal(junction, plan)).toBeNull();
      expect(plannedCycleS(junction, plan)).toBe(plan.cycleS);
    }
  });
});
