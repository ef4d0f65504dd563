import type { RecommendationStatus } from '../lifecycle/table.js';
import type { GroupRecord } from './group-record.js';

/** How a recommendation of a group ended. */
export interface GroupOutcome {
  readonly issuedAtMs: number;
  readonly status: RecommendationStatus;
  /** Predicted, seconds per vehicle: as it ran, and with the recommended plans. */
  readonly delayNowS: number;
  readonly delayAfterS: number;
  /** Mean while it was in force, from the demand measured then; `null` when it never was. */
  readonly delayMeasuredS: number | null;
}

const DAY_MS = 86_400_000;
/** How far from the same time of the day before an outcome still counts as that of the day before. */
const NEAR_MS = 2 * 3_600_000;
const KEPT_MS = 2 * DAY_MS;
const KEPT = 64;

export function noteOutcome(outcomes: readonly GroupOutcome[], { recommendation, status, changedAtMs, measured }: GroupRecord): GroupOutcome[] {
  const { issuedAtMs, now, after } = recommendation;
  const outcome: GroupOutcome = { issuedAtMs, status, delayNowS: now.cost.delayS, delayAfterS: after.cost.delayS, delayMeasuredS: measured.times === 0 ? null : measured.sumS / measured.times };
  return [...outcomes.filter((o) => changedAtMs - o.issuedAtMs < KEPT_MS), outcome].slice(-KEPT);
}

/** The outcome next to the same time of the day before, within two hours; one that was in force before one that was not. */
export function dayBefore(outcomes: readonly GroupOutcome[], issuedAtMs: number): GroupOutcome | null {
  const distance = (o: GroupOutcome): number => Math.abs(issuedAtMs - DAY_MS - o.issuedAtMs);
  const near = outcomes.filter((o) => distance(o) <= NEAR_MS);
  const rank = (o: GroupOutcome): number => distance(o) + (o.delayMeasuredS === null ? KEPT_MS : 0);
  return near.reduce<GroupOutcome | null>((best, o) => (best === null || rank(o) < rank(best) ? o : best), null);
}
