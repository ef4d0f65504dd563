import type { FacilityForecast, FacilityGuidance, FacilityOverride, FacilityState } from '@wegweiser/contracts';
import { temporaryInForce, type AudiencePublic, type FacilityPublic, type FacilityState as RuleState, type RezeroProposal } from '@wegweiser/parking';
import { OPERATOR } from './outputs.js';

const statusOf = (s: AudiencePublic['status']): FacilityState['status'] => (s === 'available' ? 'spacesAvailable' : s);

function audience(a: AudiencePublic): FacilityState['audiences'][number] {
  return {
    id: a.audience,
    capacity: a.capacity,
    vacant: a.vacant,
    occupied: a.occupied,
    status: statusOf(a.status),
    raw: a.raw.vacant,
    reasons: [...a.reasons],
    quality: a.quality,
    measuredAtMs: a.measuredAtMs,
    trend: a.trend ?? 'unknown',
  };
}

/** The parking rules' record as the public contract has it. */
export function publicFacility(p: FacilityPublic, proposal: RezeroProposal | null, ahead: { forecast: FacilityForecast | null; guidance: FacilityGuidance | null }): FacilityState {
  const shown = p.audiences[p.publicAudience]!;
  const { opening } = p;
  const { forecast, guidance } = ahead;
  return {
    id: p.facilityId,
    status: statusOf(shown.status),
    capacity: shown.capacity,
    vacant: shown.vacant,
    quality: shown.quality,
    measuredAtMs: shown.measuredAtMs,
    trend: shown.trend ?? 'unknown',
    audiences: Object.values(p.audiences).map(audience),
    nextOpeningChange: opening.nextChangeMs === null ? null : { atMs: opening.nextChangeMs, to: opening.state === 'open' ? 'closed' : 'open' },
    rezeroProposal: publicProposal(proposal),
    notes: [],
    // Where there is no number now, none is promised for later.
    ...(forecast === null || shown.vacant === null ? {} : { forecast }),
    ...(guidance === null || shown.vacant === null ? {} : { guidance }),
  };
}

const publicAuthor = (by: string): string => (by.startsWith('plan:') ? by : OPERATOR);

/** What was decided by hand or by a plan and holds now or later; of the capacities of one audience that hold now the one that counts. */
export function overridesOf({ manual, temporary }: Pick<RuleState, 'manual' | 'temporary'>, nowMs: number): FacilityOverride[] {
  const holds = (untilMs: number | null) => untilMs === null || untilMs > nowMs;
  const kind = manual?.kind === 'close' ? 'closed' : 'opened';
  const opening: FacilityOverride[] =
    manual === null || !holds(manual.untilMs) ? [] : [{ kind, audience: null, capacity: null, by: publicAuthor(manual.by), reason: manual.reason, sinceMs: manual.atMs, untilMs: manual.untilMs }];
  const counts = (t: RuleState['temporary'][number]) => (t.startMs > nowMs ? holds(t.endMs) : temporaryInForce(temporary, t.audience, nowMs) === t);
  const capacities = temporary.filter(counts).map((t): FacilityOverride => ({
    // A plan's begins before everything, so that any by hand stands above it.
    kind: 'capacity', audience: t.audience, capacity: t.capacity, by: publicAuthor(t.by), reason: t.reason, sinceMs: t.by.startsWith('plan:') ? null : t.startMs, untilMs: t.endMs,
  }));
  return [...opening, ...capacities];
}

/** A proposal to re-zero as operators see it. */
export function publicProposal(proposal: RezeroProposal | null): FacilityState['rezeroProposal'] {
  const effect = proposal?.effects[0];
  if (effect === undefined) return null;
  const offset = Math.round(effect.offsetVehicles);
  const many = Math.abs(offset);
  return {
    // The same proposal keeps its id while it grows by less than a vehicle.
    proposalId: `${proposal!.facilityId}:${effect.audience}:${offset}`,
    offset,
    confidence: effect.confidence,
    vacantBefore: effect.before.vacant,
    vacantAfter: effect.after.vacant,
    reason: {
      de: `Zähler weicht um etwa ${many} Fahrzeuge ab (zu ${offset > 0 ? 'viele' : 'wenige'} belegt)`,
      en: `The counter is off by about ${many} vehicles (too ${offset > 0 ? 'many' : 'few'} occupied)`,
    },
  };
}
