/**
 * Promises: cars that were shown a target and are not counted in yet. A promise has no owner: it says where, when and how
 * surely a car is expected, nothing else. Counts redeem it, time lets it decay, whoever holds it may withdraw it.
 */
/** `shown`: asked once, may go elsewhere. `followed`: the driver's page says that it leads there, and says so again on the way. */
export type PromiseKind = 'shown' | 'followed';
export interface Promised {
  kind: PromiseKind;
  /** Expected arrival, epoch ms. */
  dueMs: number;
  /** When it was given or renewed, epoch ms. */
  givenMs: number;
  /** Cars that are still to come, 0 to 1: what compliance says, less what was redeemed. */
  weight: number;
}

/** What goes in and out of one target, as its counts tell. */
export interface Flows {
  /** Decayed sums, and the time they stand for, seconds. */
  seconds: number;
  exits: number;
  /** Entries that redeemed promises. */
  guided: number;
  /** Entries that no promise explains, over the time in which the target could take them. */
  unguided: number;
  openSeconds: number;
  /** Drivers who asked, and would have come here if no target were ever full: what those wish for whom nobody leads, too. */
  wished?: number;
}

export interface TargetLedger {
  /** By `dueMs`. */
  open: readonly Promised[];
  flows: Flows;
}

export interface Evidence {
  kept: number;
  broken: number;
}
/** Sums of weights since the beginning: `given` is always `open + kept + withdrawn + decayed`. */
export interface LedgerTotals {
  given: number;
  kept: number;
  withdrawn: number;
  decayed: number;
}

/** Plain JSON; snapshotted and replayed. */
export interface PromiseLedger {
  targets: Readonly<Record<string, TargetLedger>>;
  /** Evidence of how many promised cars arrive; old evidence fades. */
  compliance: Readonly<Record<PromiseKind, Evidence>>;
  totals: LedgerTotals;
}

export interface PromiseOptions {
  /** Share of promised cars that arrive, before anything was learned, and how many cars that belief weighs. */
  priorCompliance: Readonly<Record<PromiseKind, number>>;
  priorWeight: number;
  /** Evidence older than so many cars fades. */
  complianceMemory: number;
  /** Spread of arrivals around the time expected: share of the lead, and its limits in seconds. */
  spreadShare: number;
  spreadLeastSeconds: number;
  spreadMostSeconds: number;
  /** A promise that is overdue by `graceSeconds` halves every `halfLifeSeconds`, and ends when overdue by `endSeconds`. */
  graceSeconds: number;
  halfLifeSeconds: number;
  endSeconds: number;
  /** Nothing is promised further ahead, seconds. */
  mostAheadSeconds: number;
  /** Promises open for one target at most; more are counted by joining the two nearest. */
  mostOpen: number;
  /** Memory of the flows, seconds. */
  flowSeconds: number;
}
export const DEFAULT_PROMISES: PromiseOptions = {
  priorCompliance: { shown: 0.5, followed: 0.97 },
  priorWeight: 20,
  complianceMemory: 400,
  spreadShare: 0.15,
  spreadLeastSeconds: 20,
  spreadMostSeconds: 180,
  graceSeconds: 120,
  halfLifeSeconds: 120,
  endSeconds: 900,
  mostAheadSeconds: 7200,
  mostOpen: 2000,
  flowSeconds: 900,
};

export const EMPTY_FLOWS: Flows = { seconds: 0, exits: 0, guided: 0, unguided: 0, openSeconds: 0, wished: 0 };
/** A state that was stored before wishes were noted has none. */
export const wishedOf = ({ wished }: Flows): number => wished ?? 0;
export const EMPTY_TARGET: TargetLedger = { open: [], flows: EMPTY_FLOWS };
export const createLedger = (): PromiseLedger => ({
  targets: {},
  compliance: { shown: { kept: 0, broken: 0 }, followed: { kept: 0, broken: 0 } },
  totals: { given: 0, kept: 0, withdrawn: 0, decayed: 0 },
});

/** Share of promised cars that arrive, 0 to 1, as learned so far. */
export const complianceOf = ({ compliance }: PromiseLedger, kind: PromiseKind, options: PromiseOptions = DEFAULT_PROMISES): number => {
  const { kept, broken } = compliance[kind];
  return (kept + options.priorCompliance[kind] * options.priorWeight) / (kept + broken + options.priorWeight);
};

export const targetOf = (ledger: PromiseLedger, targetId: string): TargetLedger => (Object.hasOwn(ledger.targets, targetId) ? ledger.targets[targetId] : undefined) ?? EMPTY_TARGET;
