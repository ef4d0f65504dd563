import { FORECAST_MINUTES, type FacilityForecast, type ForecastBasis, type ForecastSkillAnswer } from '@wegweiser/contracts';
import { forecastAt, forgetFaults, issueForecast, recordFree, recordWeather, spreadOf, stayForecast, viewLots, type CityGrid, type CityPast, type ForecastModel, type FreeForecast, type LotView, type Weather, type WeatherReading } from '@wegweiser/parking/forecast';
import { advancePast, fillHistory, firstKnown, knownDays, openGrid, openWeather, pastOf, spokenWeather, STEP_MINUTES, stepBefore, stepMsAt } from './memory.js';
import type { CountNow, ForecasterSetup, History, Learned, Lesson, WeatherNow } from './messages.js';
import { Scores, type ScoresState } from './scores.js';

/** What is learned, and how that went. */
export interface Model {
  forecast: ForecastModel;
  rows: number;
  days: number;
  seconds: number;
}
const YEAR_DAYS = 300;
const WEEK_DAYS = 7;
/** With less of the whole city nothing is learned. */
const LEAST_DAYS = 1;
const MINUTE_MS = 60_000;
const SKILL_MINUTES = 60;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * A city's memory and model of its garages: counts in, forecasts out. Knows time only from what it is told, reads and writes
 * nothing: lives in a thread of its own, beside the engine.
 */
export class Forecaster {
  private grid: CityGrid;
  private past: CityPast;
  private views: readonly LotView[] = [];
  private model: Model | null = null;
  private basis: ForecastBasis[] = [];
  /** Steps below this are in the grid for good. */
  private step: number;
  private readonly places: ReadonlyMap<string, number>;
  private now = new Map<string, CountNow>();
  private weather: Weather | null;
  private weatherNow: WeatherNow | null = null;
  /** When the newest word that stands in the grid was measured. */
  private weatherKeptMs = Number.NEGATIVE_INFINITY;
  private readonly scores: Scores;

  constructor(private readonly setup: Pick<ForecasterSetup, 'lots' | 'calendar' | 'weather'>, nowMs: number, scores?: ScoresState) {
    this.grid = openGrid(setup.lots, setup.calendar.timeZone, nowMs);
    this.step = stepBefore(this.grid, nowMs);
    this.weather = setup.weather ? openWeather(this.grid) : null;
    this.past = pastOf(this.grid, setup.calendar, this.step, this.weather);
    this.places = new Map(setup.lots.map(({ id }, i) => [id, i]));
    this.scores = new Scores(scores);
    this.judgeBasis();
  }

  remember({ id, timesMs, vacant, capacity }: History): void {
    const lot = this.places.get(id);
    if (lot !== undefined) fillHistory(this.grid, lot, timesMs, vacant, capacity);
  }

  /** Each at the time when it was known: nothing is learned from what nobody knew then. */
  rememberWeather(readings: readonly WeatherReading[]): void {
    if (this.weather === null) return;
    for (const reading of readings) recordWeather(this.grid, this.weather, reading);
    // What the station still says at a start stands there already: nothing that was measured before the last of these was heard is new.
    this.weatherKeptMs = Math.max(this.weatherKeptMs, ...readings.slice(-1).map((r) => r.timeMs));
  }

  /** All history is here. */
  historyEnds(): void {
    this.renewPast();
    forgetFaults(this.past, this.step + 1);
    this.renewPast();
  }

  private renewPast(): void {
    this.past = pastOf(this.grid, this.setup.calendar, Math.min(firstKnown(this.grid), this.step), this.weather);
    advancePast(this.past, this.step);
    this.views = this.model === null ? [] : viewLots(this.past, this.model.forecast.lots);
    this.judgeBasis();
  }

  adopt(model: Model): void {
    this.model = model;
    this.views = viewLots(this.past, model.forecast.lots);
    this.judgeBasis();
  }

  private judgeBasis(): void {
    this.basis = this.grid.rate.map((rate) => {
      const days = knownDays(rate, this.step + 1);
      if (this.model === null) return 'none';
      if (days >= YEAR_DAYS) return 'year';
      return days >= WEEK_DAYS ? 'week' : days >= LEAST_DAYS ? 'day' : 'borrowed';
    });
  }

  /** Counts as they stand at `nowMs`. True when a whole step has passed since the last call. */
  observe(nowMs: number, counts: readonly CountNow[], weather: WeatherNow | null = null): boolean {
    const begun = stepBefore(this.grid, nowMs);
    if (begun <= this.step) {
      this.take(counts, weather);
      return false;
    }
    // The newest of what was heard until a step is what was known at it.
    if (begun === this.step + 1) this.closeStep(begun);
    this.take(counts, weather);
    this.step = begun;
    if (begun + 1 >= this.grid.size - 1) this.moveOn(nowMs);
    advancePast(this.past, this.step);
    this.scoreStep();
    return true;
  }

  private take(counts: readonly CountNow[], weather: WeatherNow | null): void {
    this.weatherNow = weather;
    this.now = new Map(counts.map((c) => [c.id, c]));
  }

  private closeStep(step: number): void {
    for (const [id, { vacant, capacity, counted }] of this.now) {
      const lot = this.places.get(id);
      if (counted && lot !== undefined) recordFree(this.grid, lot, stepMsAt(this.grid, step), vacant, capacity);
    }
    this.keepWeather(step);
  }

  /** A word that stands in the grid already is not written again: it would seem to be of a later hour. */
  private keepWeather(step: number): void {
    const { weather, weatherNow } = this;
    if (weather === null || weatherNow === null || weatherNow.measuredAtMs <= this.weatherKeptMs) return;
    recordWeather(this.grid, weather, { timeMs: stepMsAt(this.grid, step), rainMm: weatherNow.rainMm, temperatureC: weatherNow.temperatureC });
    this.weatherKeptMs = weatherNow.measuredAtMs;
  }

