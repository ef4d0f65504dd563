import type { TacticalJunction } from './layout.js';
import type { TacticalParams } from './params.js';

/** A bus or tram asks for green: it will be at the stop line of a lane in so many seconds if nothing holds it. */
export interface PriorityRequest {
  readonly laneId: string;
  /** Seconds from now, 0 = it waits. */
  readonly etaS: number;
  /** What a second of its waiting counts, in cars. Bounded by `maxPriorityVeh` for all requests of a junction together. */
  readonly worthVeh: number;
}

/** A request as the look-ahead takes it: by lane index, its worth bounded. */
export interface Priority {
  readonly lane: number;
  readonly etaS: number;
  readonly worthVeh: number;
}

/** Seconds of a course's wait for one vehicle with priority; lives for one course. */
export interface PriorityWait extends Priority {
  aheadVeh: number;
  passed: boolean;
}

/**
 * Requests of known lanes within the horizon. Together they count no more than `maxPriorityVeh` cars: what all of them can change
 * in the cost of a course stays below that many cars that wait for the whole horizon, so a queue that grows always
 * outweighs them in the end; who has waited for too long goes first all the same.
 */
export function boundedPriority(junction: TacticalJunction, requests: readonly PriorityRequest[], params: TacticalParams): Priority[] {
  const index = new Map(junction.lanes.map((lane, i) => [lane.id, i]));
  const usable = requests.flatMap((r): Priority[] => {
    const lane = index.get(r.laneId);
    return lane !== undefined && r.worthVeh > 0 && r.etaS < params.horizonS ? [{ lane, etaS: Math.max(0, Math.round(r.etaS)), worthVeh: Math.min(r.worthVeh, params.maxPriorityVeh) }] : [];
  });
  const sum = usable.reduce((a, p) => a + p.worthVeh, 0);
  const scale = sum > params.maxPriorityVeh ? params.maxPriorityVeh / sum : 1;
  return usable.map((p) => ({ ...p, worthVeh: p.worthVeh * scale }));
}

/**
 * One second of a course: cost of the vehicles that wait, car seconds. Each leaves after those who are there before it.
 *
 * @param queue vehicles by lane after this second
 * @param servedVeh what each lane could discharge in it
 */
export function waitOfPriority(waits: PriorityWait[], queue: Float64Array, servedVeh: Float64Array, nowS: number): number {
  let cost = 0;
  for (const wait of waits) {
    if (wait.passed) continue;
    const served = servedVeh[wait.lane] as number;
    if (nowS < wait.etaS) {
      wait.aheadVeh = queue[wait.lane] as number;
      continue;
    }
    wait.passed = served > 0 && wait.aheadVeh <= served;
    wait.aheadVeh -= served;
    if (!wait.passed) cost += wait.worthVeh;
  }
  return cost;
}
