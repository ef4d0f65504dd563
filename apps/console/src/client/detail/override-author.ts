import type { FacilityOverride } from '@wegweiser/contracts';
import type { AuditRecord } from '../state/api.js';

const ACTS: Readonly<Record<FacilityOverride['kind'], string>> = { closed: 'close', opened: 'open', capacity: 'temporaryCapacity' };
const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';

/** Whether an act of the log is the one that an override came of: a capacity is told by its number and end, all else by its moment. */
function made({ action, outcome, atMs, detail }: AuditRecord, of: FacilityOverride): boolean {
  const act = detail['action'];
  if (outcome !== 'ok' || action !== 'facility' || !isObject(act) || act['action'] !== ACTS[of.kind]) return false;
  if (of.kind !== 'capacity') return atMs === of.sinceMs;
  return act['capacity'] === of.capacity && typeof act['until'] === 'string' && Date.parse(act['until']) === of.untilMs;
}

/** Name of the person who decided it, from the log (newest first); `null` where it does not say. */
export const authorIn = (acts: readonly AuditRecord[], of: FacilityOverride): string | null => (of.by.startsWith('plan:') ? null : (acts.find((a) => made(a, of))?.by ?? null));
