import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binColumns } from './bins.js';
import { boost, boostedProbability, boostedScore, type BoostOptions, type Loss } from './boost.js';
import { seeded } from './random.js';
import { quantileOf, select } from './select.js';

const OPTIONS: BoostOptions = { trees: 60, learningRate: 0.2, maxLeaves: 8, minWeight: 5, lambda: 1, rowShare: 0.7, featureShare: 1, seed: 5 };

function fit(n: number, f: (a: number, b: number, noise: number) => number, loss: Loss, options = OPTIONS) {
  const random = seeded(11);
  const columns = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  const target = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    for (const c of columns) c[i] = random();
    if (i % 10 === 0) columns[1]![i] = Number.NaN;
    target[i] = f(columns[0]![i]!, columns[1]![i]!, random());
  }
  const scores = new Float64Array(n);
  const model = boost(binColumns(columns), target, scores, loss, options);
  return { model, scores, columns, target };
}

const row = (columns: readonly Float32Array[], i: number): Float32Array => Float32Array.from(columns, (c) => c[i]!);

describe('selection', () => {
  it('finds the value of any rank', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }), fc.nat(), (values, at) => {
        const k = at % values.length;
        expect(select(Float64Array.from(values), values.length, k)).toBe(values.toSorted((a, b) => a - b)[k]);
      }),
    );
    expect(quantileOf(Float64Array.of(3, 1, 2), 3, 1)).toBe(3);
  });
});

describe('boosting', () => {
  it('finds a step and an interaction', () => {
    const { model } = fit(3000, (a, b) => (a > 0.5 ? 2 : 0) + (b > 0.3 && a > 0.5 ? 1 : 0), { kind: 'quantile', level: 0.5 });
    expect(boostedScore(model, Float32Array.of(0.9, 0.9, 0.5))).toBeCloseTo(3, 1);
    expect(boostedScore(model, Float32Array.of(0.2, 0.9, 0.5))).toBeCloseTo(0, 1);
    expect(boostedScore(model, Float32Array.of(0.9, Number.NaN, 0.5))).toBeCloseTo(2, 1);
  });

  it('hits the level of a quantile', () => {
    const { scores, target } = fit(4000, (a, _b, noise) => a * noise, { kind: 'quantile', level: 0.9 });
    const below = target.filter((y, i) => y <= scores[i]!).length / target.length;
    expect(below).toBeGreaterThan(0.88);
    expect(below).toBeLessThan(0.93);
  });

  it('tells calibrated chances', () => {
    const { scores } = fit(4000, (a, _b, noise) => Number(noise < a * a), { kind: 'logistic' }, { ...OPTIONS, trees: 30 });
    const chances = Array.from(scores, boostedProbability);
    expect(chances.every((p) => p > 0 && p < 1)).toBe(true);
    expect(chances.reduce((s, p) => s + p, 0) / 4000).toBeCloseTo(1 / 3, 1);
  });

  it('gives the same from bins while learning and from real values afterwards, and after a way through JSON', () => {
    const { model, scores, columns } = fit(800, (a, b, noise) => (Number.isNaN(b) ? 5 : a + b + noise), { kind: 'quantile', level: 0.5 });
    const stored = JSON.parse(JSON.stringify(model)) as typeof model;
    expect(stored).toEqual(model);
    for (let i = 0; i < 800; i += 7) expect(boostedScore(stored, row(columns, i))).toBeCloseTo(scores[i]!, 9);
  });

  it('is deterministic, and another seed differs', () => {
    const run = (seed: number) => fit(500, (a, b, noise) => a - noise, { kind: 'quantile', level: 0.5 }, { ...OPTIONS, seed }).model;
    expect(run(5)).toEqual(run(5));
    expect(run(6)).not.toEqual(run(5));
  });

  it('lives with constants and with too few rows to split', () => {
    const { model } = fit(20, () => 4, { kind: 'quantile', level: 0.5 }, { ...OPTIONS, minWeight: 50, rowShare: 0 });
    expect(model.trees.every(({ feature }) => feature.length === 1)).toBe(true);
    const flat = boost(binColumns([new Float32Array(9), new Float32Array(9).fill(Number.NaN)]), new Float32Array(9).fill(1), new Float64Array(9), { kind: 'quantile', level: 0.5 }, OPTIONS);
    expect(boostedScore(flat, Float32Array.of(0, 0))).toBeCloseTo(1, 4);
  });
});
