import type { FailureCause } from '../lifecycle/record.js';
import type { RecommendationStatus } from '../lifecycle/table.js';
import type { GroupRecommendation } from './recommend-group.js';

/** A recommendation of a group on its way; the states are those of a single one. Plain JSON. */
export interface GroupRecord {
  readonly recommendation: GroupRecommendation;
  readonly status: RecommendationStatus;
  readonly changedAtMs: number;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** Junctions whose controllers have confirmed. */
  readonly confirmed: readonly string[];
  /** The junction that ended it, and of what. */
  readonly failure: { readonly junctionId: string; readonly cause: FailureCause } | null;
  /** Delay while it was in force, as reckoned from what was measured then. */
  readonly measured: { readonly sumS: number; readonly times: number };
}
