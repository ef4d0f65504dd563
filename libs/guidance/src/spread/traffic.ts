import { targetOf, wishedOf } from '../promises/model.js';
import type { Promised, PromiseLedger, TargetLedger } from '../promises/model.js';
import type { Load, TargetNow, Traffic } from './outlook.js';

/** Rates are believed like so many seconds of the city's mean (exits) and of nothing (entries). */
const PRIOR_SECONDS = { exits: 600, entries: 150 };

/** Before cars were seen to come, as many follow no guidance as do; that is believed like so many of each. */
const UNSEEN_CARS = 2;

interface CityFlows {
  /** Exits per parked car and second. */
  turnover: number;
  unguidedShare: number;
  /** Cars that follow no guidance for each one that does. */
  unguidedPerGuided: number;
}
const cityFlows = (ledger: PromiseLedger, targets: readonly TargetNow[]): CityFlows => {
  let [exits, parked, guided, unguided] = [0, 0, 0, 0];
  for (const { targetId, capacity, vacant } of targets) {
    const { flows } = targetOf(ledger, targetId);
    guided += flows.guided;
    unguided += flows.unguided;
    if (vacant === null) continue;
    exits += flows.exits;
    parked += flows.seconds * Math.max(0, capacity - vacant);
  }
  return { turnover: parked === 0 ? 0 : exits / parked, unguidedShare: guided + unguided === 0 ? 0 : unguided / (guided + unguided), unguidedPerGuided: (unguided + UNSEEN_CARS) / (guided + UNSEEN_CARS) };
};

/** Promises as loads, those within `binMs` of each other together. */
export const loadOf = (open: readonly Promised[], binMs = 0): Load[] => {
  const loads: Load[] = [];
  for (const { dueMs, weight } of open) {
    const [last, atMs] = [loads.at(-1), binMs === 0 ? dueMs : Math.ceil(dueMs / binMs) * binMs];
    const variance = weight * (1 - weight);
    if (last?.atMs === atMs) loads[loads.length - 1] = { atMs, cars: last.cars + weight, variance: last.variance + variance };
    else loads.push({ atMs, cars: weight, variance });
  }
  return loads;
};

const trafficAt = ({ open, flows }: TargetLedger, now: TargetNow, city: CityFlows, binMs: number): Traffic => {
  const usual = city.turnover * Math.max(0, now.capacity - Number(now.vacant));
  return {
    promised: loadOf(open, binMs),
    inPerS: (flows.unguided + wishedOf(flows)) / (flows.openSeconds + PRIOR_SECONDS.entries + flows.seconds / city.unguidedPerGuided),
    outPerS: (flows.exits + usual * PRIOR_SECONDS.exits) / (flows.seconds + PRIOR_SECONDS.exits),
    unguidedShare: city.unguidedShare,
  };
};

/** What the ledger knows of every target, in their order. `binMs` blurs the times of promises, so that none can be told. */
export const trafficOf = (ledger: PromiseLedger, targets: readonly TargetNow[], binMs = 0): Traffic[] => {
  const city = cityFlows(ledger, targets);
  return targets.map((now) => trafficAt(targetOf(ledger, now.targetId), now, city, binMs));
};
