import type { Boosted, BoostOptions } from './boost/boost.js';
import type { Correction } from './correct.js';
import type { LotTraits } from './lots.js';
import type { NetModel } from './net/cross.js';
import type { NetOptions } from './net/net.js';
import type { RidgeModel } from './ridge.js';

/** Levels of the distribution that a forecast gives. */
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export interface HorizonModel {
  readonly minutes: number;
  /** Steps of garages learned from. */
  readonly rows: number;
  readonly ridge: RidgeModel;
  /** Median change of the rate; the mean of all. Each was learned without one part of the weeks. */
  readonly centre: readonly Boosted[];
  /** A second opinion on that change and on the chance of a free space. */
  readonly nets: NetModel;
  /** Share of the nets in the change, 0..1. */
  readonly netShare: number;
  /** Share of that change that is believed, 0..1; below 1 with little history. */
  readonly trust: number;
  /** Around the centre: levels of the rate 0.05, 0.25, 0.75, 0.95. */
  readonly around: readonly Boosted[];
  /** Log odds of at least one free space, where it is in doubt at all; the mean of all, blended with the nets' by `netShare`, then corrected. */
  readonly free: { readonly start: number; readonly boosted: readonly Boosted[]; readonly netShare: number; readonly correction: Correction };
  /** Share of steps with a free space where it is beyond doubt. */
  readonly freeBeyondDoubt: number;
}

/** A city's forecast as trained: plain data, may be stored. */
export interface ForecastModel {
  readonly version: 3;
  readonly stepMinutes: number;
  /** Everything until this time has been learned from. */
  readonly trainedUntilMs: number;
  readonly lots: readonly LotTraits[];
  /** Learned with weather; left out without. */
  readonly weather?: true;
  readonly horizons: readonly HorizonModel[];
}

export interface TrainOptions {
  readonly horizons: readonly number[];
  /** Parts of the weeks; as many models, each learned without one of them. At least 2. */
  readonly folds: number;
  readonly maxRows: number;
  readonly centre: BoostOptions;
  readonly around: BoostOptions;
  readonly free: BoostOptions;
  readonly net: NetOptions;
}

export const DEFAULT_TRAINING: TrainOptions = {
  horizons: [15, 30, 60, 120],
  folds: 3,
  maxRows: 350_000,
  centre: { trees: 160, learningRate: 0.12, maxLeaves: 64, minWeight: 20, lambda: 1, rowShare: 0.25, featureShare: 0.5, seed: 1 },
  around: { trees: 50, learningRate: 0.12, maxLeaves: 16, minWeight: 60, lambda: 1, rowShare: 0.12, featureShare: 0.4, seed: 2 },
  free: { trees: 120, learningRate: 0.06, maxLeaves: 16, minWeight: 3, lambda: 2, rowShare: 0.5, featureShare: 0.4, seed: 3 },
  net: { hidden: [64, 32], steps: 3000, nextSteps: 750, batch: 256, rate: 0.002, decay: 0.01, seed: 4 },
};
