import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_TRAFFIC, outlookOf } from '../spread/outlook.js';
import { aCounterPanel, aRule, aSign, aTarget, aTextPanel, aTextSign, NOW, someInputs, someLimits } from '../testing/builders.js';
import { aheadOf, stepAhead, stepAheads } from './ahead.js';
import { evaluate } from './condition.js';
import { decideSign } from './decide.js';
import type { Ahead, TargetInput } from './inputs.js';
import { DEFAULT_AHEAD } from './model.js';
import type { Condition, SignConfig } from './model.js';
import type { SignState } from './order.js';
import { targetsOf } from './refs.js';

const KEY = 'theater/shortStay';
const about = { targetId: 'theater', audience: 'shortStay' };
const expected = (freeProbability: number, over: Partial<Ahead> = {}): Ahead => ({ inSeconds: 240, free: 8, freeProbability, missedProbability: 1 - freeProbability, madeAtMs: NOW - 20_000, basis: 'forecast', ...over });
const FILLS = expected(0.43, { free: -0.4 });
const inputs = (ahead: Ahead | null, target: Partial<TargetInput> = {}): ReturnType<typeof someInputs> => someInputs([aTarget(target)], ahead === null ? {} : { ahead: { [KEY]: ahead } });

describe('what is expected on arrival', () => {
  it('is read off the outlook for the time that the way takes', () => {
    const outlook = outlookOf({ ...NO_TRAFFIC, inPerS: 0.02 }, { targetId: 'theater', capacity: 100, vacant: 5, measuredAtMs: NOW, forecast: [] }, NOW);
    const [near, far] = [60, 600].map((seconds) => aheadOf(outlook, seconds, { madeAtMs: NOW, basis: 'count' }, NOW)) as [Ahead, Ahead];
    expect(near).toMatchObject({ inSeconds: 60, madeAtMs: NOW, basis: 'count' });
    expect(near.free).toBeCloseTo(3.8);
    expect(far.free).toBeCloseTo(-7);
    expect(near.freeProbability).toBeGreaterThan(0.9);
    expect(far.freeProbability).toBeLessThan(0.1);
    expect(near.missedProbability).toBeGreaterThan(0.9);
  });

  it('gets worse at once, and better after its dwell', () => {
    const steps: [number, number, string][] = [[0, 0.97, 'free'], [1, 0.92, 'free'], [2, 0.89, 'tight'], [3, 0.94, 'tight'], [4, 0.49, 'fills'], [5, 0.6, 'fills'], [10, 0.7, 'fills'], [69, 0.7, 'fills'], [70, 0.7, 'tight'], [71, 0.99, 'tight'], [100, 0.94, 'tight'], [131, 0.99, 'tight'], [191, 0.99, 'free']];
    let memory: ReturnType<typeof stepAhead> | null = null;
    const said = steps.map(([second, p]) => (memory = stepAhead(memory, expected(p), DEFAULT_AHEAD, NOW + second * 1000)).state);
    expect(said).toEqual(steps.map(([, , state]) => state));
  });

  it('of what nothing is expected of any more is forgotten', () => {
    const known = stepAheads({}, { [KEY]: FILLS }, someLimits(), NOW);
    const memories = { [KEY]: known[KEY]!.memory };
    expect(stepAheads(memories, { [KEY]: expected(0.6) }, someLimits(), NOW + 1000)[KEY]!.memory.state).toBe('fills');
    expect(stepAheads(memories, {}, someLimits(), NOW + 1000)).toEqual({});
    expect(stepAheads(memories, { constructor: expected(0.6) }, someLimits(), NOW)['constructor']!.memory.state).toBe('tight');
  });

  it('never comes back within its dwell, never calls free what is doubtful, and calls free what is sure for long', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 60 }), (course) => {
        let [memory, nowMs, changedMs, sureSinceMs]: [ReturnType<typeof stepAhead> | null, number, number, number | null] = [null, NOW, Number.NEGATIVE_INFINITY, null];
        for (const [seconds, p] of course) {
          nowMs += seconds * 1000;
          const before: string | undefined = memory?.state;
          memory = stepAhead(memory, expected(p), DEFAULT_AHEAD, nowMs);
          sureSinceMs = p >= DEFAULT_AHEAD.fillsClear ? (sureSinceMs ?? nowMs) : null;
          if (p < DEFAULT_AHEAD.fillsBelow) expect(memory.state).toBe('fills');
          if (sureSinceMs !== null && nowMs - sureSinceMs >= 60_000) expect(memory.state).not.toBe('fills');
          if (before === 'fills' && memory.state !== 'fills') expect(nowMs - changedMs).toBeGreaterThanOrEqual(60_000);
          if (before !== memory.state) changedMs = nowMs;
        }
      }),
    );
  });
});

