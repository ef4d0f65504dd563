import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JunctionModel, SignalColour } from '../model/junction.js';
import { anyJunction } from '../testing/arbitraries.js';
import { aGroup, aJunction, aPlan } from '../testing/builders.js';
import { faultsIn } from '../testing/lamps.js';
import { createGuardState, guardColours, type GuardState } from './guard-state.js';
import { maxRedsHold } from './max-red.js';
import { guardStageSwitch } from './stage-guard.js';

const T0 = 1_000_000;
const at = (s: number): number => T0 + s * 1000;
const start = (model = aJunction()): GuardState => createGuardState(model, 'S1', T0);

describe('stage guard', () => {
  it('holds without a wish and when the stage is on already', () => {
    expect(guardStageSwitch(aJunction(), start(), null, at(1))).toEqual({ state: start(), action: 'hold', forced: false, rejection: null });
    expect(guardStageSwitch(aJunction(), start(), 'S1', at(1)).action).toBe('hold');
  });
  it('refuses to cut a minimum green and says when it is over', () => {
    const { action, rejection } = guardStageSwitch(aJunction(), start(), 'S2', at(4));
    expect(action).toBe('hold');
    // F2 needs 6 s, K1 5 s.
    expect(rejection).toEqual({ code: 'minGreen', group: 'F2', earliestMs: at(6) });
  });
  it('switches over the longest intergreen time and shows amber and red-amber', () => {
    const model = aJunction();
    const { state, action, forced } = guardStageSwitch(model, start(), 'S2', at(10));
    expect([action, forced, state.stageId]).toEqual(['switch', false, 'S2']);
    expect(state.groups).toEqual({
      K1: { green: false, sinceMs: at(10), endedMs: at(10) }, F2: { green: false, sinceMs: at(10), endedMs: at(10) },
      K2: { green: true, sinceMs: at(19), endedMs: null }, F1: { green: true, sinceMs: at(19), endedMs: null },
    });
    const k = (s: number): (SignalColour | undefined)[] => ['K1', 'K2', 'F1'].map((id) => guardColours(model, state, at(s))[id]);
    expect([k(10), k(12), k(13), k(17), k(18), k(19)]).toEqual([[2, 1, 1], [2, 1, 1], [1, 1, 1], [1, 1, 1], [1, 4, 1], [1, 3, 3]]);
  });
  it('names unknown stages, unknown groups, conflicts and missing intergreen times', () => {
    const refuse = (model: JunctionModel, stage: string) => guardStageSwitch(model, start(model), stage, at(20)).rejection;
    expect(refuse(aJunction(), 'S9')).toEqual({ code: 'unknownStage', stageId: 'S9' });
    const stages = [{ id: 'S1', groups: ['K1', 'F2'] }, { id: 'S2', groups: ['K2', 'F1'] }, { id: 'S3', groups: ['K9'] }, { id: 'S4', groups: ['K2', 'K1'] }];
    expect(refuse(aJunction({ stages }), 'S3')).toEqual({ code: 'unknownStage', stageId: 'S3' });
    expect(refuse(aJunction({ stages }), 'S4')).toEqual({ code: 'conflict', a: 'K1', b: 'K2' });
    expect(refuse(aJunction({ intergreensS: { K2: { K1: 5 } } }), 'S2')).toEqual({ code: 'intergreenMissing', stageId: 'S2' });
  });
  it('starts from any stage name, unknown ones as all red', () => {
    expect(Object.values(createGuardState(aJunction(), 'S9', T0).groups).every((g) => !g.green)).toBe(true);
  });
  it('keeps amber and a second of red before the same group again', () => {
    const model = aJunction({ arms: [], signalGroups: [aGroup('K1'), aGroup('K2')], intergreensS: {}, stages: [{ id: 'S1', groups: ['K1'] }, { id: 'S2', groups: [] }], plans: [] });
    const off = guardStageSwitch(model, start(model), 'S2', at(10)).state;
    const on = guardStageSwitch(model, off, 'S1', at(11)).state;
    expect(on.groups['K1']).toEqual({ green: true, sinceMs: at(15), endedMs: at(10) });
    expect([11, 12, 13, 14, 15].map((s) => guardColours(model, on, at(s))['K1'])).toEqual([2, 2, 1, 4, 3]);
  });

  // Round trip with least greens: S2 begins 9 s after S1 ends, lasts 5 s, S1 begins 8 s later: K1 is red for 22 s at least.
  const limited = (maxRedS: number): JunctionModel =>
    aJunction({ signalGroups: [aGroup('K1', { maxRedS }), aGroup('K2', { maxRedS }), aGroup('F1', { kind: 'pedestrian' }), aGroup('F2', { kind: 'pedestrian' })] });
  it('takes over when holding would break a maximum red', () => {
    const model = limited(40);
    let state = start(model);
    let forcedAt: number | null = null;
    for (let s = 1; s <= 40 && forcedAt === null; s++) {
      const decision = guardStageSwitch(model, state, null, at(s));
      state = decision.state;
      if (decision.action === 'switch') forcedAt = s;
    }
    // K2 has been red since 0 and starts 9 s after the switch.
    expect(forcedAt).toBe(31);
    expect(state.groups['K2']?.sinceMs).toBe(at(40));
  });
  it('refuses a switch after which a maximum red could not be kept', () => {
    const all = { K1: 5, K2: 5, K3: 5 };
    const model = aJunction({
      signalGroups: [aGroup('K1'), aGroup('K2', { maxRedS: 30 }), aGroup('K3')],
      intergreensS: { K1: all, K2: all, K3: all },
      stages: [{ id: 'S1', groups: ['K1'] }, { id: 'S2', groups: ['K2'] }, { id: 'S3', groups: ['K3'] }],
      plans: [aPlan({ stages: [{ stageId: 'S1', greenS: 10 }, { stageId: 'S2', greenS: 10 }, { stageId: 'S3', greenS: 10 }] })],
    });
    // Over S3, K2 begins 5 + 5 + 5 s later: from second 16 on that is too late, while holding S1 is not.
    expect(guardStageSwitch(model, start(model), 'S3', at(15)).action).toBe('switch');
    expect(guardStageSwitch(model, start(model), 'S3', at(16))).toEqual({ state: start(model), action: 'hold', forced: false, rejection: { code: 'maxRed' } });
    expect(guardStageSwitch(model, start(model), 'S3', at(25))).toMatchObject({ action: 'switch', forced: true, rejection: { code: 'maxRed' }, state: { stageId: 'S2' } });
  });
  it('serves the most urgent group first, whatever the order of the plan', () => {
    const all = { K1: 5, K2: 5, K3: 5 };
    const model = aJunction({
      signalGroups: [aGroup('K1'), aGroup('K2'), aGroup('K3', { maxRedS: 30 })],
      intergreensS: { K1: all, K2: all, K3: all },
      stages: [{ id: 'S1', groups: ['K1'] }, { id: 'S2', groups: ['K2'] }, { id: 'S3', groups: ['K3'] }],
      plans: [aPlan({ stages: [{ stageId: 'S1', greenS: 10 }, { stageId: 'ghost', greenS: 10 }, { stageId: 'S2', greenS: 10 }, { stageId: 'S3', greenS: 10 }] })],
    });
    expect(guardStageSwitch(model, start(model), null, at(24)).action).toBe('hold');
    expect(guardStageSwitch(model, start(model), null, at(25))).toMatchObject({ action: 'switch', forced: true, state: { stageId: 'S3' } });
  });
  it('holds where there is no other stage', () => {
    const model = aJunction({ signalGroups: [aGroup('K1'), aGroup('K2', { maxRedS: 10 })], stages: [{ id: 'S1', groups: ['K1'] }], plans: [] });
    expect(guardStageSwitch(model, createGuardState(model, 'S1', T0), null, at(20)).action).toBe('hold');
    expect(maxRedsHold(model, createGuardState(model, 'S9', T0), at(20))).toBe(true);
  });
  it('keeps going in order when the maximum reds cannot be kept at all', () => {
    const model = limited(10);
    expect(maxRedsHold(model, start(model), T0)).toBe(false);
    expect(guardStageSwitch(model, start(model), null, at(3))).toMatchObject({ action: 'hold', forced: true });
    expect(guardStageSwitch(model, start(model), null, at(6))).toMatchObject({ action: 'switch', forced: true, state: { stageId: 'S2' } });
  });
  it('holds when there is no stage that could be served', () => {
    const model = { ...limited(10), intergreensS: { K2: { K1: 5 } } };
    expect(guardStageSwitch(model, start(model), 'S2', at(20))).toMatchObject({ action: 'hold', forced: true, rejection: { code: 'intergreenMissing' } });
  });
  it('serves the stages in their own order when there is no plan', () => {
    const model = { ...limited(40), plans: [] };
    expect(maxRedsHold(model, start(model), at(31))).toBe(true);
    expect(maxRedsHold(model, start(model), at(32))).toBe(false);
  });
  it('is plain data', () => {
    const { state } = guardStageSwitch(aJunction(), start(), 'S2', at(10));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  const drive = (model: JunctionModel, wishes: readonly (string | null)[]): Record<string, SignalColour>[] => {
    let state = createGuardState(model, model.stages[0]?.id ?? '', T0);
    return wishes.map((wish, s) => {
      ({ state } = guardStageSwitch(model, state, wish, at(s)));
      return guardColours(model, state, at(s));
    });
  };
  const hostile = (maxRedS?: number) =>
    anyJunction(maxRedS).chain((model) => {
      const wish = fc.constantFrom(...model.stages.map((s) => s.id), 'ghost', null);
      return fc.record({ model: fc.constant(model), wishes: fc.oneof(fc.array(wish, { minLength: 150, maxLength: 150 }), wish.map((w) => Array.from({ length: 150 }, () => w))) });
    });
  it('keeps intergreens, minimum greens and conflicts against a hostile optimiser', () => {
    let switches = 0;
    fc.assert(
      fc.property(hostile(), ({ model, wishes }) => {
        const lamps = drive(model, wishes);
        switches += lamps.filter((l, t) => t > 0 && Object.keys(l).some((id) => l[id] === 3 && lamps[t - 1]?.[id] !== 3)).length;
        expect(faultsIn(model, lamps)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(switches).toBeGreaterThan(150);
  });
  it('keeps maximum reds as well, wherever they can be kept from the start', () => {
    let held = 0;
    fc.assert(
      fc.property(hostile(70), ({ model, wishes }) => {
        const state = createGuardState(model, model.stages[0]?.id ?? '', T0);
        if (!maxRedsHold(model, state, T0)) return;
        held++;
        expect(faultsIn(model, drive(model, wishes))).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(held).toBeGreaterThan(5);
  });
});
