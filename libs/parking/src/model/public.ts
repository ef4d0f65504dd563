import type { EvidenceKind } from './config.js';

/**
 * closed: nobody may enter. full: open without space. unknown: the source speaks, but nothing in it can be trusted.
 * unavailable: nobody tells us (silent, never heard, no counter). Only the first three carry a number.
 */
export type ParkingStatus = 'available' | 'almostFull' | 'full' | 'closed' | 'unknown' | 'unavailable';

/** measured: as counted. derived: computed (totals, partial spaces, corrected). estimated: not from a fresh count. */
export type Quality = 'measured' | 'derived' | 'estimated' | 'unknown';

export type Trend = 'increasing' | 'steady' | 'decreasing';

/** In the order in which they are listed. */
export const REASONS = [
  'closed', 'manual', 'barrierFault', 'openingUnknown', 'noCapacity', 'temporaryCapacity', 'reportedCapacity',
  'capacityImplausible', 'noData', 'noAnchor', 'unknownCode', 'implausible', 'negative', 'aboveCapacity', 'stale',
  'partialSpaces', 'partialCounters', 'contradiction', 'counterReset', 'counterJump', 'corrected', 'drift', 'estimated',
] as const;

/**
 * Why a published value differs from the raw one or must be read with care.
 * `negative` / `aboveCapacity` speak of the raw number of vacant spaces.
 */
export type Reason = (typeof REASONS)[number];

export interface RawCount {
  readonly occupied: number | null;
  readonly vacant: number | null;
}

export interface AudiencePublic {
  readonly audience: string;
  readonly status: ParkingStatus;
  readonly statusSinceMs: number;
  /** 0..capacity, or null unless status is available, almostFull or full. */
  readonly vacant: number | null;
  /** capacity - vacant, null with it. */
  readonly occupied: number | null;
  /** Spaces in force now (temporary and reported capacity reckoned in). */
  readonly capacity: number;
  /** As the device said it, uncorrected and unclamped. */
  readonly raw: RawCount;
  readonly reasons: readonly Reason[];
  /** Device time of the evidence; the age is the caller's to compute. null = never. */
  readonly measuredAtMs: number | null;
  readonly quality: Quality;
  /** Of occupancy; null = not enough seen yet. */
  readonly trend: Trend | null;
  /** Which evidence won. */
  readonly evidence: EvidenceKind | null;
}

export interface OpeningPublic {
  readonly state: 'open' | 'closed' | 'unknown';
  /** Who says so. */
  readonly cause: 'operator' | 'barrier' | 'garage' | 'schedule' | 'always';
  readonly sinceMs: number;
  /** Next change by opening hours, null = none within two weeks or not by schedule. */
  readonly nextChangeMs: number | null;
}

export interface FacilityPublic {
  readonly facilityId: string;
  /** Of this view. */
  readonly atMs: number;
  readonly opening: OpeningPublic;
  readonly audiences: Readonly<Record<string, AudiencePublic>>;
  readonly total: AudiencePublic;
  /** Key into `audiences`: the count that is meant when only one is shown. */
  readonly publicAudience: string;
}
