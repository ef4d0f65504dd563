/** One layer of a network: `out = weights x input + bias`, row by row; learned by Adam (Kingma and Ba 2015). */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** `outputs` rows of `inputs` weights, then `outputs` biases. */
  readonly values: Float64Array;
}

/** Weights drawn so that the size of what passes through stays about the same (He et al. 2015). */
export function createLayer(inputs: number, outputs: number, spread: number, random: () => number): Layer {
  const values = new Float64Array(outputs * (inputs + 1));
  const reach = spread * Math.sqrt(6 / inputs);
  for (let i = 0; i < outputs * inputs; i++) values[i] = reach * (2 * random() - 1);
  return { inputs, outputs, values };
}

/** What comes out; below zero nothing does where `rectified`. */
export function forward({ inputs, outputs, values }: Layer, input: Float64Array, out: Float64Array, rectified: boolean): void {
  for (let o = 0; o < outputs; o++) {
    const from = o * inputs;
    let [a, b] = [values[outputs * inputs + o]!, 0];
    let i = 0;
    for (; i + 1 < inputs; i += 2) {
      a += values[from + i]! * input[i]!;
      b += values[from + i + 1]! * input[i + 1]!;
    }
    if (i < inputs) a += values[from + i]! * input[i]!;
    out[o] = rectified && a + b < 0 ? 0 : a + b;
  }
}

/** Adds what one row says of the weights to `slopes`, and what it says of the input to `back`. Outputs without a slope are passed by. */
export function backward({ inputs, outputs, values }: Layer, input: Float64Array, slope: Float64Array, slopes: Float64Array, back: Float64Array | null): void {
  back?.fill(0);
  for (let o = 0; o < outputs; o++) {
    const s = slope[o]!;
    if (s === 0) continue;
    const from = o * inputs;
    slopes[outputs * inputs + o]! += s;
    for (let i = 0; i < inputs; i++) slopes[from + i]! += s * input[i]!;
    if (back !== null) for (let i = 0; i < inputs; i++) back[i]! += s * values[from + i]!;
  }
}

const FIRST = 0.9;
const SECOND = 0.999;
const LEAST = 1e-8;

export interface Momentum {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export const createMomentum = (size: number): Momentum => ({ first: new Float64Array(size), second: new Float64Array(size) });

/** One step against the slopes, which are emptied. @param decay share of the weights that is given up for each unit of `rate`. */
export function descend(values: Float64Array, slopes: Float64Array, { first, second }: Momentum, step: number, rate: number, decay: number): void {
  const [a, b] = [1 - FIRST ** step, 1 - SECOND ** step];
  for (let i = 0; i < values.length; i++) {
    const g = slopes[i]!;
    first[i] = FIRST * first[i]! + (1 - FIRST) * g;
    second[i] = SECOND * second[i]! + (1 - SECOND) * g * g;
    values[i]! -= rate * (first[i]! / a / (Math.sqrt(second[i]! / b) + LEAST) + decay * values[i]!);
    slopes[i] = 0;
  }
}
