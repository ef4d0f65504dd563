import type { HorizonSkill } from '@wegweiser/contracts';
import { addOutcome, asWatched, createSkill, createWatch, mergeSkills, skillOf, watchPromises, type FreeForecast, type Promised, type SkillState, type WatchState } from '@wegweiser/parking/forecast';

const WEEK_MS = 7 * 86_400_000;
/** Weeks that count, beside the one under way. */
const WEEKS = 4;

/** What came of the forecasts of one garage for one horizon; `stayed` is the summed error of "it stays as it is". */
interface Tally {
  skill: SkillState;
  stayed: number;
}
/** Plain data: by week (as numbered since 1970), by garage, by minutes. */
export interface ScoresState {
  version: 1;
  weeks: Record<string, Record<string, Record<string, Tally>>>;
  /** What came of promises of late; missing in what was stored before there was such a thing. */
  watch?: WatchState;
}
interface Pending {
  id: string;
  dueMs: number;
  freeThen: number;
  /** As it was told. */
  forecast: FreeForecast;
  /** The chance as it was given. */
  pFree: number;
}

/** Remembers forecasts until their time has come and adds up what came of them. */
export class Scores {
  private pending: Pending[] = [];
  private readonly watch: WatchState;

  constructor(private readonly state: ScoresState = { version: 1, weeks: {} }) {
    this.watch = state.watch ??= createWatch();
  }

  /** A forecast as it is to be told: promises that were broken too often of late are none. */
  told(forecast: FreeForecast): FreeForecast {
    return asWatched(this.watch, forecast);
  }

  save(): ScoresState {
    return this.state;
  }

  expect(id: string, nowMs: number, free: number, forecasts: readonly FreeForecast[]): void {
    for (const given of forecasts) this.pending.push({ id, dueMs: nowMs + given.minutes * 60_000, freeThen: free, forecast: this.told(given), pFree: given.pFree });
  }

  /** Counts of now, at a whole step; what was forecast for a garage that nobody counts now is left out. */
  settle(nowMs: number, counts: ReadonlyMap<string, { vacant: number; capacity: number }>): void {
    const due = this.pending.filter((p) => p.dueMs === nowMs);
    this.pending = this.pending.filter((p) => p.dueMs > nowMs);
    const outcomes = new Map<number, Promised[]>();
    for (const { id, freeThen, forecast, pFree } of due) {
      const now = counts.get(id);
      if (now === undefined) continue;
      const tally = this.tallyOf(nowMs, id, forecast.minutes);
      tally.skill = addOutcome(tally.skill, forecast, now.vacant, now.capacity);
      tally.stayed += Math.abs(freeThen - now.vacant) / now.capacity;
      const others = outcomes.get(forecast.minutes) ?? [];
      outcomes.set(forecast.minutes, [...others, { pFree, came: now.vacant >= 1 }]);
    }
    for (const [minutes, list] of outcomes) watchPromises(this.watch, minutes, nowMs, list);
    const oldest = Math.floor(nowMs / WEEK_MS) - WEEKS;
    for (const week of Object.keys(this.state.weeks)) if (Number(week) < oldest) delete this.state.weeks[week];
  }

  private tallyOf(nowMs: number, id: string, minutes: number): Tally {
    const byLot = (this.state.weeks[Math.floor(nowMs / WEEK_MS)] ??= {});
    const byMinutes = (byLot[id] ??= {});
    return (byMinutes[minutes] ??= { skill: createSkill(), stayed: 0 });
  }

  /** Begin of what is added up; `null` before the first outcome. */
  get sinceMs(): number | null {
    const weeks = Object.keys(this.state.weeks).map(Number);
    return weeks.length === 0 ? null : Math.min(...weeks) * WEEK_MS;
  }

  /** Of one garage, or of all that are given together. */
  of(ids: readonly string[]): HorizonSkill[] {
    const sums = new Map<number, Tally>();
    for (const byLot of Object.values(this.state.weeks)) {
      for (const id of ids) {
        for (const [minutes, tally] of Object.entries(byLot[id] ?? {})) {
          const before = sums.get(Number(minutes)) ?? { skill: createSkill(), stayed: 0 };
          sums.set(Number(minutes), { skill: mergeSkills(before.skill, tally.skill), stayed: before.stayed + tally.stayed });
        }
      }
    }
    return [...sums].toSorted(([a], [b]) => a - b).map(([minutes, { skill, stayed }]) => {
      const { maePct, brier, promisedButFullPct, reliability, belowPct } = skillOf(skill)!;
      return { minutes, outcomes: skill.outcomes, maePct, persistenceMaePct: (100 * stayed) / skill.outcomes, brier, promisedButFullPct, reliability: [...reliability], belowPct: [...belowPct] };
    });
  }
}