describe('a sign that leads by it', () => {
  const rowText = (config: SignConfig, ahead: Ahead | null, target: Partial<TargetInput> = {}): string => {
    const { content } = decideSign(null, inputs(ahead, target), config, NOW).order;
    return content.kind === 'counter' ? content.rows[0]!.text : content.multi;
  };

  it.each<[string, Ahead | null, Partial<TargetInput>, string]>([
    ['shows the real count, never the forecast', expected(0.99, { free: 80 }), {}, '120'],
    ['shows the real count while it is tight', expected(0.7), { vacant: 6 }, '6'],
    ['leads nobody to what fills before one is there', FILLS, { vacant: 6 }, 'VOLL'],
    ['shows full what is full', FILLS, { vacant: 0, status: 'full' }, 'VOLL'],
    ['shows closed what is closed', FILLS, { status: 'closed' }, 'ZU'],
    ['has no arrow to what fills', FILLS, { measuredAtMs: NOW - 301_000 }, ''],
    ['calls no forecast a count where there is none', expected(0.99, { free: 80 }), { measuredAtMs: null, vacant: null, status: 'unknown' }, '→'],
    ['goes by counts where nothing is expected', null, { vacant: 6 }, '6'],
  ])('%s', (_, ahead, target, text) => {
    expect(rowText(aSign(), ahead, target)).toBe(text);
  });

  it('does so in a text, and of an estimate too', () => {
    expect(rowText(aTextSign('A {theater}'), FILLS, { vacant: 6 })).toBe('A VOLL');
    expect(rowText(aSign(), FILLS, { vacant: 60, quality: 'estimated' })).toBe('VOLL');
  });

  it('says why, with what was counted, what is expected, and how old both are', () => {
    const { why } = decideSign(null, inputs(FILLS, { vacant: 6, measuredAtMs: NOW - 5000 }), aSign(), NOW).order;
    expect(why.inputs).toEqual([
      { id: KEY, value: 6, status: 'spacesAvailable', measuredAtMs: NOW - 5000, ageMs: 5000, quality: 'measured' },
      { id: `${KEY}@arrival`, value: 0, status: 'fills', measuredAtMs: NOW - 20_000, ageMs: 20_000, quality: 'forecast' },
    ]);
    expect(why).toMatchObject({ trigger: 'fillsBefore', rungs: [{ level: 'live', triggers: ['fillsBefore'] }] });
    expect(why.textDe).toBe('Regel standard. Theater: aktuell (füllt sich vor der Ankunft, bei Ankunft in 4 min zu 43 % frei).');
    expect(why.textEn).toBe('Rule standard. Theater: live (fills up before arrival, 43 % likely to be free on arrival in 4 min).');
    expect(decideSign(null, inputs(null, { quality: 'estimated' }), aSign(), NOW).order.why.textEn).toContain('(estimated value).');
  });

  it('remembers over a restart, and starts anew where the clock went back or nothing was stored', () => {
    const run = (state: SignState | null, p: number, seconds: number): ReturnType<typeof decideSign> =>
      decideSign(state === null ? null : (JSON.parse(JSON.stringify(state)) as SignState), { ...inputs(expected(p), { vacant: 6, measuredAtMs: NOW + seconds * 1000, statusAtMs: NOW + seconds * 1000 }) }, aSign(), NOW + seconds * 1000);
    const filling = run(null, 0.4, 0).state;
    const text = ({ order }: ReturnType<typeof decideSign>): string => (order.content.kind === 'counter' ? order.content.rows[0]!.text : '');
    expect(text(run(filling, 0.6, 30))).toBe('VOLL');
    expect(text(run(filling, 0.6, -30))).toBe('6');
    const { ahead: _, ...older } = filling;
    expect(text(run(older, 0.6, 30))).toBe('6');
  });
});

