/** Value at rank `k` (0-based) of the first `n` entries; reorders them (Hoare's quickselect). */
export function select(values: Float64Array, n: number, k: number): number {
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return values[k]!;
  }
  return values[k]!;
}

/** Quantile 0..1 of the first `n` entries, nearest rank; reorders them. */
export function quantileOf(values: Float64Array, n: number, level: number): number {
  return select(values, n, Math.min(n - 1, Math.floor(level * n)));
}
