import { z } from 'zod';
import { EpochMs, Id } from './primitives.js';

/** Minutes ahead of every forecast. */
export const FORECAST_MINUTES = [15, 30, 60, 120] as const;

/**
 * What a forecast leans on: counts of this garage of most of a `year`, of a `week` or more, of a `day` or more; `borrowed` from
 * the garages of the city, as it has none of its own; `none`: the count of now with the doubt that grows with time.
 */
export const ForecastBasis = z.enum(['year', 'week', 'day', 'borrowed', 'none']);
export type ForecastBasis = z.infer<typeof ForecastBasis>;

const spaces = z.number().min(0);
const share = z.number().min(0).max(1);

/** Free spaces so many minutes after the issue. In eight of ten cases between p10 and p90. */
export const ForecastHorizon = z.object({
  minutes: z.number().int().min(1).max(120),
  /** Expected number; not rounded. */
  vacant: spaces,
  p10: spaces,
  p50: spaces,
  p90: spaces,
  /** Probability of at least one free space. */
  pFree: share,
});
export type ForecastHorizon = z.infer<typeof ForecastHorizon>;

/** What came of the forecasts for 60 minutes ahead in the last four weeks. */
export const RecentSkill = z.object({
  outcomes: z.number().int().min(1),
  /** Mean absolute error, percent of the capacity. */
  maePct: z.number().min(0),
  /** Of the times that at least 90 % was promised, percent that was full; `null` = never promised. */
  promisedButFullPct: z.number().min(0).max(100).nullable(),
});

/** Forecast of the short stayers' free spaces; ascending minutes. Absent where nothing may be said (closed, unknown, too old). */
export const FacilityForecast = z.object({
  issuedAtMs: EpochMs,
  basis: ForecastBasis,
  horizons: z.array(ForecastHorizon).min(1).max(FORECAST_MINUTES.length),
  skill: RecentSkill.nullable(),
});
export type FacilityForecast = z.infer<typeof FacilityForecast>;

/** Record in the journal: forecasts as they were issued. The engine takes them like a device's reading, so a replay shows the same. */
export const ForecastIssue = z.object({ facilities: z.array(z.object({ id: Id, forecast: FacilityForecast })).min(1).max(1000) });
export type ForecastIssue = z.infer<typeof ForecastIssue>;

/** What came of forecasts of one horizon. */
export const HorizonSkill = z.object({
  minutes: z.number().int(),
  outcomes: z.number().int().min(1),
  maePct: z.number().min(0).describe('Mean absolute error of the median, percent of the capacity'),
  persistenceMaePct: z.number().min(0).describe('The same for "it stays as it is"'),
  brier: z.number().min(0).max(1).describe('Mean squared error of the probability of a free space'),
  promisedButFullPct: z.number().min(0).max(100).nullable().describe('Of the times that 90 % or more was promised, percent without a free space; `null` = never promised'),
  reliability: z.array(z.object({ promisedPct: z.number(), truePct: z.number(), outcomes: z.number().int() })).describe('Classes of promised probability that occurred: mean promise and what came true'),
  belowPct: z.array(z.number()).length(5).describe('Percent of outcomes below the levels 5, 25, 50, 75, 95 %'),
});
export type HorizonSkill = z.infer<typeof HorizonSkill>;

/** How good the forecasts have been, for operators. */
export const ForecastSkillAnswer = z.object({
  model: z.object({ trainedAtMs: EpochMs, rows: z.number().int(), seconds: z.number() }).nullable().describe('What is learned; `null` before the first night with history'),
  sinceMs: EpochMs.nullable().describe('Begin of the span that the outcomes are from, at most four weeks'),
  city: z.array(HorizonSkill),
  facilities: z.array(z.object({ id: Id, basis: ForecastBasis, horizons: z.array(HorizonSkill) })),
});
export type ForecastSkillAnswer = z.infer<typeof ForecastSkillAnswer>;
