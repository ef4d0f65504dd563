import type { HorizonSkill } from '@wegweiser/contracts';
import { addOutcome, createSkill, mergeSkills, skillOf, type FreeForecast, type SkillState } from '@wegweiser/parking/forecast';

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
}
interface Pending {
  id: string;
  dueMs: number;
  freeThen: number;
  forecast: FreeForecast;
}

/** Remembers forecasts until their time has come and adds up what came of them. */
export class Scores {
  private pending: Pending[] = [];

  constructor(private readonly state: ScoresState = { version: 1, weeks: {} }) {}

  save(): ScoresState {
    return this.state;
  }

  expect(id: string, nowMs: number, free: number, forecasts: readonly FreeForecast[]): void {
    for (const forecast of forecasts) this.pending.push({ id, dueMs: nowMs + forecast.minutes * 60_000, freeThen: free, forecast });
  }

  /** Counts of now, at a whole step; what was forecast for a garage that nobody counts now is left out. */
  settle(nowMs: number, counts: ReadonlyMap<string, { vacant: number; capacity: number }>): void {
    const due = this.pending.filter((p) => p.dueMs === nowMs);
    this.pending = this.pending.filter((p) => p.dueMs > nowMs);
    for (const { id, freeThen, forecast } of due) {
      const now = counts.get(id);
      if (now === undefined) continue;
      const tally = this.tallyOf(nowMs, id, forecast.minutes);
      tally.skill = addOutcome(tally.skill, forecast, now.vacant, now.capacity);
      tally.stayed += Math.abs(freeThen - now.vacant) / now.capacity;
    }
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
