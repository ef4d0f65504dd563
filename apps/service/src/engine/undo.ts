import type { FacilityState } from '@wegweiser/parking';
import type { SignLock, PlanMemory } from '@wegweiser/guidance';

/** How things were before an act, as far as that can be brought back. */
export type Before =
  | { kind: 'sign'; id: string; locks: SignLock[] }
  | { kind: 'facility'; id: string; manual: FacilityState['manual']; temporary: FacilityState['temporary'] }
  | { kind: 'plan'; id: string; memory: PlanMemory };
export interface UndoEntry {
  commandId: string;
  atMs: number;
  /** Of the thing after the act: whoever acted since is not undone along with it. */
  revision: number;
  before: Before;
}
export type UndoState = UndoEntry[];

export const UNDO_MS = 600_000;
const KEEP = 200;

/** What the last acts changed, for ten minutes. */
export class UndoLog {
  private entries: UndoEntry[] = [];

  /** Until when the act can be undone, epoch ms. */
  keep(entry: UndoEntry): number {
    this.entries = [...this.entries.filter((e) => entry.atMs - e.atMs < UNDO_MS), entry].slice(-KEEP);
    return entry.atMs + UNDO_MS;
  }

  find(commandId: string, nowMs: number): UndoEntry | null {
    return this.entries.find((e) => e.commandId === commandId && nowMs - e.atMs < UNDO_MS) ?? null;
  }

  forget(commandId: string): void {
    this.entries = this.entries.filter((e) => e.commandId !== commandId);
  }

  save(): UndoState {
    return this.entries;
  }
  restore(state: UndoState): void {
    this.entries = state;
  }
}
