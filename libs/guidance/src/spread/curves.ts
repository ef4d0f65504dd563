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
  /** The worst from each of the first steps on, once somebody asks. */
  ahead: readonly number[] | null;
}

const stepOf = (atMs: number, { startMs, stepMs, mean }: Course): number => Math.min(mean.length, Math.max(0, Math.ceil((atMs - startMs) / stepMs)));

export const loadedWith = (course: Course, promised: readonly Load[]): Loaded => {
  let lastMs = course.startMs;
  for (const { atMs } of promised) lastMs = Math.max(lastMs, atMs);
  // Copies of lists that have the right size.
  const size = stepOf(lastMs, course) + 1;
  const cars = course.zeros.slice(0, size);
  const spread = course.zeros.slice(0, size);
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
  return { course, cars, spread, ahead: null };
};

const UNKNOWN = 0.5;

/**
 * One class for all curves that are worked out step by step, so that whoever reads thousands of them meets one kind of thing.
 * What was worked out of the first steps is kept.
 */
class Worked implements Curve {
  readonly length: number;
  private readonly known: number[];

  constructor(private readonly loaded: Loaded, private readonly work: (loaded: Loaded, index: number) => number) {
    this.length = loaded.course.mean.length;
    this.known = loaded.course.blank.slice();
  }

  at(index: number): number | undefined {
    const before = this.known[index];
    return before !== undefined && before >= 0 ? before : this.ask(index);
  }

  private ask(index: number): number | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const value = this.loaded.course.known ? this.work(this.loaded, index) : UNKNOWN;
    if (index < this.known.length) this.known[index] = value;
    return value;
  }
}

const fullAt = ({ course: { mean, variance }, cars, spread }: Loaded, index: number): number => {
  const step = Math.min(index, cars.length - 1);
  return normalCdf((0.5 - (mean[index] as number) + (cars[step] as number)) / Math.sqrt((variance[index] as number) + (spread[step] as number)));
};
export const fullCurve = (loaded: Loaded): Curve => new Worked(loaded, fullAt);

/** How short of spaces with foresight: the square of the deviations, with their sign. Roots are dear and leave the order as it is. */
const shortAt = ({ course: { cautiousMean, cautiousVariance }, cars, spread }: Loaded, index: number): number => {
  const step = Math.min(index, cars.length - 1);
  const short = 0.5 - (cautiousMean[index] as number) + (cars[step] as number);
  return (short * Math.abs(short)) / ((cautiousVariance[index] as number) + (spread[step] as number));
};

const worse = (a: number, b: number): number => (b > a ? b : a);

/** The worst of some steps, both ends among them. */
const worstOf = (loaded: Loaded, from: number, to: number): number => {
  let worst = Number.NEGATIVE_INFINITY;
  for (let index = from; index <= to; index += 1) worst = worse(worst, shortAt(loaded, index));
  return worst;
};

/**
 * The worst from each of the first steps on. Their windows have a middle in common, which is looked at once, and grow out of
 * it, down to their own step and up to their own end.
 */
const worstAhead = (loaded: Loaded): number[] => {
  const { blank, considerSteps, mean } = loaded.course;
  const list = blank.slice();
  let worst = worstOf(loaded, list.length, considerSteps);
  for (let index = list.length - 1; index >= 0; index -= 1) list[index] = worst = worse(worst, shortAt(loaded, index));
  worst = Number.NEGATIVE_INFINITY;
  for (let index = 1; index < list.length; index += 1) {
    worst = worse(worst, shortAt(loaded, Math.min(mean.length - 1, index + considerSteps)));
    list[index] = worse(worst, list[index] as number);
  }
  return list;
};

const missedAt = (loaded: Loaded, index: number): number => {
  loaded.ahead ??= worstAhead(loaded);
  const worst = loaded.ahead[index] ?? worstOf(loaded, index, Math.min(loaded.course.mean.length - 1, index + loaded.course.considerSteps));
  return normalCdf(Math.sign(worst) * Math.sqrt(Math.abs(worst)));
};
export const missedCurve = (loaded: Loaded): Curve => new Worked(loaded, missedAt);

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
