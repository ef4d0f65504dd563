import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from './boost/random.js';
import { fitRidge, ridgeInput, ridgeValue, ridgeWidth, solveSpd } from './ridge.js';

describe('linear stage', () => {
  it('solves symmetric positive definite systems', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }), (v) => {
        const rootOf = (i: number, j: number) => v[i * 3 + j]!;
        const a = Float64Array.from({ length: 9 }, (_, p) => {
          const [i, j] = [Math.floor(p / 3), p % 3];
          return rootOf(i, 0) * rootOf(j, 0) + rootOf(i, 1) * rootOf(j, 1) + rootOf(i, 2) * rootOf(j, 2) + (i === j ? 1 : 0);
        });
        const b = Float64Array.from(v.slice(9));
        const x = solveSpd(Float64Array.from(a), Float64Array.from(b));
        for (let i = 0; i < 3; i++) expect(a[3 * i]! * x[0]! + a[3 * i + 1]! * x[1]! + a[3 * i + 2]! * x[2]!).toBeCloseTo(b[i]!, 6);
      }),
    );
  });

  it('learns each garage, draws one with little history to the city, and gives strangers the city\'s line', () => {
    const random = seeded(3);
    const x = Array.from({ length: 4010 }, () => Float32Array.of(random() - 0.5, Number.NaN));
    const rows = x.map((v, r) => ({ lot: r < 2000 ? 0 : r < 4000 ? 1 : 2, target: v[0]! * (r < 2000 ? 1 : 3) }));
    const design = (r: number, out: Float64Array) => ridgeInput(x[r]!, 2, 720, r % 7, out);
    const model = fitRidge(['a', 'b', 'c', 'd'], ridgeWidth(2), rows, design);
    const z = new Float64Array(ridgeWidth(2));
    ridgeInput(Float32Array.of(0.4, Number.NaN), 2, 720, 6, z);
    const value = (id: string) => ridgeValue(model, id, z);
    expect(value('a')).toBeGreaterThan(0.35);
    expect(value('a')).toBeLessThan(0.5);
    expect(value('b')).toBeGreaterThan(1.1);
    expect(value('b')).toBeLessThan(1.25);
    expect(value('c')).toBeCloseTo(value('stranger'), 1);
    expect(value('d')).toBeCloseTo(value('stranger'), 6);
  });
});
