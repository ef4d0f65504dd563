import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalTime } from '../local-time.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import { commandController, createController, phaseOf, tick } from './controller.js';
import type { Controller } from './model.js';
import { plannedCycleS, refusal } from './program.js';
import { requestStage } from './stage-requests.js';

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

describe('a controller that is asked for stages', () => {
  const ask = (stageId: string, expiresS: number, extra: object = {}) =>
    JSON.stringify({ requestId: `st-${stageId}`, junctionId: 'kreuz', stageId, issuedAtMs: TUESDAY_7, expiresAtMs: TUESDAY_7 + expiresS * 1000, reason: { de: 'x', en: 'x' }, ...extra });
  const at = (s: number): number => TUESDAY_7 + s * 1000;

  it('keeps every intergreen time and minimum green, whatever is asked for and whenever it ends', () => {
    const asks = fc.array(fc.record({ afterS: fc.integer({ min: 1, max: 40 }), stageId: fc.constantFrom('ns', 'ew', ''), forS: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(asks, (list) => {
        const c = create();
        const watch = createWatch();
        let s0 = 0;
        for (const k of list) {
          run(c, s0, k.afterS, watch.see);
          s0 += k.afterS;
          requestStage(c, k.stageId === '' ? '' : ask(k.stageId, s0 + k.forS), at(s0), false);
        }
        run(c, s0, 300, watch.see);
        expect(watch.wrong).toEqual([]);
        // Back on its plan, and in step with the others again.
        expect(c).toMatchObject({ follows: null, mode: 'local', plan: { id: 'p1' } });
      }),
      { numRuns: 60 },
    );
  });

  it('shows what is asked for as soon as its greens allow, for as long as it is asked', () => {
    const c = create();
    requestStage(c, ask('ew', 400), at(0), false);
    run(c, 0, 40, () => undefined);
    expect([c.stage.id, c.phase, c.follows, c.mode]).toEqual(['ew', 'green', 'st-ew', 'central']);
    run(c, 40, 300, () => undefined);
    expect([c.stage.id, c.greenS > 250]).toEqual(['ew', true]);
    run(c, 340, 200, () => undefined);
    expect(c.follows).toBeNull();
  });

  it('goes on with its plan where it stands, or after the last stage of it', () => {
    const one = { ...junction, plans: junction.plans.map((p) => ({ ...p, stages: p.stages.filter((s) => s.stageId === 'ns') })) };
    const c = createController(one, local(TUESDAY_7), TUESDAY_7);
    requestStage(c, ask('ew', 60), at(0), false);
    run(c, 0, 59, () => undefined);
    expect(c.stage.id).toBe('ew');
    run(c, 59, 60, () => undefined);
    expect([c.stage.id, c.follows]).toEqual(['ns', null]);
  });

  it('is in nobody else\'s hand while somebody stands at it', () => {
    const c = create();
    c.mode = 'manual';
    requestStage(c, ask('ew', 400), at(0), false);
    run(c, 0, 5, () => undefined);
    expect(c.follows).toBeNull();
    c.mode = 'off';
    c.follows = 'st-ew';
    run(c, 5, 1, () => undefined);
    expect(c.follows).toBeNull();
  });

  it.each([
    ['rubbish', '{', false, /not readable/],
    ['another junction', ask('ew', 60, { junctionId: 'other' }), false, /another junction/],
    ['one that has expired', ask('ew', 0), false, /expired/],
    ['an unknown stage', ask('zz', 60), false, /unknown stage/],
    ['any when it takes none', ask('ew', 60), true, /takes no requests/],
  ])('refuses %s and says so', (_, payload, refuseAll, why) => {
    const c = create();
    requestStage(c, payload, at(0), refuseAll);
    expect([c.request, c.refused]).toEqual([null, expect.stringMatching(why)]);
  });
});
