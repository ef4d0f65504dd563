import { blend } from './blend.js';
import { boostedProbability, boostedScore, type Boosted } from './boost/boost.js';
import { corrected } from './correct.js';
import { inDoubt } from './doubt.js';
import { FEATURE_NAMES, fillFeatures, LINEAR, type LotView } from './features.js';
import type { ForecastModel, HorizonModel } from './model.js';
import type { CityPast } from './past.js';
import { askNets } from './net/cross.js';
import { fillWeather, WEATHER_NAMES } from './weather.js';
import { ridgeInput, ridgeValue, ridgeWidth } from './ridge.js';

/** Free spaces of one garage some minutes ahead. */
export interface FreeForecast {
  readonly minutes: number;
  /** Median number of free spaces, the best guess in absolute error: a whole number, as every count is. */
  readonly free: number;
  /** At levels 0.05, 0.25, 0.5, 0.75, 0.95; whole numbers, ascending, >= 0. */
  readonly quantiles: readonly [number, number, number, number, number];
  /** Probability of at least one free space, 0..1. */
  readonly pFree: number;
}

const sumOf = (models: readonly Boosted[], x: Float32Array): number =>
  models.reduce((sum, model) => sum + boostedScore(model, x), 0) / models.length;

/** Levels that cross (each has trees of its own) give way to the one nearer to the median. */
function ordered(median: number, [q05, q25, q75, q95]: readonly [number, number, number, number]): FreeForecast['quantiles'] {
  const low = Math.min(q25, median);
  const high = Math.max(q75, median);
  return [Math.min(q05, low), low, median, high, Math.max(q95, high)];
}

function atHorizon(model: HorizonModel, past: CityPast, view: LotView, t: number): FreeForecast {
  const { grid } = past;
  const n = model.minutes / grid.stepMinutes;
  // Two more places than features: the linear stage and the centre, in the order of training; then the weather.
  const x = new Float32Array(FEATURE_NAMES.length + 2 + WEATHER_NAMES.length);
  fillFeatures(past, view, t, n, x);
  fillWeather(past.weather, grid.stepMinutes, t, x, FEATURE_NAMES.length + 2);
  const z = new Float64Array(ridgeWidth(LINEAR));
  ridgeInput(x, LINEAR, grid.slot[t]! * grid.stepMinutes, past.days[grid.day[t + n]! - past.firstDay]!.kind, z);
  const linear = ridgeValue(model.ridge, view.traits.id, z);
  x[FEATURE_NAMES.length] = linear;
  const second = askNets(model.nets, x, view);
  const centre = model.trust * blend(sumOf(model.centre, x), second.change, model.netShare);
  x[FEATURE_NAMES.length + 1] = centre;
  const capacity = grid.capacity[view.lot]!;
  const rate = grid.rate[view.lot]![t]!;
  // Levels of a count are counts: between two of them no outcome lies, so a fraction only adds to the error.
  const freeAt = (change: number) => Math.max(0, Math.round((1 - rate - change) * capacity));
  // A high rate is a low number of free spaces: the levels turn round.
  const [most, more, fewer, fewest] = model.around.map((one) => freeAt(centre + boostedScore(one, x))) as [number, number, number, number];
  const quantiles = ordered(freeAt(centre), [fewest, fewer, more, most]);
  const odds = () => blend(model.free.start + sumOf(model.free.boosted, x), second.odds, model.free.netShare);
  const pFree = inDoubt(x) ? corrected(model.free.correction, boostedProbability(odds())) : model.freeBeyondDoubt;
  return { minutes: model.minutes, free: quantiles[2], quantiles, pFree };
}

/** Forecasts of one garage at the trained horizons; empty when its count at step `t` is unknown. */
export function issueForecast(model: ForecastModel, past: CityPast, view: LotView, t: number): readonly FreeForecast[] {
  if (Number.isNaN(past.grid.rate[view.lot]![t]!)) return [];
  return model.horizons.map((horizon) => atHorizon(horizon, past, view, t));
}