describe('rules that ask for it', () => {
  const truth = (condition: Condition, ahead: Ahead | null, target: Partial<TargetInput> = {}, widen = 0): string => {
    const given = inputs(ahead, target);
    return evaluate(condition, { inputs: given, limits: someLimits(), nowMs: NOW, widen, ahead: stepAheads({}, given.ahead ?? {}, someLimits(), NOW) });
  };
  const ahead = (over: Partial<Extract<Condition, { kind: 'ahead' }>>): Condition => ({ kind: 'ahead', ...about, ...over });
  const is = (...wanted: ('almostFull' | 'full' | 'spacesAvailable')[]): Condition => ({ kind: 'status', ...about, in: wanted });

  it.each<[string, Condition, Ahead | null, Partial<TargetInput>, number, string]>([
    ['fewer expected', ahead({ below: 10 }), expected(0.9), {}, 0, 'true'],
    ['not fewer', ahead({ below: 8 }), expected(0.9), {}, 0, 'false'],
    ['not fewer, but while active', ahead({ below: 8 }), expected(0.9), {}, 1, 'true'],
    ['enough', ahead({ atLeast: 8 }), expected(0.9), {}, 0, 'true'],
    ['not enough', ahead({ atLeast: 9 }), expected(0.9), {}, 0, 'false'],
    ['soon short', ahead({ missedAtLeast: 0.5 }), expected(0.99, { missedProbability: 0.6 }), {}, 0, 'true'],
    ['not soon short', ahead({ missedAtLeast: 0.5 }), expected(0.99, { missedProbability: 0.45 }), {}, 0, 'false'],
    ['not soon short, but while active', ahead({ missedAtLeast: 0.5 }), expected(0.99, { missedProbability: 0.45 }), {}, 3, 'true'],
    ['nothing expected', ahead({ below: 10 }), null, {}, 0, 'unknown'],
    ['no count', ahead({ below: 10 }), expected(0.9), { vacant: null, measuredAtMs: null }, 0, 'unknown'],
    ['closed', ahead({ below: 10 }), expected(0.9), { status: 'closed' }, 0, 'false'],
    ['almost full early', is('almostFull'), expected(0.8), {}, 0, 'true'],
    ['full early', is('full'), FILLS, { status: 'almostFull' }, 0, 'true'],
    ['as counted', is('spacesAvailable'), expected(0.99), {}, 0, 'true'],
    ['full stays full', is('full'), expected(0.99), { status: 'full', vacant: 0 }, 0, 'true'],
  ])('%s', (_, condition, expects, target, widen, wanted) => {
    expect(truth(condition, expects, target, widen)).toBe(wanted);
  });

  it('changes the text before the garage is full', () => {
    const early = aRule({ ruleId: 'frueh', priority: 40, condition: ahead({ missedAtLeast: 0.5 }), content: { kind: 'multi', template: 'besser Arena', lowThreshold: 0, directionMulti: null } });
    const config = aTextSign('Theater {theater}', { panel: aTextPanel(), rules: [...aTextSign('Theater {theater}').rules, early] });
    const { order } = decideSign(null, inputs(expected(0.99, { missedProbability: 0.7 })), config, NOW);
    expect(order.content).toMatchObject({ multi: 'besser Arena' });
    expect(order.why).toMatchObject({ ruleId: 'frueh', inputs: [{ id: KEY }, { id: `${KEY}@arrival`, status: 'free' }] });
  });
});

describe('targetsOf', () => {
  it('finds every target that a sign asks for, once', () => {
    const rules = [
      aRule({ condition: { kind: 'status', targetId: 'arena', audience: 'disabled', in: ['full'] } }),
      aRule({ content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'target', targetId: 'west', audience: 'shortStay' }, { rowId: 'r1', show: 'text', text: 'x' }] } }),
      aRule({ content: { kind: 'blank' } }),
    ];
    expect(targetsOf(aSign({ panel: aCounterPanel(), rules }))).toEqual([about, { targetId: 'arena', audience: 'disabled' }, { targetId: 'west', audience: 'shortStay' }]);
    expect(targetsOf(aTextSign('{theater} {theater} {west/disabled}'))).toEqual([about, { targetId: 'west', audience: 'disabled' }]);
  });
});
