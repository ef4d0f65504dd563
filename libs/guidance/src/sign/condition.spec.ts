import { describe, expect, it } from 'vitest';
import { aTarget, NOW, someInputs, someLimits } from '../testing/builders.js';
import { evaluate, evidenceUntil, refsOf } from './condition.js';
import type { TargetInput } from './inputs.js';
import type { Condition, LevelOfService } from './model.js';

const about = { targetId: 'theater', audience: 'shortStay' } as const;
const status = (...wanted: ('full' | 'closed' | 'unknown' | 'unavailable' | 'spacesAvailable')[]): Condition => ({ kind: 'status', ...about, in: wanted });
const vacant = (limits: { below?: number; atLeast?: number }): Condition => ({ kind: 'vacant', ...about, ...limits });
const link = (levelOfService: LevelOfService, measuredAtMs: number | null = NOW): ReturnType<typeof someInputs> =>
  someInputs([], {}, [{ linkId: 'l1', levelOfService, measuredAtMs }]);
const jam: Condition = { kind: 'levelOfService', linkId: 'l1', in: ['jam', 'slow'] };

const context = (inputs: ReturnType<typeof someInputs>, widen = 0): Parameters<typeof evaluate>[1] => ({ inputs, limits: someLimits(), nowMs: NOW, widen, ahead: {} });
const truth = (condition: Condition, target: Partial<TargetInput> = {}, widen = 0): string => evaluate(condition, context(someInputs([aTarget(target)]), widen));

describe('evaluate', () => {
  it.each<[string, Condition, Partial<TargetInput>, string]>([
    ['always', { kind: 'always' }, {}, 'true'],
    ['status met', status('full'), { status: 'full', vacant: 0 }, 'true'],
    ['status not met', status('full'), {}, 'false'],
    ['closed needs no counts', status('closed'), { status: 'closed', vacant: null, measuredAtMs: null }, 'true'],
    ['stale counts', status('full'), { status: 'full', measuredAtMs: NOW - 300_000 }, 'unknown'],
    ['asking for unknown', status('unknown'), { measuredAtMs: NOW - 300_000 }, 'true'],
    ['asking for unavailable', status('unavailable'), { status: 'unavailable' }, 'true'],
    ['unavailable', status('full'), { status: 'unavailable' }, 'unknown'],
    ['contradiction', status('spacesAvailable'), { contradictory: true }, 'unknown'],
    ['below', vacant({ below: 121 }), {}, 'true'],
    ['not below', vacant({ below: 120 }), {}, 'false'],
    ['at least', vacant({ atLeast: 120 }), {}, 'true'],
    ['not at least', vacant({ atLeast: 121 }), {}, 'false'],
    ['between', vacant({ atLeast: 100, below: 130 }), {}, 'true'],
    ['no number', vacant({ below: 10 }), { vacant: null }, 'unknown'],
    ['closed has no vacancy', vacant({ below: 10 }), { status: 'closed' }, 'false'],
    ['not', { kind: 'not', of: status('full') }, {}, 'true'],
    ['not unknown', { kind: 'not', of: status('full') }, { contradictory: true }, 'unknown'],
    ['all', { kind: 'all', of: [status('spacesAvailable'), vacant({ below: 200 })] }, {}, 'true'],
    ['all with a false one', { kind: 'all', of: [status('full'), vacant({ below: 200 })] }, {}, 'false'],
    ['all with an unknown one', { kind: 'all', of: [{ kind: 'always' }, status('full')] }, { contradictory: true }, 'unknown'],
    ['any', { kind: 'any', of: [status('full'), vacant({ below: 200 })] }, {}, 'true'],
    ['any of none', { kind: 'any', of: [] }, {}, 'false'],
    ['any with an unknown one', { kind: 'any', of: [{ kind: 'not', of: { kind: 'always' } }, status('full')] }, { contradictory: true }, 'unknown'],
  ])('%s', (_name, condition, target, expected) => {
    expect(truth(condition, target)).toBe(expected);
  });

  it('widens thresholds of the active rule, and narrows them under a not', () => {
    expect(truth(vacant({ below: 118 }), {}, 3)).toBe('true');
    expect(truth(vacant({ atLeast: 123 }), {}, 3)).toBe('true');
    expect(truth({ kind: 'not', of: vacant({ below: 122 }) }, {}, 3)).toBe('true');
  });
  it.each<[LevelOfService, number | null, string]>([
    ['jam', NOW, 'true'],
    ['free', NOW, 'false'],
    ['unknown', NOW, 'unknown'],
    ['jam', NOW - 300_000, 'unknown'],
    ['jam', NOW + 61_000, 'unknown'],
    ['jam', null, 'unknown'],
  ])('level of service %s measured at %s', (level, measuredAtMs, expected) => {
    expect(evaluate(jam, context(link(level, measuredAtMs)))).toBe(expected);
  });
  it('does not know what is not there', () => {
    expect(evaluate(jam, context(someInputs([])))).toBe('unknown');
    expect(evaluate(status('full'), context(someInputs([])))).toBe('unknown');
    expect(evaluate({ ...jam, linkId: 'constructor' } as Condition, context(someInputs([])))).toBe('unknown');
  });
});

describe('evidence of a condition', () => {
  it('holds as long as its youngest limit', () => {
    const both: Condition = { kind: 'any', of: [status('full'), { kind: 'all', of: [jam] }, { kind: 'not', of: { kind: 'always' } }] };
    const inputs = someInputs([aTarget({ measuredAtMs: NOW - 100_000 })], {}, [{ linkId: 'l1', levelOfService: 'jam', measuredAtMs: NOW }]);
    expect(evidenceUntil(both, context(inputs))).toBe(NOW + 200_000);
    expect(evidenceUntil(jam, context(inputs))).toBe(NOW + 300_000);
    expect(evidenceUntil({ kind: 'always' }, context(inputs))).toBe(Infinity);
    expect(evidenceUntil(status('unknown'), context(someInputs([])))).toBe(Infinity);
    expect(refsOf(both)).toEqual({ targets: [about], links: ['l1'] });
  });
  it('of a closure lasts as long as the status', () => {
    expect(evidenceUntil(status('closed'), context(someInputs([aTarget({ status: 'closed', statusAtMs: NOW - 60_000 })])))).toBe(NOW + 240_000);
  });
});
