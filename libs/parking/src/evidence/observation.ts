import type { EvidenceKind } from '../model/config.js';
import type { Quality, RawCount, Reason } from '../model/public.js';

/** What one kind of evidence says about one audience at one instant. */
export interface Observation {
  readonly kind: EvidenceKind;
  /** Vehicles, corrected, unclamped; null = this evidence yields no number. */
  readonly occupied: number | null;
  readonly raw: RawCount;
  /** What the counter itself has counted, uncorrected, for drift; null = not countable (or single spaces). */
  readonly counted: number | null;
  /** Spaces that the evidence itself reckons with. */
  readonly basis: number;
  /** Device time of the oldest piece that takes part. */
  readonly measuredAtMs: number;
  /** Fresh up to and including this instant. */
  readonly freshUntilMs: number;
  /** From then on it may say something else without being told anything. */
  readonly dueMs?: number;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
}
