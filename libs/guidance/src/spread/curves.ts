import type { Course, Curve, Load } from './course.js';
import { normalCdf } from './normal.js';

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

export class MissedCurve extends Worked {
  // The last window that was looked through, where its worst was, and how bad: the square of the deviations, with their sign.
  private start = -2;
  private worstAt = -1;
  private worst = Number.NEGATIVE_INFINITY;

  protected work(index: number): number {
    const end = Math.min(this.length - 1, index + this.loaded.course.considerSteps);
    // A reader asks for two neighbours: the second window is the first without its beginning, and a step longer.
    const goesOn = this.start === index - 1 && this.worstAt > this.start;
    if (!goesOn) this.worst = Number.NEGATIVE_INFINITY;
    this.start = index;
    this.look(goesOn ? end : index, end);
    return normalCdf(Math.sign(this.worst) * Math.sqrt(Math.abs(this.worst)));
  }

  /** Steps `from` to `to`, beside the worst so far. Squares, because roots are dear and leave the order as it is. */
  private look(from: number, to: number): void {
    const { course: { cautiousMean, cautiousVariance }, cars, spread } = this.loaded;
    const last = cars.length - 1;
    let [at, worst] = [this.worstAt, this.worst];
    for (let index = from; index <= to; index += 1) {
      const step = Math.min(index, last);
      const short = 0.5 - (cautiousMean[index] as number) + (cars[step] as number);
      const one = (short * Math.abs(short)) / ((cautiousVariance[index] as number) + (spread[step] as number));
      if (one > worst) {
        worst = one;
        at = index;
      }
    }
    this.worstAt = at;
    this.worst = worst;
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