  /** The grid is at its end: another one, that begins later. */
  private moveOn(nowMs: number): void {
    const before = this.grid;
    const { weather } = this;
    this.grid = openGrid(this.setup.lots, this.setup.calendar.timeZone, nowMs, before);
    if (weather !== null) this.weather = openWeather(this.grid, { grid: before, weather });
    this.step = stepBefore(this.grid, nowMs);
    this.renewPast();
  }

  private scoreStep(): void {
    const nowMs = stepMsAt(this.grid, this.step);
    const counted = new Map([...this.now].filter(([, c]) => c.counted));
    this.scores.settle(nowMs, counted);
    for (const [id, count] of counted) this.scores.expect(id, nowMs, count.vacant, this.forecastsOf(count, nowMs));
  }

  /** Forecasts for the garages that are counted now. */
  issue(nowMs: number, ids: readonly string[]): { id: string; forecast: FacilityForecast }[] {
    return ids.flatMap((id) => {
      const count = this.now.get(id);
      const lot = this.places.get(id);
      if (count === undefined || lot === undefined) return [];
      const horizons = this.forecastsOf(count, nowMs).map((given) => {
        const { minutes, vacant, p10, p50, p90, pFree } = spreadOf(this.scores.told(given));
        return { minutes, vacant: round(vacant, 1), p10: round(p10, 1), p50: round(p50, 1), p90: round(p90, 1), pFree: round(pFree, 4) };
      });
      return [{ id, forecast: { issuedAtMs: nowMs, basis: this.basis[lot]!, horizons, skill: this.recentSkill(id) } }];
    });
  }

  private recentSkill(id: string): FacilityForecast['skill'] {
    const skill = this.scores.of([id]).find(({ minutes }) => minutes === SKILL_MINUTES);
    if (skill === undefined) return null;
    const { outcomes, maePct, promisedButFullPct } = skill;
    return { outcomes, maePct: round(maePct, 2), promisedButFullPct: promisedButFullPct === null ? null : round(promisedButFullPct, 2) };
  }

  private forecastsOf({ id, vacant, capacity }: CountNow, nowMs: number): FreeForecast[] {
    const known = this.modelled(this.places.get(id)!, vacant, capacity, nowMs);
    const passed = (nowMs - stepMsAt(this.grid, this.step)) / MINUTE_MS;
    return FORECAST_MINUTES.map((minutes) => (known.length === 0 ? stayForecast(vacant, capacity, minutes) : { ...forecastAt(known, vacant, minutes + passed), minutes }));
  }

  /**
   * The model knows whole steps. Between two of them the count of now stands in for that of the step before, less what such
   * days usually move in the minutes since, and its forecasts are read off so many minutes later.
   */
  private modelled(lot: number, vacant: number, capacity: number, nowMs: number): readonly FreeForecast[] {
    if (this.model === null) return [];
    const rate = this.grid.rate[lot]!;
    const { mean } = this.past.lots[lot]!;
    const t = this.step;
    const usual = (mean[t + 1]! - mean[t]!) * ((nowMs - stepMsAt(this.grid, t)) / (STEP_MINUTES * MINUTE_MS));
    const heard = rate[t]!;
    this.grid.capacity[lot] = capacity;
    rate[t] = 1 - vacant / capacity - (Number.isNaN(usual) ? 0 : usual);
    const known = issueForecast(this.model.forecast, this.past, this.views[lot]!, t);
    rate[t] = heard;
    return known;
  }

  /** Days since the first count of any garage. */
  get days(): number {
    return Math.max(0, ((this.step + 1 - firstKnown(this.grid)) * STEP_MINUTES) / (24 * 60));
  }

  /** What is to be learned from; `null` while there is too little. */
  lesson(modelFile: string): Lesson | null {
    if (this.days < LEAST_DAYS) return null;
    const from = firstKnown(this.grid);
    const until = this.step + 1;
    const { startMs, ids, capacity, rate } = this.grid;
    return {
      modelFile, calendar: this.setup.calendar, stepMinutes: STEP_MINUTES, startMs, endMs: stepMsAt(this.grid, until), lots: ids.map((id, i) => ({ id, capacity: capacity[i]! })),
      rates: rate.map((values) => values.slice(0, until)), weather: spokenWeather(this.weather, until), from, until,
    };
  }

  /** What the lesson found to be no counts is forgotten here too. */
  learned(lesson: Lesson, { rates }: Learned): void {
    const shift = (lesson.startMs - this.grid.startMs) / (STEP_MINUTES * MINUTE_MS);
    for (const [lot, cleaned] of rates.entries()) {
      const own = this.grid.rate[lot]!;
      for (let t = 0; t < cleaned.length; t++) if (Number.isNaN(cleaned[t]!) && t + shift >= 0) own[t + shift] = Number.NaN;
    }
    this.renewPast();
  }

  saveScores(): ScoresState {
    return this.scores.save();
  }

  skill(): ForecastSkillAnswer {
    const { lots } = this.setup;
    const model = this.model === null ? null : { trainedAtMs: this.model.forecast.trainedUntilMs, rows: this.model.rows, seconds: round(this.model.seconds, 1) };
    return {
      model, sinceMs: this.scores.sinceMs, city: this.scores.of(lots.map(({ id }) => id)),
      facilities: lots.map(({ id }, i) => ({ id, basis: this.basis[i]!, horizons: this.scores.of([id]) })),
    };
  }
}
