import type { Change, CommandOutcome } from '@wegweiser/contracts';

export interface RevisionEntry {
  revision: number;
  /** Newest last. */
  changes: Change[];
}
export type RevisionsState = Record<string, RevisionEntry>;

const KEEP_CHANGES = 5;
const keyOf = (kind: string, id: string): string => `${kind}/${id}`;

/**
 * Counts what people, plans and expiry did to each thing, so that nobody overwrites unseen what somebody else did: an act
 * that names an older revision is refused and told what happened since.
 */
export class Revisions {
  private readonly entries = new Map<string, RevisionEntry>();

  of(kind: string, id: string): number {
    return this.entries.get(keyOf(kind, id))?.revision ?? 0;
  }

  /** Counts one more; returns the new revision. */
  note(kind: string, id: string, change: Omit<Change, 'revision'>): number {
    const revision = this.of(kind, id) + 1;
    const before = this.entries.get(keyOf(kind, id))?.changes ?? [];
    this.entries.set(keyOf(kind, id), { revision, changes: [...before, { ...change, revision }].slice(-KEEP_CHANGES) });
    return revision;
  }

  /** A refusal when the thing is not as it was seen, else `null`. */
  refusal(kind: string, id: string, seen: number | undefined): CommandOutcome | null {
    const revision = this.of(kind, id);
    if (seen === undefined || seen === revision) return null;
    const changes = (this.entries.get(keyOf(kind, id))?.changes ?? []).filter((c) => c.revision > seen);
    const last = changes.at(-1);
    const message = last === undefined ? `revision ${seen} is not known, it is ${revision}` : `${last.action} by ${last.by} at ${new Date(last.atMs).toISOString()}: ${last.reason}`;
    return { ok: false, code: 'stale', message: message.slice(0, 500), revision, changes };
  }

  save(): RevisionsState {
    return Object.fromEntries(this.entries);
  }
  restore(state: RevisionsState): void {
    this.entries.clear();
    for (const [key, entry] of Object.entries(state)) this.entries.set(key, entry);
  }
}
