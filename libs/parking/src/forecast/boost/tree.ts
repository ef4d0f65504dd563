import { BINS, type Binned } from './bins.js';

/** A regression tree as flat arrays: node i goes left unless x[feature[i]] > threshold[i] (unknown goes left); feature -1 = leaf. */
export interface Tree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
}

export interface TreeOptions {
  readonly maxLeaves: number;
  /** Least sum of second derivatives on either side. */
  readonly minWeight: number;
  readonly lambda: number;
}

interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly histogram: Float64Array;
  split: Split | null;
}

interface Split {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
}

interface GrowInput {
  readonly data: Binned;
  /** Rows to grow on; reordered so that each leaf is a stretch. */
  readonly rows: Int32Array;
  /** First and second derivative by row number, packed (`packDerivatives`). */
  readonly packed: Float64Array;
  /** Features this tree may use. */
  readonly features: readonly number[];
  readonly options: TreeOptions;
}

/**
 * Both derivatives as whole numbers in one double, so that a histogram costs one addition per row and feature: first
 * derivative -1..1 in 1/127, second 0..1 in 1/255. Sums of up to half a million rows stay exact (below 2^53).
 */
const PACK = 2 ** 27;
const G_UNIT = 127;
const H_UNIT = 255;

export const packDerivatives = (g: number, h: number): number => Math.round(g * G_UNIT) * PACK + Math.round(h * H_UNIT);

/** A grown tree still in bins, with the stretch of `rows` of every leaf node. */
export interface GrownTree {
  readonly feature: number[];
  readonly bin: number[];
  readonly left: number[];
  readonly right: number[];
  readonly leaves: readonly { readonly node: number; readonly from: number; readonly to: number }[];
}

function histogramOf({ data, rows, packed, features }: GrowInput, from: number, to: number): Float64Array {
  const n = to - from;
  const histogram = new Float64Array(features.length * BINS);
  const own = rows.subarray(from, to);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = packed[own[i]!]!;
  for (let f = 0; f < features.length; f++) {
    const column = data.columns[features[f]!]!;
    const part = histogram.subarray(f * BINS, (f + 1) * BINS);
    for (let i = 0; i < n; i++) part[column[own[i]!]!]! += values[i]!;
  }
  return histogram;
}

/** Best cut of one feature's bins, better than `least`; null if none. */
function bestCut(part: Float64Array, column: number, least: number, { minWeight, lambda }: TreeOptions): Split | null {
  const [sumG, sumH] = unpack(part.reduce((a, b) => a + b, 0));
  const parent = (sumG * sumG) / (sumH + lambda);
  let best: Split | null = null;
  let bestGain = least;
  let packed = 0;
  for (let b = 0; b < BINS - 1; b++) {
    packed += part[b]!;
    const [g, h] = unpack(packed);
    if (h < minWeight) continue;
    const restH = sumH - h;
    if (restH < minWeight) break;
    const gain = (g * g) / (h + lambda) + (sumG - g) ** 2 / (restH + lambda) - parent;
    if (gain > bestGain) {
      bestGain = gain;
      best = { gain, column, bin: b };
    }
  }
  return best;
}

function unpack(sum: number): readonly [number, number] {
  const g = Math.floor(sum / PACK);
  return [g / G_UNIT, (sum - g * PACK) / H_UNIT];
}

function bestSplit(histogram: Float64Array, features: number, options: TreeOptions): Split | null {
  let best: Split | null = null;
  let least = 1e-9;
  for (let f = 0; f < features; f++) {
    const cut = bestCut(histogram.subarray(f * BINS, (f + 1) * BINS), f, least, options);
    if (cut === null) continue;
    best = cut;
    least = cut.gain;
  }
  return best;
}

/** Stable partition of a stretch by bin; returns where the right part begins. */
function partition(rows: Int32Array, from: number, to: number, column: Uint8Array, bin: number, spare: Int32Array): number {
  let left = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    if (column[row]! <= bin) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}

function minus(whole: Float64Array, part: Float64Array): Float64Array {
  for (let i = 0; i < whole.length; i++) whole[i]! -= part[i]!;
  return whole;
}

function widest(leaves: readonly Leaf[]): number {
  let best = -1;
  let gain = 0;
  for (const [i, leaf] of leaves.entries()) {
    if (leaf.split !== null && leaf.split.gain > gain) {
      gain = leaf.split.gain;
      best = i;
    }
  }
  return best;
}

/** Grows best-first (largest gain next), by histograms; of two new leaves the smaller is counted, the other subtracted. */
export function growTree(input: GrowInput): GrownTree {
  const { data, rows, features, options } = input;
  const tree = { feature: [-1], bin: [0], left: [0], right: [0] };
  const spare = new Int32Array(rows.length);
  const leafOf = (node: number, from: number, to: number, histogram: Float64Array): Leaf => ({
    node, from, to, histogram, split: bestSplit(histogram, features.length, options),
  });
  const leaves: Leaf[] = [leafOf(0, 0, rows.length, histogramOf(input, 0, rows.length))];
  while (leaves.length < options.maxLeaves) {
    const at = widest(leaves);
    if (at < 0) break;
    const { node, from, to, histogram, split } = leaves[at]!;
    const { column, bin } = split!;
    const middle = partition(rows, from, to, data.columns[features[column]!]!, bin, spare);
    const leftSmaller = middle - from <= to - middle;
    const small = leftSmaller ? histogramOf(input, from, middle) : histogramOf(input, middle, to);
    const large = minus(histogram, small);
    const next = tree.feature.length;
    tree.feature[node] = features[column]!;
    tree.bin[node] = bin;
    tree.left[node] = next;
    tree.right[node] = next + 1;
    tree.feature.push(-1, -1);
    tree.bin.push(0, 0);
    tree.left.push(0, 0);
    tree.right.push(0, 0);
    leaves[at] = leafOf(next, from, middle, leftSmaller ? small : large);
    leaves.push(leafOf(next + 1, middle, to, leftSmaller ? large : small));
  }
  return { ...tree, leaves };
}

/** Adds the tree's values to every row's score. */
export function addToScores(tree: GrownTree, values: readonly number[], data: Binned, scores: Float64Array): void {
  const feature = Int32Array.from(tree.feature);
  const bin = Int32Array.from(tree.bin);
  const left = Int32Array.from(tree.left);
  const right = Int32Array.from(tree.right);
  const column = tree.feature.map((f) => data.columns[Math.max(0, f)]!);
  for (let row = 0; row < data.rows; row++) {
    let node = 0;
    while (feature[node]! >= 0) node = column[node]![row]! <= bin[node]! ? left[node]! : right[node]!;
    scores[row]! += values[node]!;
  }
}

/** The tree with real thresholds, ready for any row. A split after the bin of the unknown has threshold -Infinity, which JSON cannot hold: the lowest number stands for it. */
export function finishTree(tree: GrownTree, values: readonly number[], edges: readonly Float64Array[]): Tree {
  const threshold = tree.feature.map((f, i) => (f < 0 ? 0 : thresholdOf(edges[f]!, tree.bin[i]!)));
  return { feature: tree.feature, threshold, left: tree.left, right: tree.right, value: [...values] };
}

const LOWEST = -1e300;
const thresholdOf = (edges: Float64Array, bin: number): number => (bin === 0 ? LOWEST : edges[bin - 1]!);

export function treeValue(tree: Tree, x: Float32Array): number {
  let node = 0;
  while (tree.feature[node]! >= 0) node = x[tree.feature[node]!]! > tree.threshold[node]! ? tree.right[node]! : tree.left[node]!;
  return tree.value[node]!;
}
