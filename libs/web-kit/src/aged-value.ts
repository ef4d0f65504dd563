import type { FacilityStatus, Quality } from '@wegweiser/contracts';

/** A public value as it arrives: of a facility or of one of its audiences. */
export interface PublicValue {
  readonly status: FacilityStatus;
  readonly vacant: number | null;
  readonly quality: Quality;
  readonly measuredAtMs: number | null;
}
/** `fresh`; `old`: shown and marked; `stale`: its number may not be shown any more; `none`: was never measured. */
export type Freshness = 'fresh' | 'old' | 'stale' | 'none';
export interface AgedValue {
  readonly status: FacilityStatus;
  readonly vacant: number | null;
  readonly quality: Quality;
  readonly measuredAtMs: number | null;
  readonly ageMs: number | null;
  readonly freshness: Freshness;
}

/** From then on a number is marked as old; the ranking rules count it as uncertain from the same age. */
export const OLD_AFTER_MS = 300_000;
/** From then on it is not shown, where the facility says nothing else (ParkAPI v3 drops values after 30 minutes). */
export const STALE_AFTER_MS = 1_800_000;

const freshnessOf = (ageMs: number | null, staleAfterMs: number): Freshness => {
  if (ageMs === null) return 'none';
  if (ageMs >= staleAfterMs) return 'stale';
  return ageMs >= Math.min(OLD_AFTER_MS, staleAfterMs) ? 'old' : 'fresh';
};

/** Says that there is space or not: only as good as its measurement. */
const isCounted = (status: FacilityStatus): boolean => status === 'spacesAvailable' || status === 'almostFull' || status === 'full';

/**
 * The value as a page may show it at `nowMs` (service time), so that a page that hears nothing never shows a stale
 * number: what is too old becomes `unavailable` by itself. Closed stays closed: that is not a measurement.
 */
export const ageValue = (value: PublicValue, nowMs: number, staleAfterMs: number = STALE_AFTER_MS): AgedValue => {
  const { status, quality, measuredAtMs } = value;
  const ageMs = measuredAtMs === null ? null : Math.max(0, nowMs - measuredAtMs);
  const freshness = freshnessOf(ageMs, staleAfterMs);
  const head = { measuredAtMs, ageMs, freshness };
  if (!isCounted(status)) return { ...head, status, vacant: null, quality };
  if (freshness === 'stale') return { ...head, status: 'unavailable', vacant: null, quality: 'unknown' };
  // A level without any time of measurement cannot be aged, so no number of it is shown.
  return { ...head, status, vacant: freshness === 'none' ? null : value.vacant, quality };
};
