import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../boost/random.js';
import { FEATURE_NAMES } from '../features.js';
import { fillInputs, learnScale, NET_INPUTS } from './inputs.js';
import { addSlopes, createLayer, forward, slopeOfInput } from './layer.js';
import { learnNet, openNet, type NetOptions, type NetRows } from './net.js';
import { crossNets } from './cross.js';

const OPTIONS: NetOptions = { hidden: [24, 12], steps: 400, nextSteps: 100, batch: 64, rate: 0.01, decay: 0.001, seed: 5 };

/** Change as told by the two inputs and the garage; free where the first is high, learned of half of the rows. */
function rowsOf(count: number): NetRows {
  const random = seeded(3);
  const values = Float32Array.from({ length: 2 * count }, () => 2 * random() - 1);
  const lot = Array.from({ length: count }, (_, r) => r % 2);
  const change = Float32Array.from(lot, (l, r) => 0.05 * Math.abs(values[2 * r]!) * values[2 * r + 1]! + 0.03 * l);
  const free = Float32Array.from(lot, (_, r) => (r % 4 < 2 ? Number.NaN : Number(values[2 * r]! > 0)));
  return { count, inputs: 2, values, lot, lots: 2, change, free };
}
const all = (count: number) => Int32Array.from({ length: count }, (_, r) => r);
const rows = rowsOf(3000);
const net = learnNet(rows, all(3000), OPTIONS);

describe('a layer', () => {
  it.each([3, 4])('has the slopes of its sums (%i inputs)', (inputs) => {
    const layer = createLayer(inputs, 2, 1, seeded(1));
    const input = Float64Array.from({ length: inputs }, (_, i) => 0.3 * (i + 1));
    const out = new Float64Array(2);
    const sum = () => {
      forward(layer, input, out, false);
      return 2 * out[0]!;
    };
    const slopes = new Float64Array(layer.values.length);
    const back = new Float64Array(inputs);
    addSlopes(layer, [input], [Float64Array.of(2, 0)], slopes);
    slopeOfInput(layer, Float64Array.of(2, 0), back);
    const before = sum();
    const numeric = (of: Float64Array, i: number) => {
      of[i]! += 1e-4;
      const after = sum();
      of[i]! -= 1e-4;
      return (after - before) / 1e-4;
    };
    for (let i = 0; i < slopes.length; i++) expect(slopes[i]).toBeCloseTo(numeric(layer.values, i), 6);
    for (let i = 0; i < inputs; i++) expect(back[i]).toBeCloseTo(numeric(input, i), 6);
  });

  it('sums many outputs and rows at once to the last bit as one by one', () => {
    const sizes = fc.record({ inputs: fc.integer({ min: 1, max: 9 }), outputs: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 11 }), seed: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(fc.property(sizes, ({ inputs, outputs, rows: count, seed }) => {
      const random = seeded(seed);
      const numbers = (size: number) => Float64Array.from({ length: size }, () => random() - 0.5);
      const layer = createLayer(inputs, outputs, 1, random);
      const rowInputs = Array.from({ length: count }, () => numbers(inputs));
      // Some have no slope, as behind what lets nothing through.
      const rowSlopes = Array.from({ length: count }, () => numbers(outputs).map((s) => Math.max(0, s)));
      const together = new Float64Array(layer.values.length);
      addSlopes(layer, rowInputs, rowSlopes, together);
      const apart = new Float64Array(layer.values.length);
      for (const [k, input] of rowInputs.entries()) addSlopes(layer, [input], [rowSlopes[k]!], apart);
      expect(together).toEqual(apart);
      const out = new Float64Array(outputs);
      forward(layer, rowInputs[0]!, out, false);
      for (let o = 0; o < outputs; o++) {
        const alone = { inputs, outputs: 1, values: Float64Array.of(...layer.values.subarray(o * inputs, (o + 1) * inputs), layer.values[outputs * inputs + o]!) };
        const one = new Float64Array(1);
        forward(alone, rowInputs[0]!, one, false);
        expect(out[o]).toBe(one[0]);
      }
    }));
  });

  it('lets nothing through below zero where rectified', () => {
    const layer = { inputs: 1, outputs: 2, values: Float64Array.of(1, -1, 0, 0) };
    const out = new Float64Array(2);
    forward(layer, Float64Array.of(3), out, true);
    expect([...out]).toEqual([3, 0]);
  });
});

