import { fillGaps, flowsOf, type DayFlows } from './flows.js';
import { QUARTERS, type PredictedDay, type PredictedFacility, type RankForOthers, type WhatIfFacility, type WhatIfScenario } from './model.js';

interface Running {
  id: string;
  capacity: number;
  flows: DayFlows;
  base: number[];
  filledShare: number;
  /** Usual vehicles inside. */
  usual: number;
  /** Extra vehicles inside, by the quarter hour in which they leave. */
  extra: Map<number, number>;
  curve: number[];
  turnedAway: number;
  takenOver: number;
}

/** Vehicles that are kept away count below nothing until they would have left: where the usual ones are gone before, it is empty. */
const insideOf = (f: Running): number => Math.max(0, f.usual + [...f.extra.values()].reduce((a, b) => a + b, 0));

/**
 * Runs a typical day with something changed. Vehicles that find a facility full or shut go where `rank` sends them, as long as
 * there is space; nobody waits and nobody goes home before. Without a change the typical day comes out as it went in, limited
 * to the capacities.
 */
export function predictDay(facilities: readonly WhatIfFacility[], scenario: WhatIfScenario, rank: RankForOthers): PredictedDay {
  const running = facilities.flatMap((f) => begin(f, scenario.stayQuarters));
  const run = new DayRun(new Map(running.map((f) => [f.id, f])), scenario, rank);
  for (let quarter = 0; quarter < QUARTERS; quarter += 1) run.step(quarter);
  return { facilities: facilities.map((f) => resultOf(f, running.find((r) => r.id === f.id))), unserved: run.unserved };
}

function begin({ id, capacity, occupied }: WhatIfFacility, stayQuarters: number): Running[] {
  const filled = fillGaps(occupied);
  if (filled === null) return [];
  const base = filled.values.map((v) => Math.min(capacity, Math.max(0, v)));
  return [{ id, capacity, flows: flowsOf(base, stayQuarters), base, filledShare: filled.filledShare, usual: base[0]!, extra: new Map(), curve: [], turnedAway: 0, takenOver: 0 }];
}

function resultOf({ id, occupied }: WhatIfFacility, f: Running | undefined): PredictedFacility {
  const nothing = occupied.map(() => null);
  if (f === undefined) return { id, occupied: nothing, base: nothing, turnedAway: 0, takenOver: 0, filledShare: 0 };
  return { id, occupied: f.curve, base: f.base, turnedAway: f.turnedAway, takenOver: f.takenOver, filledShare: f.filledShare };
}

class DayRun {
  unserved = 0;

  constructor(private readonly facilities: ReadonlyMap<string, Running>, private readonly scenario: WhatIfScenario, private readonly rank: RankForOthers) {}

  step(quarter: number): void {
    for (const f of this.facilities.values()) {
      f.curve.push(insideOf(f));
      f.usual -= f.usual * f.flows.leaving[quarter]!;
      f.extra.delete(quarter);
      // Those who were kept away count again from here on, as far as nobody else has their space by now.
      f.usual -= Math.max(0, insideOf(f) - f.capacity);
    }
    // Whoever comes as every day is there before those who are sent on.
    const sentOn = [...this.facilities.values()].flatMap((f) => this.arrivals(f, quarter).map(({ vehicles, leaves }) => ({ wanted: { facility: f.id } as const, vehicles: this.arrive(f, vehicles, quarter, leaves), leaves })));
    const extra = this.scenario.extra.filter((e) => e.quarter === quarter).map((e) => ({ wanted: { towards: e.towards } as const, vehicles: e.vehicles, leaves: quarter + e.stayQuarters }));
    for (const { wanted, vehicles, leaves } of [...sentOn, ...extra]) if (vehicles > 0) this.sendOn(wanted, vehicles, quarter, leaves);
  }

  /** Who comes to a facility of itself: the usual ones, and those who stay long, more or fewer of them. */
  private arrivals(f: Running, quarter: number): { vehicles: number; leaves: number | null }[] {
    const changes = this.scenario.demand.filter((d) => quarter >= d.fromQuarter && quarter < d.toQuarter && (d.facilities.length === 0 || d.facilities.includes(f.id)));
    const all = changes.reduce((vehicles, d) => (d.stayQuarters === null ? vehicles * d.factor : vehicles), f.flows.arrivals[quarter]!);
    const rise = Math.max(0, (f.base[quarter + 1] ?? 0) - f.base[quarter]!);
    const long = changes.flatMap((d) => (d.stayQuarters === null ? [] : [{ vehicles: rise * (d.factor - 1), leaves: quarter + d.stayQuarters }]));
    return [{ vehicles: all, leaves: null }, ...long];
  }

  /** Lets in as many as there is space for; how many are left outside. Fewer than none are kept away. */
  private arrive(f: Running, vehicles: number, quarter: number, leaves: number | null): number {
    const taken = Math.min(vehicles, this.vacant(f, quarter));
    if (leaves === null) f.usual += taken;
    else f.extra.set(leaves, (f.extra.get(leaves) ?? 0) + taken);
    f.turnedAway += vehicles - taken;
    return vehicles - taken;
  }

  private vacant(f: Running, quarter: number): number {
    const shut = this.scenario.shut.some((s) => s.id === f.id && quarter >= s.fromQuarter && quarter < s.toQuarter);
    return shut ? 0 : Math.max(0, f.capacity - insideOf(f));
  }

  private sendOn(wanted: { facility: string } | { towards: string }, vehicles: number, quarter: number, leaves: number | null): void {
    const vacant = Object.fromEntries([...this.facilities.values()].map((f) => [f.id, this.vacant(f, quarter)]));
    let left = vehicles;
    for (const id of this.rank(wanted, quarter, vacant)) {
      const f = this.facilities.get(id);
      if (f === undefined) continue;
      const outside = this.arrive(f, left, quarter, leaves);
      f.turnedAway -= outside;
      f.takenOver += left - outside;
      left = outside;
    }
    this.unserved += left;
  }
}
