import { seeded } from '../boost/random.js';
import { addSlopes, createLayer, createMomentum, descend, forward, slopeOfInput, type Layer } from './layer.js';

/** A small network of two hidden layers, with a few learned numbers for each garage beside its inputs. Plain data. */
export interface Net {
  readonly inputs: number;
  readonly hidden: readonly [number, number];
  /** Weights, then biases, of the three layers. */
  readonly layers: readonly (readonly number[])[];
  /** Learned numbers of each garage, in the order of training. */
  readonly traits: readonly (readonly number[])[];
}

export interface NetOptions {
  readonly hidden: readonly [number, number];
  /** Steps of learning, rows a step, and the highest rate. */
  readonly steps: number;
  /** Steps where a net of another horizon is gone on from: the garages and the days are known by then. */
  readonly nextSteps: number;
  readonly batch: number;
  readonly rate: number;
  readonly decay: number;
  readonly seed: number;
}

/** Rows to learn from: `inputs` numbers each, the garage, and the targets. */
export interface NetRows {
  readonly count: number;
  readonly inputs: number;
  readonly values: Float32Array;
  readonly lot: ArrayLike<number>;
  readonly lots: number;
  /** Change of the rate. */
  readonly change: Float32Array;
  /** 1 a space was free, 0 none, NaN = not to be learned from. */
  readonly free: Float32Array;
}

/** Learned numbers a garage. */
const TRAITS = 8;
/** Outputs: the change, and the log odds of a free space. */
const OUTPUTS = 2;
/** Changes are learned in tenths of the capacity; errors below `SMOOTH` of that count by their square. */
const UNIT = 0.1;
const SMOOTH = 0.02;
/** Weight of the chance beside the change. */
const CHANCE = 0.3;
const WARM_UP = 200;
/** The weights kept are the mean of the last some hundred steps. */
const KEEP = 0.998;
const DIGITS = 6;

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

interface Working {
  readonly layers: readonly Layer[];
  readonly input: Float64Array;
  readonly one: Float64Array;
  readonly two: Float64Array;
  readonly out: Float64Array;
}

function working(layers: readonly Layer[]): Working {
  const [a, b] = layers as [Layer, Layer];
  return { layers, input: new Float64Array(a.inputs), one: new Float64Array(a.outputs), two: new Float64Array(b.outputs), out: new Float64Array(OUTPUTS) };
}

function run({ layers, input, one, two, out }: Working): Float64Array {
  forward(layers[0]!, input, one, true);
  forward(layers[1]!, one, two, true);
  forward(layers[2]!, two, out, false);
  return out;
}

function load(input: Float64Array, values: Float32Array, row: number, inputs: number, traits: Float64Array, lot: number): void {
  for (let i = 0; i < inputs; i++) input[i] = values[row * inputs + i]!;
  for (let i = 0; i < TRAITS; i++) input[inputs + i] = traits[lot * TRAITS + i]!;
}

/** Slopes of the loss by the outputs: absolute error, smooth near zero, and log loss. */
function slopeOf(out: Float64Array, change: number, free: number, share: number, slope: Float64Array): void {
  slope[0] = share * Math.min(1, Math.max(-1, (out[0]! - change / UNIT) / SMOOTH));
  slope[1] = Number.isNaN(free) ? 0 : share * CHANCE * (logistic(out[1]!) - free);
}

const slopeThrough = (activity: Float64Array, slope: Float64Array): void => {
  for (let i = 0; i < activity.length; i++) if (activity[i] === 0) slope[i] = 0;
};

/** Everything that is learned, its slopes and its running mean. */
interface Learning {
  /** What passes through and its slopes, one of each for each row of a step. */
  readonly rows: readonly Working[];
  readonly slopes: readonly Working[];
  readonly layers: readonly Layer[];
  readonly parts: readonly { readonly values: Float64Array; readonly slopes: Float64Array; readonly kept: Float64Array; readonly momentum: ReturnType<typeof createMomentum> }[];
}

function createLearning(rows: NetRows, { hidden: [one, two], seed, batch }: NetOptions, before: Net | null): Learning {
  const random = seeded(seed);
  const sizes = [[rows.inputs + TRAITS, one, 1], [one, two, 1], [two, OUTPUTS, 0.1]] as const;
  const layers = sizes.map(([from, to, spread]) => createLayer(from, to, spread, random));
  const traits = Float64Array.from({ length: rows.lots * TRAITS }, () => random() - 0.5);
  const learned = [...layers.map(({ values }) => values), traits];
  if (before !== null) for (const [i, values] of [...before.layers, before.traits.flat()].entries()) learned[i]!.set(values);
  const parts = learned.map((values) => ({
    values, slopes: new Float64Array(values.length), kept: Float64Array.from(values), momentum: createMomentum(values.length),
  }));
  const [passing, slopes] = [0, 1].map(() => Array.from({ length: batch }, () => working(layers))) as [Working[], Working[]];
  return { rows: passing, slopes, layers, parts };
}