describe('a network', () => {
  it('finds a product of its inputs, and what is the garage\'s own', () => {
    const ask = openNet(net);
    const mean = (of: (r: number) => number) => all(3000).reduce((sum, r) => sum + of(r), 0) / 3000;
    const error = mean((r) => Math.abs(ask(rows.values, r, rows.lot[r]!).change - rows.change[r]!));
    // A single number for all would be off by far more.
    expect(error).toBeLessThan(0.004);
    expect(mean((r) => ask(rows.values, r, 1).change - ask(rows.values, r, 0).change)).toBeCloseTo(0.03, 2);
  });

  it('tells chances from the rows where they are in doubt', () => {
    const ask = openNet(net);
    const right = all(3000).filter((r) => Math.abs(rows.values[2 * r]!) > 0.2 && ask(rows.values, r, 0).odds > 0 === rows.values[2 * r]! > 0).length;
    const clear = all(3000).filter((r) => Math.abs(rows.values[2 * r]!) > 0.2).length;
    expect(right / clear).toBeGreaterThan(0.97);
  });

  it('has an answer for a garage that it does not know', () => {
    const { change, odds } = openNet(net)(rows.values, 0, -1);
    expect(Number.isFinite(change) && Number.isFinite(odds)).toBe(true);
  });

  it('is the same again, and after a way through JSON', () => {
    const again = learnNet(rows, all(3000), { ...OPTIONS, steps: 30 });
    expect(again).toEqual(learnNet(rowsOf(3000), all(3000), { ...OPTIONS, steps: 30 }));
    const stored = JSON.parse(JSON.stringify(net)) as typeof net;
    expect(openNet(stored)(rows.values, 7, 1)).toEqual(openNet(net)(rows.values, 7, 1));
  });
});

describe('a network that goes on from another', () => {
  /** Another horizon: half the change, and still free where the first input is high. */
  const later: NetRows = { ...rows, change: rows.change.map((c) => c / 2) };
  const few = { ...OPTIONS, steps: OPTIONS.nextSteps };
  const errorOf = (of: ReturnType<typeof learnNet>) => all(3000).reduce((sum, r) => sum + Math.abs(openNet(of)(later.values, r, later.lot[r]!).change - later.change[r]!), 0) / 3000;

  it('knows in few steps what it would not have known from nothing', () => {
    const gone = learnNet(later, all(3000), few, net);
    expect(errorOf(gone)).toBeLessThan(errorOf(learnNet(later, all(3000), few)) / 2);
    expect(gone).toEqual(learnNet(later, all(3000), few, net));
    expect(gone.layers.map((l) => l.length)).toEqual(net.layers.map((l) => l.length));
  });

  it('leaves the other as it was', () => {
    const before = JSON.stringify(net);
    learnNet(later, all(3000), few, net);
    expect(JSON.stringify(net)).toBe(before);
  });
});

describe('inputs of a network', () => {
  const place = (name: string) => FEATURE_NAMES.indexOf(name);
  const columns = [...FEATURE_NAMES.map((_, f) => Float32Array.of(f, f + 2, Number.NaN)), Float32Array.of(0, 0, 0)];
  const scale = learnScale(columns);

  it('are of one size, bounded, and on the mean where unknown', () => {
    const out = new Float32Array(NET_INPUTS + 1).fill(7);
    const x = Float32Array.from([...FEATURE_NAMES.map((_, f) => f + 2), 0]);
    x[1] = 1e9;
    x[2] = Number.NaN;
    fillInputs(scale, x, out, 1);
    expect(out[0]).toBe(7);
    expect(out[1]).toBeCloseTo(1, 4);
    expect(out[2]).toBe(5);
    expect(out[3]).toBe(0);
  });

  it('are finite for a moment of which nothing is known but the calendar', () => {
    const x = new Float32Array(FEATURE_NAMES.length + 1).fill(Number.NaN);
    for (const name of ['slot', 'kind', 'holiday', 'beforeHoliday', 'afterHoliday', 'schoolHoliday']) x[place(name)] = 1;
    const out = new Float32Array(NET_INPUTS);
    fillInputs(learnScale(columns.map(() => Float32Array.of(Number.NaN))), x, out, 0);
    expect(out.every((v) => Number.isFinite(v))).toBe(true);
    expect(out.filter((v) => v === 1)).toHaveLength(5);
  });
});

describe('networks learned crosswise', () => {
  const columns = [...FEATURE_NAMES, 'linear'].map(() => new Float32Array(40));
  for (let r = 0; r < 40; r++) columns[0]![r] = r / 40;
  const table = {
    columns, lot: new Uint8Array(40), ids: ['a'], change: Float32Array.from({ length: 40 }, (_, r) => (r < 20 ? 0.02 : -0.02)), free: new Float32Array(40).fill(Number.NaN),
    fold: Uint8Array.from({ length: 40 }, (_, r) => r % 2),
  };
  const options = { ...OPTIONS, hidden: [4, 2] as const, batch: 8 };

  it('answer each row by the one that had not seen it', () => {
    const { model, change } = crossNets(table, 2, options);
    const hidden = { ...table, change: Float32Array.from(table.change, (v, r) => (r % 2 === 0 ? v : -v)) };
    const other = crossNets(hidden, 2, options);
    // Part 1 was changed: the answers to part 1 come of part 0 alone.
    expect(Array.from(other.change).filter((_, r) => r % 2 === 1)).toEqual(Array.from(change).filter((_, r) => r % 2 === 1));
    expect(other.model.nets[0]).not.toEqual(model.nets[0]);
  });

  it('learn from what there is where all rows are of one part', () => {
    const { model } = crossNets({ ...table, fold: new Uint8Array(40) }, 2, options);
    expect(model.nets).toHaveLength(2);
  });
});
