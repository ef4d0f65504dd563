/** Values by step, `undefined` beyond its ends. A list is one; outlooks work theirs out where they are asked. */
export interface Curve {
  readonly length: number;
  at(index: number): number | undefined;
}

/** Cars that are promised to be there by `atMs`: how many, and the variance of that number. */
export interface Load {
  atMs: number;
  cars: number;
  variance: number;
}

/** What is expected of a target without promised cars, by time; with foresight too. Stands while count, forecast and flows do. */
export interface Course {
  targetId: string;
  startMs: number;
  stepMs: number;
  unguidedShare: number;
  /** Steps ahead of an arrival in which others are considered. */
  considerSteps: number;
  /** Of a target without a count nothing is known. */
  known: boolean;
  mean: readonly number[];
  variance: readonly number[];
  cautiousMean: readonly number[];
  cautiousVariance: readonly number[];
  /** As long as these, with zeros; held as fractions, which is what is written over them. */
  zeros: readonly number[];
  /** One for each step whose value is kept once it was worked out: nothing yet (not a number). At most `considerSteps + 1`. */
  blank: readonly number[];
}