function learnRow({ rows: passing, slopes, layers, parts }: Learning, k: number, rows: NetRows, row: number, share: number): void {
  const lot = rows.lot[row]!;
  const [net, spare] = [passing[k]!, slopes[k]!];
  load(net.input, rows.values, row, rows.inputs, parts[3]!.values, lot);
  slopeOf(run(net), rows.change[row]!, rows.free[row]!, share, spare.out);
  slopeOfInput(layers[2]!, spare.out, spare.two);
  slopeThrough(net.two, spare.two);
  slopeOfInput(layers[1]!, spare.two, spare.one);
  slopeThrough(net.one, spare.one);
  // Of the first layer's inputs only the garage's own numbers are learned.
  const { inputs, values } = layers[0]!;
  for (let o = 0; o < spare.one.length; o++) {
    const s = spare.one[o]!;
    if (s === 0) continue;
    for (let i = 0; i < TRAITS; i++) parts[3]!.slopes[lot * TRAITS + i]! += s * values[o * inputs + rows.inputs + i]!;
  }
}

/** What all rows of a step say of the weights. */
function gather({ rows, slopes, layers, parts }: Learning): void {
  addSlopes(layers[0]!, rows.map(({ input }) => input), slopes.map(({ one }) => one), parts[0]!.slopes);
  addSlopes(layers[1]!, rows.map(({ one }) => one), slopes.map(({ two }) => two), parts[1]!.slopes);
  addSlopes(layers[2]!, rows.map(({ two }) => two), slopes.map(({ out }) => out), parts[2]!.slopes);
}

/**
 * Learns from rows in random order, again and again. Deterministic. Rows held out teach nothing.
 * @param taught rows to learn from, at least one; reordered.
 * @param before a net of the same size and garages to go on from, which needs fewer steps
 */
export function learnNet(rows: NetRows, taught: Int32Array, options: NetOptions, before: Net | null = null): Net {
  const learning = createLearning(rows, options, before);
  const { parts } = learning;
  const random = seeded(options.seed + 1);
  let next = 0;
  for (let step = 1; step <= options.steps; step++) {
    for (let k = 0; k < options.batch; k++) {
      const swap = next + Math.floor(random() * (taught.length - next));
      const row = taught[swap]!;
      taught[swap] = taught[next]!;
      taught[next] = row;
      next = (next + 1) % taught.length;
      learnRow(learning, k, rows, row, 1 / options.batch);
    }
    gather(learning);
    const rate = options.rate * Math.min(1, step / WARM_UP) * (0.02 + 0.5 * (1 + Math.cos((Math.PI * step) / options.steps)));
    const keep = Math.min(KEEP, 1 - 1 / (step + 1));
    for (const { values, slopes, kept, momentum } of parts) {
      descend(values, slopes, momentum, step, rate, options.decay);
      for (let i = 0; i < values.length; i++) kept[i] = keep * kept[i]! + (1 - keep) * values[i]!;
    }
  }
  const rounded = parts.map(({ kept }) => Array.from(kept, (value) => Number(value.toPrecision(DIGITS))));
  const traits = Array.from({ length: rows.lots }, (_, lot) => rounded[3]!.slice(lot * TRAITS, (lot + 1) * TRAITS));
  return { inputs: rows.inputs, hidden: options.hidden, layers: rounded.slice(0, 3), traits };
}

/** What a net says: the change of the rate, and the log odds of a free space. */
export interface NetAnswer {
  readonly change: number;
  readonly odds: number;
}

/** A net made ready to be asked. @returns `lot` is the garage's place in training; -1 for a stranger. */
export function openNet({ inputs, hidden: [one, two], layers, traits }: Net): (values: Float32Array, row: number, lot: number) => NetAnswer {
  const sizes = [[inputs + TRAITS, one], [one, two], [two, OUTPUTS]] as const;
  const net = working(sizes.map(([from, to], i) => ({ inputs: from, outputs: to, values: Float64Array.from(layers[i]!) })));
  const known = Float64Array.from(traits.flat());
  const stranger = new Float64Array(TRAITS);
  return (values, row, lot) => {
    load(net.input, values, row, inputs, lot < 0 ? stranger : known, Math.max(0, lot));
    const [change, odds] = run(net);
    return { change: change! * UNIT, odds: odds! };
  };
}
