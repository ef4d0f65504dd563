import { complianceOf, DEFAULT_PROMISES, targetOf, wishedOf } from './model.js';
import type { Evidence, Flows, Promised, PromiseKind, PromiseLedger, PromiseOptions, TargetLedger } from './model.js';

/** Below this nothing is left of a promise worth remembering. */
const LEAST_WEIGHT = 0.02;

const withTarget = (ledger: PromiseLedger, targetId: string, target: TargetLedger): Record<string, TargetLedger> => ({ ...ledger.targets, [targetId]: target });

const placeOf = (open: readonly Promised[], dueMs: number): number => {
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((open[middle] as Promised).dueMs <= dueMs) low = middle + 1;
    else high = middle;
  }
  return low;
};

const insert = (open: readonly Promised[], one: Promised): Promised[] => open.toSpliced(placeOf(open, one.dueMs), 0, one);

/** What is asked for: a car that expects to be there at `dueMs`. */
export interface Asked {
  kind: PromiseKind;
  dueMs: number;
}

/**
 * A car was shown a target. It counts for what promised cars of its kind are learned to be worth. A time in the past counts
 * as now, one too far ahead is not promised, nor one too many: the ledger is returned as it was.
 */
export const givePromise = (ledger: PromiseLedger, targetId: string, { kind, dueMs }: Asked, nowMs: number, options: PromiseOptions = DEFAULT_PROMISES): PromiseLedger => {
  const target = targetOf(ledger, targetId);
  if (!(dueMs <= nowMs + options.mostAheadSeconds * 1000) || target.open.length >= options.mostOpen) return ledger;
  const weight = complianceOf(ledger, kind, options);
  const open = insert(target.open, { kind, dueMs: Math.max(dueMs, nowMs), givenMs: nowMs, weight });
  return { ...ledger, targets: withTarget(ledger, targetId, { ...target, open }), totals: { ...ledger.totals, given: ledger.totals.given + weight } };
};

/**
 * Takes a promise back, told by the time it was given for, which only its holder knows to the millisecond; of two alike
 * either is as good as the other. Nothing happens when it is not open any more.
 */
export const withdrawPromise = (ledger: PromiseLedger, targetId: string, dueMs: number): PromiseLedger => {
  const target = targetOf(ledger, targetId);
  const at = placeOf(target.open, dueMs) - 1;
  const taken = target.open[at];
  if (taken === undefined || taken.dueMs !== dueMs) return ledger;
  const totals = { ...ledger.totals, withdrawn: ledger.totals.withdrawn + taken.weight };
  return { ...ledger, targets: withTarget(ledger, targetId, { ...target, open: target.open.toSpliced(at, 1) }), totals };
};

/**
 * A driver who sets out would go to this target if none were ever full. It says nothing of where the driver is sent, but of
 * where those go who ask nobody: they want to go to the same places.
 */
export const noteWish = (ledger: PromiseLedger, targetId: string, options: PromiseOptions = DEFAULT_PROMISES): PromiseLedger => {
  const target = targetOf(ledger, targetId);
  // Wishes of those who never come are worth as little as their promises.
  const wished = wishedOf(target.flows) + complianceOf(ledger, 'followed', options);
  return { ...ledger, targets: withTarget(ledger, targetId, { ...target, flows: { ...target.flows, wished } }) };
};

/** What a target's counter says about the time from `fromMs` to `toMs`. */
export interface Counted {
  fromMs: number;
  toMs: number;
  entered: number;
  left: number;
  /** Free spaces at the end, `null` when not known. A full target turns cars away, so that its entries do not tell the demand. */
  vacant: number | null;
}

/** How surely a car has not come yet, for so many spreads after its time: a logistic tail, so that a late one stays possible. */
const outstanding = (z: number): number => 1 / (1 + Math.exp(Math.min(40, z)));

/** Cars of this promise that the span should have seen, 0 to its weight. Who spoke later was not in yet. */
const due = (one: Promised, { fromMs, toMs }: Counted, options: PromiseOptions): number => {
  const sinceMs = Math.max(fromMs, one.givenMs);
  if (sinceMs >= toMs) return 0;
  const lead = (one.dueMs - one.givenMs) / 1000;
  const spreadMs = 1000 * Math.min(options.spreadMostSeconds, Math.max(options.spreadLeastSeconds, lead * options.spreadShare));
  return one.weight * (1 - outstanding((toMs - one.dueMs) / spreadMs) / outstanding((sinceMs - one.dueMs) / spreadMs));
};

const unguidedRate = ({ unguided, openSeconds }: Flows): number => (openSeconds === 0 ? 0 : unguided / openSeconds);

