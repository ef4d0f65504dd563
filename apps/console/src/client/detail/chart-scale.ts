import type { Point } from './history-data.js';

const HOUR_MS = 3_600_000;

/** 1, 2 or 5 times a power of ten: axes that can be read. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Cuts where measurements are missing: a gap is shown as a gap, never bridged. */
export function runsOf(points: readonly Point[]): Point[][] {
  const steps = points.slice(1).map((p, at) => p.atMs - (points[at] as Point).atMs).sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? HOUR_MS;
  const runs: Point[][] = [];
  let run: Point[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    if (point.value === null || point.atMs - lastMs > usual * 3) {
      if (run.length > 0) runs.push(run);
      run = [];
    }
    if (point.value !== null) {
      run.push(point);
      lastMs = point.atMs;
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}
