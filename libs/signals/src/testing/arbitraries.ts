import fc from 'fast-check';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { plannedCycleS } from '../timing/interstage.js';
import { aGroup, aLane } from './builders.js';

interface Seed {
  readonly kinds: readonly ('vehicle' | 'pedestrian' | 'bicycle' | 'publicTransport')[];
  readonly minGreens: readonly number[];
  readonly membership: readonly (readonly boolean[])[];
  readonly intergreens: readonly number[];
}

/** Groups that never share a stage are in conflict; every group is in a stage, every stage has a group. */
function modelOf({ kinds, minGreens, membership, intergreens }: Seed, maxRedS: number | undefined): JunctionModel {
  const ids = kinds.map((_, g) => `G${g}`);
  const stages = membership
    .map((row, s) => ({ id: `S${s}`, groups: ids.filter((_, g) => row[g] || (s === g % membership.length && !membership.some((r) => r[g]))) }))
    .filter((stage) => stage.groups.length > 0);
  const share = (a: string, b: string): boolean => stages.some((s) => s.groups.includes(a) && s.groups.includes(b));
  const intergreensS = Object.fromEntries(
    ids.map((a, i) => [a, Object.fromEntries(ids.flatMap((b, j) => (i === j || share(a, b) ? [] : [[b, intergreens[(i * ids.length + j) % intergreens.length] as number]])))]),
  );
  return {
    id: 'R1', name: 'random', intergreensS, stages, plans: [],
    arms: [{ id: 'n', street: 'n', bearingDeg: 0, lanes: ids.filter((_, g) => kinds[g] === 'vehicle').map((id) => aLane(`lane-${id}`, id)) }],
    signalGroups: ids.map((id, g) => aGroup(id, { kind: kinds[g] as Seed['kinds'][number], minGreenS: minGreens[g] as number, maxRedS })),
    limits: { minCycleS: 1, maxCycleS: 600 },
  };
}

/** Any junction with two to six groups and two to four stages; its one plan has greens that meet every minimum. */
export const anyJunction = (maxRedS?: number): fc.Arbitrary<JunctionModel> =>
  fc
    .integer({ min: 2, max: 6 })
    .chain((n) =>
      fc.record({
        kinds: fc.array(fc.constantFrom('vehicle' as const, 'vehicle' as const, 'pedestrian' as const, 'bicycle' as const, 'publicTransport' as const), { minLength: n, maxLength: n }),
        minGreens: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: n, maxLength: n }),
        membership: fc.array(fc.array(fc.boolean(), { minLength: n, maxLength: n }), { minLength: 2, maxLength: 4 }),
        intergreens: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 5, maxLength: 9 }),
      }),
    )
    .map((seed) => {
      const model = modelOf(seed, maxRedS);
      const stages = model.stages.map(({ id }) => ({ stageId: id, greenS: 20 }));
      const plan: SignalPlan = { id: 'P1', cycleS: plannedCycleS(model, { stages }), offsetS: 0, stages };
      return { ...model, plans: [plan] };
    });

/** Plans that an optimiser gone mad might hand over: any stage order, any greens, often the wrong sum, sometimes nonsense. */
export const anyPlan = (model: JunctionModel): fc.Arbitrary<SignalPlan> =>
  fc
    .record({
      stages: fc.array(fc.record({ stageId: fc.constantFrom(...model.stages.map((s) => s.id), 'ghost'), greenS: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) }, fc.constantFrom(-5, 0.5, Number.NaN)) }), { maxLength: 6 }),
      honest: fc.boolean(),
      cycleS: fc.integer({ min: -10, max: 200 }),
      offsetS: fc.integer({ min: 0, max: 30 }),
    })
    .map(({ stages, honest, cycleS, offsetS }) => {
      const known = stages.filter((s) => s.stageId !== 'ghost' && Number.isSafeInteger(s.greenS) && s.greenS >= 0);
      return honest ? { id: 'X', cycleS: plannedCycleS(model, { stages: known }), offsetS: 0, stages: known } : { id: 'X', cycleS, offsetS, stages };
    });
