import type { FacilityForecast, ForecastSkillAnswer } from '@wegweiser/contracts';
import type { CityCalendar, LotInfo, Weather, WeatherReading } from '@wegweiser/parking/forecast';

/** What the forecaster's thread is given when it starts. */
export interface ForecasterSetup {
  /** Folder for model and skill. */
  folder: string;
  lots: LotInfo[];
  calendar: CityCalendar;
  /** The city has a weather station. */
  weather: boolean;
}

/** A garage as it is shown now. `counted`: by sensors, not estimated. */
export interface CountNow {
  id: string;
  vacant: number;
  capacity: number;
  counted: boolean;
}

/** What the weather station says now; `measuredAtMs` tells one word from the next. */
export interface WeatherNow {
  measuredAtMs: number;
  rainMm: number | null;
  temperatureC: number | null;
}

/** Counts of one garage that the archive keeps, oldest first; NaN = unknown from then on. */
export interface History {
  id: string;
  timesMs: Float64Array;
  vacant: Float32Array;
  capacity: Float32Array;
}

export type ToForecaster =
  | { type: 'history'; history: History }
  /** What the archive has of the weather station, oldest first, each at the time when it was known. */
  | { type: 'weatherHistory'; readings: WeatherReading[] }
  | { type: 'historyEnds' }
  /** Time and counts go on; forecasts are wanted for `ids`. Answered by `issued`, always. */
  | { type: 'observe'; nowMs: number; counts: CountNow[]; ids: string[]; weather: WeatherNow | null };

export type FromForecaster =
  | { type: 'issued'; facilities: { id: string; forecast: FacilityForecast }[] }
  | { type: 'skill'; answer: ForecastSkillAnswer }
  | { type: 'learned'; seconds: number; rows: number; days: number }
  | { type: 'trouble'; what: string; message: string };

/** Work for the thread that learns; answered by `Learned` or by an error. */
export interface Lesson {
  modelFile: string;
  calendar: CityCalendar;
  stepMinutes: number;
  startMs: number;
  endMs: number;
  lots: LotInfo[];
  /** Per garage, on the grid. */
  rates: Float32Array[];
  /** On the grid; `null` where no station has ever spoken. */
  weather: Weather | null;
  /** First step with a count, and the first that is not learned from. */
  from: number;
  until: number;
}
export interface Learned {
  rows: number;
  /** The same rates, with what cannot have been counts made unknown. */
  rates: Float32Array[];
}
