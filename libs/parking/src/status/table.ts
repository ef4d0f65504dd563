import type { Thresholds } from '../model/config.js';
import type { ParkingStatus } from '../model/public.js';

/** Where the number of vacant spaces lies: the two `Hold` bands are the hystereses. */
export type VacancyBand = 'fullBand' | 'fullHold' | 'almostBand' | 'almostHold' | 'freeBand';

/** What the status machine is told. */
export type StatusInput = VacancyBand | 'notOpen' | 'noTrust' | 'noSource';

type Row = Readonly<Record<StatusInput, ParkingStatus>>;

const OVERRIDES = { notOpen: 'closed', noTrust: 'unknown', noSource: 'unavailable' } as const;

/** Without a level to come from, a hold band counts as the fuller of its neighbours only where it must: see `full`. */
const AFRESH: Row = {
  ...OVERRIDES,
  fullBand: 'full',
  fullHold: 'almostFull',
  almostBand: 'almostFull',
  almostHold: 'available',
  freeBand: 'available',
};

/** The whole status machine: from a status, by an input, to a status. */
export const STATUS_TABLE: Readonly<Record<ParkingStatus, Row>> = {
  available: AFRESH,
  almostFull: { ...AFRESH, almostHold: 'almostFull' },
  full: { ...AFRESH, fullHold: 'full', almostHold: 'almostFull' },
  closed: AFRESH,
  unknown: AFRESH,
  unavailable: AFRESH,
};

const LEVELS: ReadonlySet<ParkingStatus> = new Set(['available', 'almostFull', 'full']);

/** Only a level goes with a number. */
export const isLevel = (status: ParkingStatus): boolean => LEVELS.has(status);

export function bandOf(vacant: number, t: Thresholds): VacancyBand {
  if (vacant <= t.fullVacant) return 'fullBand';
  if (vacant < t.fullClear) return 'fullHold';
  if (vacant <= t.almostFullVacant) return 'almostBand';
  return vacant < t.almostFullClear ? 'almostHold' : 'freeBand';
}

export interface StatusStep {
  readonly status: ParkingStatus;
  readonly sinceMs: number;
  /** A change that waits for the dwell to end; null = none. */
  readonly heldUntilMs: number | null;
}

/**
 * One step. Closing, losing trust or the source take effect at once, and so does the way back from closed and
 * unavailable. Level to level, and unknown to level (a source in two minds), waits until the dwell is over.
 */
export function stepStatus(
  last: { readonly status: ParkingStatus; readonly statusSinceMs: number },
  input: StatusInput,
  nowMs: number,
  dwellSeconds: number,
): StatusStep {
  const target = STATUS_TABLE[last.status][input];
  if (target === last.status) return { status: target, sinceMs: last.statusSinceMs, heldUntilMs: null };
  const dwells = isLevel(target) && (isLevel(last.status) || last.status === 'unknown');
  const endMs = last.statusSinceMs + dwellSeconds * 1000;
  if (dwells && nowMs < endMs) return { status: last.status, sinceMs: last.statusSinceMs, heldUntilMs: endMs };
  return { status: target, sinceMs: nowMs, heldUntilMs: null };
}
