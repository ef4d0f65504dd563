import { type Binned } from './bins.js';
import { seeded } from './random.js';
import { quantileOf } from './select.js';
import { addToScores, finishTree, growTree, packDerivatives, treeValue, type GrownTree, type Tree, type TreeOptions } from './tree.js';

/** `quantile`: pinball loss at `level` (0.5 = absolute error). `logistic`: probability of target 1. */
export type Loss = { readonly kind: 'quantile'; readonly level: number } | { readonly kind: 'logistic' };

export interface BoostOptions extends TreeOptions {
  readonly trees: number;
  readonly learningRate: number;
  /** Shares of rows and features each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
  readonly seed: number;
}

export interface Boosted {
  readonly loss: Loss;
  readonly trees: readonly Tree[];
}

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** Derivatives of the loss at the present scores, packed. */
function derive(loss: Loss, target: Float32Array, scores: Float64Array, packed: Float64Array): void {
  if (loss.kind === 'quantile') {
    const above = packDerivatives(-loss.level, 1);
    const below = packDerivatives(1 - loss.level, 1);
    for (let i = 0; i < target.length; i++) packed[i] = target[i]! > scores[i]! ? above : below;
  } else {
    for (let i = 0; i < target.length; i++) {
      const p = logistic(scores[i]!);
      packed[i] = packDerivatives(p - target[i]!, p * (1 - p));
    }
  }
}

interface LeafInput {
  readonly grown: GrownTree;
  readonly rows: Int32Array;
  readonly target: Float32Array;
  readonly scores: Float64Array;
}

/** Values of the leaves: the exact quantile of what is left for pinball loss, one Newton step for the logistic one. */
function leafValues(loss: Loss, input: LeafInput, { learningRate, lambda }: BoostOptions): number[] {
  const { grown, rows, target, scores } = input;
  const values = grown.feature.map(() => 0);
  const rest = new Float64Array(rows.length);
  for (const { node, from, to } of grown.leaves) {
    if (loss.kind === 'quantile') {
      for (let i = from; i < to; i++) rest[i - from] = target[rows[i]!]! - scores[rows[i]!]!;
      values[node] = learningRate * quantileOf(rest, to - from, loss.level);
    } else {
      let g = 0;
      let h = lambda;
      for (let i = from; i < to; i++) {
        const p = logistic(scores[rows[i]!]!);
        g += p - target[rows[i]!]!;
        h += p * (1 - p);
      }
      values[node] = (-learningRate * g) / h;
    }
  }
  return values;
}

function pick(count: number, share: number, random: () => number): number[] {
  const wanted = Math.max(1, Math.round(count * share));
  const all = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random() * (count - i));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, wanted).toSorted((a, b) => a - b);
}

function sampleRows(count: number, share: number, random: () => number, isHeldOut: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) if (random() < share && !isHeldOut(i)) rows[n++] = i;
  return n === 0 ? Int32Array.of(0) : rows.slice(0, n);
}

const nothingHeldOut = (): boolean => false;

/**
 * Gradient boosting with histogram trees. `scores` holds the starting score of every row (changed in place: at the end
 * the fitted ones), so that a simpler forecast can be the start. Rows held out teach nothing, but get scores all the same.
 */
export function boost(data: Binned, target: Float32Array, scores: Float64Array, loss: Loss, options: BoostOptions, isHeldOut: (row: number) => boolean = nothingHeldOut): Boosted {
  const random = seeded(options.seed);
  const packed = new Float64Array(data.rows);
  const trees: Tree[] = [];
  for (let i = 0; i < options.trees; i++) {
    derive(loss, target, scores, packed);
    const rows = sampleRows(data.rows, options.rowShare, random, isHeldOut);
    const features = pick(data.columns.length, options.featureShare, random);
    const grown = growTree({ data, rows, packed, features, options });
    const values = leafValues(loss, { grown, rows, target, scores }, options);
    addToScores(grown, values, data, scores);
    trees.push(finishTree(grown, values, data.edges));
  }
  return { loss, trees };
}

/** Sum of the trees for one row (for `logistic`: log odds), to be added to the starting score. */
export function boostedScore(model: Boosted, x: Float32Array): number {
  let sum = 0;
  for (const tree of model.trees) sum += treeValue(tree, x);
  return sum;
}

export const boostedProbability = (score: number): number => logistic(score);
