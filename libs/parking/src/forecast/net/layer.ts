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

/** One output: even and odd inputs are summed apart. */
function sumOf({ inputs, outputs, values }: Layer, o: number, input: Float64Array): number {
  const from = o * inputs;
  let [a, b] = [values[outputs * inputs + o]!, 0];
  let i = 0;
  for (; i + 1 < inputs; i += 2) {
    a += values[from + i]! * input[i]!;
    b += values[from + i + 1]! * input[i + 1]!;
  }
  if (i < inputs) a += values[from + i]! * input[i]!;
  return a + b;
}

/** What comes out; below zero nothing does where `rectified`. */
export function forward(layer: Layer, input: Float64Array, out: Float64Array, rectified: boolean): void {
  const { inputs, outputs, values } = layer;
  const biases = outputs * inputs;
  let o = 0;
  // Four outputs at once: their sums do not wait for each other. Each is summed in the order of `sumOf`, so to the last bit the same.
  for (; o + 3 < outputs; o += 4) {
    const p = o * inputs;
    const q = (o + 1) * inputs;
    const r = (o + 2) * inputs;
    const s = (o + 3) * inputs;
    let a = values[biases + o]!;
    let b = values[biases + o + 1]!;
    let c = values[biases + o + 2]!;
    let d = values[biases + o + 3]!;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    let i = 0;
    for (; i + 1 < inputs; i += 2) {
      const x = input[i]!;
      const y = input[i + 1]!;
      a += values[p + i]! * x;
      b += values[q + i]! * x;
      c += values[r + i]! * x;
      d += values[s + i]! * x;
      e += values[p + i + 1]! * y;
      f += values[q + i + 1]! * y;
      g += values[r + i + 1]! * y;
      h += values[s + i + 1]! * y;
    }
    if (i < inputs) {
      const x = input[i]!;
      a += values[p + i]! * x;
      b += values[q + i]! * x;
      c += values[r + i]! * x;
      d += values[s + i]! * x;
    }
    out[o] = a + e;
    out[o + 1] = b + f;
    out[o + 2] = c + g;
    out[o + 3] = d + h;
  }
  for (; o < outputs; o++) out[o] = sumOf(layer, o, input);
  if (rectified) for (let k = 0; k < outputs; k++) if (out[k]! < 0) out[k] = 0;
}

/** What the slopes of the outputs say of the input. Outputs without a slope are passed by. */
export function slopeOfInput({ inputs, outputs, values }: Layer, slope: Float64Array, back: Float64Array): void {
  back.fill(0);
  for (let o = 0; o < outputs; o++) {
    const s = slope[o]!;
    if (s === 0) continue;
    const from = o * inputs;
    for (let i = 0; i < inputs; i++) back[i]! += s * values[from + i]!;
  }
}

/** Adds to `slopes` what rows say of the weights, row by row in their order; four of them at once, which spares reading and writing each sum anew. */
export function addSlopes({ inputs, outputs }: Layer, rowInputs: readonly Float64Array[], rowSlopes: readonly Float64Array[], slopes: Float64Array): void {
  const active = new Int32Array(rowInputs.length);
  for (let o = 0; o < outputs; o++) {
    const from = o * inputs;
    let n = 0;
    for (let k = 0; k < rowSlopes.length; k++) {
      const s = rowSlopes[k]![o]!;
      if (s === 0) continue;
      active[n++] = k;
      slopes[outputs * inputs + o]! += s;
    }
    let j = 0;
    for (; j + 3 < n; j += 4) {
      const k = active[j]!;
      const l = active[j + 1]!;
      const m = active[j + 2]!;
      const p = active[j + 3]!;
      const sk = rowSlopes[k]![o]!;
      const sl = rowSlopes[l]![o]!;
      const sm = rowSlopes[m]![o]!;
      const sp = rowSlopes[p]![o]!;
      const xk = rowInputs[k]!;
      const xl = rowInputs[l]!;
      const xm = rowInputs[m]!;
      const xp = rowInputs[p]!;
      for (let i = 0; i < inputs; i++) slopes[from + i] = slopes[from + i]! + sk * xk[i]! + sl * xl[i]! + sm * xm[i]! + sp * xp[i]!;
    }
    for (; j < n; j++) {
      const s = rowSlopes[active[j]!]![o]!;
      const x = rowInputs[active[j]!]!;
      for (let i = 0; i < inputs; i++) slopes[from + i]! += s * x[i]!;
    }
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
