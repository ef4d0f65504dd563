const TENTHS = 10;

/**
 * Share, in tenths, of a second opinion in the mean of two that is least wrong; the first alone where it is as good.
 * Both are to be given by models that had not seen the rows.
 * @param wrong error of a blended value of one row, to be summed.
 */
export function bestShare(first: Float64Array, second: ArrayLike<number>, wrong: (value: number, row: number) => number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let tenths = 0; tenths <= TENTHS; tenths++) {
    let sum = 0;
    for (let i = 0; i < first.length; i++) sum += wrong(blend(first[i]!, second[i]!, tenths / TENTHS), i);
    if (sum < least) [best, least] = [tenths / TENTHS, sum];
  }
  return best;
}

export const blend = (first: number, second: number, share: number): number => (1 - share) * first + share * second;
