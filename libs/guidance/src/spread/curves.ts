import { normalCdf } from './normal.js';
import type { Course, Curve, Load } from './outlook.js';

/**
 * Curves of an outlook, worked out where they are read: of a garage that has just been promised a question reads two moments,
 * and the next promise makes its curves anew. What was worked out is kept for whoever asks next; it depends on nothing else.
 */
interface Loaded {
  course: Course;
  /** Cars promised by each step, and the variance of that number, up to the last step that changes it. */
  cars: readonly number[];
  spread: readonly number[];
}

const stepOf = (atMs: number, { startMs, stepMs, mean }: Course): number => Math.min(mean.length, Math.max(0, Math.ceil((atMs - startMs) / stepMs)));

export const loadedWith = (course: Course, promised: readonly Load[]): Loaded => {
  let last = 0;
  for (const { atMs } of promised) last = Math.max(last, stepOf(atMs, course));
  // Copies of lists that have the right size.
  const [cars, spread] = [course.zeros.slice(0, last + 1), course.zeros.slice(0, last + 1)];
  for (const { atMs, cars: more, variance } of promised) {
    const index = stepOf(atMs, course);
    if (index === course.mean.length) continue;
    cars[index] = (cars[index] as number) + more;
    spread[index] = (spread[index] as number) + variance;
  }
  for (let index = 1; index < cars.length; index += 1) {
    cars[index] = (cars[index] as number) + (cars[index - 1] as number);
    spread[index] = (spread[index] as number) + (spread[index - 1] as number);
  }
  return { course, cars, spread };
};

const UNKNOWN = 0.5;

abstract class Worked implements Curve {
  readonly length: number;
  private readonly known: number[];

  constructor(protected readonly loaded: Loaded) {
    this.length = loaded.course.mean.length;
    this.known = loaded.course.blank.slice();
  }

  at(index: number): number | undefined {
    const before = this.known[index];
    if (before === undefined || !Number.isNaN(before)) return before;
    return (this.known[index] = this.loaded.course.known ? this.work(index) : UNKNOWN);
  }

  protected abstract work(index: number): number;
}

export class FullCurve extends Worked {
  protected work(index: number): number {
    const { course: { mean, variance }, cars, spread } = this.loaded;
    const step = Math.min(index, cars.length - 1);
    return normalCdf((0.5 - (mean[index] as number) + (cars[step] as number)) / Math.sqrt((variance[index] as number) + (spread[step] as number)));
  }
}

/** The last window that was looked through, where its worst was, and how bad. */
interface Window {
  start: number;
  at: number;
  z: number;
}
const NEVER: Window = { start: -2, at: -1, z: Number.NEGATIVE_INFINITY };

export class MissedCurve extends Worked {
  private window = NEVER;

  protected work(index: number): number {
    const { start, at, z } = this.window;
    const end = Math.min(this.length - 1, index + this.loaded.course.considerSteps);
    // A reader asks for two neighbours: the second window is the first without its beginning, and a step longer.
    this.window = start === index - 1 && at > start ? this.worst(end, end, at, z) : this.worst(index, end, index, Number.NEGATIVE_INFINITY);
    this.window.start = index;
    return normalCdf(this.window.z);
  }

  private worst(from: number, to: number, at: number, z: number): Window {
    const { course: { cautiousMean, cautiousVariance }, cars, spread } = this.loaded;
    let [worstAt, worst] = [at, z];
    for (let index = from; index <= to; index += 1) {
      const step = Math.min(index, cars.length - 1);
      const one = (0.5 - (cautiousMean[index] as number) + (cars[step] as number)) / Math.sqrt((cautiousVariance[index] as number) + (spread[step] as number));
      if (one > worst) [worstAt, worst] = [index, one];
    }
    return { start: from, at: worstAt, z: worst };
  }
}

export class FreeCurve implements Curve {
  readonly length: number;

  constructor(private readonly loaded: Loaded) {
    this.length = loaded.course.mean.length;
  }

  at(index: number): number | undefined {
    const { course, cars } = this.loaded;
    const mean = course.mean[index];
    return mean === undefined ? undefined : mean - (cars[Math.min(index, cars.length - 1)] as number);
  }
}
