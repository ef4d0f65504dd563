/** The forecast's door: what programs and the service call. */
export { describeDays, publicHolidays, type CityCalendar, type DayInfo, type Land } from './calendar.js';
export { createGrid, recordFree, stepAt, stepMsAt, type CityGrid, type GridOptions, type LotInfo } from './grid.js';
export { advancePast, createPast, type CityPast } from './past.js';
export { createWeather, recordWeather, type Weather, type WeatherReading } from './weather.js';
export { viewLots, type LotView } from './features.js';
export { DEFAULT_TRAINING, type ForecastModel, type TrainOptions } from './model.js';
export { trainForecast } from './train.js';
export { issueForecast, type FreeForecast } from './issue.js';
export { asWatched, createWatch, watchPromises, type Promised, type WatchState } from './watch.js';
export { forecastAt } from './between.js';
export { addOutcome, createSkill, mergeSkills, skillOf, type Skill, type SkillState } from './skill.js';
export { forgetFaults } from './faults.js';
export { toWallMs } from '../hours/zone.js';
export { stayForecast } from './stay.js';
export { spreadOf, type FreeSpread } from './spread.js';
