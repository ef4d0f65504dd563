/** Exponential smoothing with a trend, rising and falling apart (MARZ, Glaettung und Trendprognose; DUA-36, DUA-37). */
export interface SmoothingParams {
  readonly alphaRising: number;
  readonly alphaFalling: number;
  readonly betaRising: number;
  readonly betaFalling: number;
  /** Value before the first measurement; `null` starts at the first measurement itself. */
  readonly start: number | null;
  /** Whole numbers after every step, as on the wire of TLS and in the published cases; `false` keeps full precision. */
  readonly wholeNumbers: boolean;
}

export interface SmoothingLimits {
  readonly flow: SmoothingParams;
  readonly speed: SmoothingParams;
}

/** Plain state of one series. */
export interface SmoothingState {
  smoothed: number;
  trend: number;
  forecast: number;
}

/**
 * One step: Znew = a*Z + (1-a)*Zold; Dnew = b*(Z-Zold) + (1-b)*Dold; forecast = max(0, Znew+Dnew). Mutates `state` and
 * returns it; `null` is the state before the first step. Without a measurement the smoothed value holds and the trend
 * ends. A forecast that had run down to 0 is left behind by the first vehicle: the trend restarts at 0 and the
 * measurement itself is the forecast (DUA36.37, line 16).
 */
export function stepSmoothing(state: SmoothingState | null, measured: number | null, params: SmoothingParams): SmoothingState | null {
  if (state === null) {
    const first = params.start ?? measured;
    return first === null ? null : stepSmoothing({ smoothed: first, trend: 0, forecast: first }, measured, params);
  }
  if (measured === null) {
    state.trend = 0;
    state.forecast = state.smoothed;
    return state;
  }
  const difference = measured - state.smoothed;
  const rising = difference > 0;
  const alpha = rising ? params.alphaRising : params.alphaFalling;
  const beta = rising ? params.betaRising : params.betaFalling;
  state.smoothed = rounded(state.smoothed + alpha * difference, params);
  if (state.forecast === 0 && measured > 0) {
    state.trend = 0;
    state.forecast = measured;
    return state;
  }
  state.trend = rounded(beta * difference + (1 - beta) * state.trend, params);
  state.forecast = Math.max(0, state.smoothed + state.trend);
  return state;
}

/** `+ 0` so that -0 does not get into the state: JSON has none. */
const rounded = (value: number, { wholeNumbers }: SmoothingParams): number => (wholeNumbers ? Math.round(value) : value) + 0;
