import type { City, FacilityForecast } from '@wegweiser/contracts';
import { ForecastSkillAnswer } from '@wegweiser/contracts';

/** A garage that fills: fewer and less surely free the further ahead. */
export const forecastOf = (vacant: number, capacity: number, nowMs: number): FacilityForecast => ({
  issuedAtMs: nowMs - 40_000, basis: 'year', skill: { outcomes: 2590, maePct: 2.3, promisedButFullPct: 0.2 },
  horizons: [15, 30, 60, 120].map((minutes) => {
    const free = Math.max(0, vacant * (1 - minutes / 150));
    const doubt = capacity * 0.0004 * minutes;
    return { minutes, vacant: free, p50: free, p10: Math.max(0, free - doubt), p90: Math.min(capacity, free + doubt), pFree: Math.min(0.999, 0.2 + free / 20) };
  }),
});

/** Four weeks of outcomes of a city whose promises hold nearly as told; one garage has none yet. */
export function skillOf(city: City, nowMs: number): ForecastSkillAnswer {
  const horizons = (outcomes: number, worse: number) => [15, 30, 60, 120].map((minutes, n) => ({
    minutes, outcomes, maePct: (0.9 + n * 0.8) * worse, persistenceMaePct: (1.1 + n * 1.9) * worse, brier: 0.01 * (n + 1), promisedButFullPct: n === 3 ? null : 0.1 * (n + 1) * worse,
    reliability: [[5, 4], [22, 27], [48, 44], [77, 80], [96, 97.5], [99.9, 99.9]].map(([promisedPct = 0, truePct = 0], i) => ({ promisedPct, truePct: Math.min(100, truePct * (worse > 1 && i < 4 ? 0.88 : 1)), outcomes: Math.round(outcomes * (i === 5 ? 0.8 : 0.04)) })),
    belowPct: [4.8, 25.3, 50.2, 75.1, 95.4],
  }));
  const fresh = city.facilities.at(-1)?.id;
  return ForecastSkillAnswer.parse({
    model: { trainedAtMs: nowMs - 9 * 3_600_000, rows: 148_200, seconds: 64.2 }, sinceMs: nowMs - 28 * 86_400_000, city: horizons(29_400, 1),
    facilities: city.facilities.map(({ id }) => (id === fresh ? { id, basis: 'borrowed', horizons: [] } : { id, basis: 'year', horizons: horizons(2590, 1.2) })),
  });
}