const nextFlows = (flows: Flows, counted: Counted, guided: number, options: PromiseOptions): Flows => {
  const seconds = (counted.toMs - counted.fromMs) / 1000;
  const keep = Math.exp(-seconds / options.flowSeconds);
  const next = { ...flows, seconds: flows.seconds * keep + seconds, exits: flows.exits * keep + counted.left, guided: flows.guided * keep + guided, wished: wishedOf(flows) * keep };
  const unexplained = Math.max(0, counted.entered - guided);
  const turnsAway = counted.vacant !== null && counted.vacant <= 1;
  if (turnsAway && unexplained / seconds <= unguidedRate(flows)) return next;
  return { ...next, unguided: flows.unguided * keep + unexplained, openSeconds: flows.openSeconds * keep + seconds };
};

/**
 * Cars were counted in: each is shared among the promises that were due and the cars that nobody promised, by how likely
 * each explains it. No promise gives more than it has.
 */
export const redeem = (ledger: PromiseLedger, targetId: string, counted: Counted, options: PromiseOptions = DEFAULT_PROMISES): PromiseLedger => {
  if (!(counted.toMs > counted.fromMs)) return ledger;
  const target = targetOf(ledger, targetId);
  const expected = target.open.map((one) => due(one, counted, options));
  const others = 0.05 + unguidedRate(target.flows) * ((counted.toMs - counted.fromMs) / 1000);
  const all = expected.reduce((sum, one) => sum + one, others);
  const kept = { shown: 0, followed: 0 };
  const open: Promised[] = [];
  for (const [index, one] of target.open.entries()) {
    const share = Math.min(one.weight, (counted.entered * (expected[index] as number)) / all);
    const rest = one.weight - share;
    // What is left of a promise below the least is redeemed too: the car that it stands for has come.
    kept[one.kind] += rest < LEAST_WEIGHT ? one.weight : share;
    if (rest >= LEAST_WEIGHT) open.push(share === 0 ? one : { ...one, weight: rest });
  }
  const sum = kept.shown + kept.followed;
  const flows = nextFlows(target.flows, counted, sum, options);
  const totals = { ...ledger.totals, kept: ledger.totals.kept + sum };
  return learn({ ...ledger, targets: withTarget(ledger, targetId, { open, flows }), totals }, kept, NOTHING, options);
};

const NOTHING: Readonly<Record<PromiseKind, number>> = { shown: 0, followed: 0 };

const weigh = (before: Evidence, kept: number, broken: number, options: PromiseOptions): Evidence => {
  const [k, b] = [before.kept + kept, before.broken + broken];
  const fade = Math.min(1, options.complianceMemory / Math.max(1, k + b));
  return { kept: k * fade, broken: b * fade };
};

const learn = (ledger: PromiseLedger, kept: Readonly<Record<PromiseKind, number>>, broken: Readonly<Record<PromiseKind, number>>, options: PromiseOptions): PromiseLedger => {
  const { shown, followed } = ledger.compliance;
  return { ...ledger, compliance: { shown: weigh(shown, kept.shown, broken.shown, options), followed: weigh(followed, kept.followed, broken.followed, options) } };
};

/** What time leaves of a promise. */
const decayed = (one: Promised, fromMs: number, nowMs: number, options: PromiseOptions): number => {
  const graceEndMs = one.dueMs + options.graceSeconds * 1000;
  if (nowMs <= graceEndMs) return one.weight;
  if (nowMs >= one.dueMs + options.endSeconds * 1000) return 0;
  const weight = one.weight * 0.5 ** ((nowMs - Math.max(fromMs, graceEndMs)) / (options.halfLifeSeconds * 1000));
  return weight < LEAST_WEIGHT ? 0 : weight;
};

/** Lets overdue promises decay from `fromMs` to `nowMs`; nothing is open for ever. */
export const decayPromises = (ledger: PromiseLedger, fromMs: number, nowMs: number, options: PromiseOptions = DEFAULT_PROMISES): PromiseLedger => {
  const gone = { shown: 0, followed: 0 };
  const targets: Record<string, TargetLedger> = {};
  for (const [id, target] of Object.entries(ledger.targets)) {
    const first = target.open[0];
    if (first === undefined || nowMs <= first.dueMs + options.graceSeconds * 1000) {
      targets[id] = target;
      continue;
    }
    const open = target.open.map((one) => {
      const weight = decayed(one, fromMs, nowMs, options);
      gone[one.kind] += one.weight - weight;
      return weight === one.weight ? one : { ...one, weight };
    });
    targets[id] = { ...target, open: open.filter((one) => one.weight > 0) };
  }
  const sum = gone.shown + gone.followed;
  if (sum === 0) return ledger;
  return learn({ ...ledger, targets, totals: { ...ledger.totals, decayed: ledger.totals.decayed + sum } }, NOTHING, gone, options);
};
