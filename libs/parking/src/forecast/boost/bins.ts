/** Features cut into at most 64 bins: bin 0 = unknown (NaN), edges are upper bounds of the bins 1, 2, ... */
export const BINS = 64;
const SAMPLE = 20_000;

export interface Binned {
  readonly rows: number;
  readonly columns: readonly Uint8Array[];
  /** `edges[f][b - 1]` = largest value of bin b; the last bin has no edge. */
  readonly edges: readonly Float64Array[];
}

function edgesOf(column: Float32Array): Float64Array {
  const stride = Math.max(1, Math.floor(column.length / SAMPLE));
  const sample: number[] = [];
  for (let i = 0; i < column.length; i += stride) if (!Number.isNaN(column[i]!)) sample.push(column[i]!);
  const sorted = Float64Array.from(sample).sort();
  const edges: number[] = [];
  for (let b = 1; b < BINS - 1; b++) {
    const value = sorted[Math.floor((b * sorted.length) / (BINS - 1))];
    if (value !== undefined && value < sorted.at(-1)! && (edges.length === 0 || value > edges.at(-1)!)) edges.push(value);
  }
  return Float64Array.from(edges);
}

function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

export function binColumns(columns: readonly Float32Array[]): Binned {
  const edges = columns.map(edgesOf);
  const binned = columns.map((column, f) => {
    const out = new Uint8Array(column.length);
    const cut = edges[f]!;
    for (let i = 0; i < column.length; i++) out[i] = binOf(cut, column[i]!);
    return out;
  });
  return { rows: columns[0]!.length, columns: binned, edges };
}
