import { FEATURE_NAMES } from './features.js';

/** Places of the features that tell whether a full garage is thinkable. */
const FREE = FEATURE_NAMES.indexOf('free');
const USUAL = FEATURE_NAMES.indexOf('freeUsual');
const RATE = FEATURE_NAMES.indexOf('rate');
const FULL_SHARE = FEATURE_NAMES.indexOf('fullShare');

/** Few spaces, a high rate now or as usual by then, or full by then on earlier days: the chance is asked of a model of its own. */
export function inDoubt(x: Float32Array): boolean {
  return x[FREE]! <= 25 || x[USUAL]! <= 25 || x[RATE]! >= 0.8 || x[FULL_SHARE]! > 0;
}
