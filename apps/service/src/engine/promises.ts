import type { City, FacilityGuidance, FacilityState, PromiseAct, PromiseRecord } from '@wegweiser/contracts';
import {
  complianceOf, createLedger, decayPromises, givePromise, noteWish, redeem, trafficOf, withdrawPromise,
  type Counted, type PromiseLedger, type TargetNow, type Traffic,
} from '@wegweiser/guidance';
import type { Facilities } from './facilities.js';

/** The count that promises were redeemed against last. */
interface Seen {
  vacant: number;
  capacity: number;
  atMs: number;
}
export interface PromisesState {
  ledger: PromiseLedger;
  seen: Record<string, Seen>;
  decayedMs: number;
  saidMs: number;
  dirty: boolean;
}

/** Told to the gateways at most this often; they know by themselves what they gave since. */
const SAY_EVERY_MS = 10_000;
const BLUR_MS = 60_000;
const MOST_SAID = 200;
/** A count that jumps by more was corrected: cars do not come and go like that. */
const JUMP_SHARE = 0.25;
const JUMP_LEAST = 20;

/** The ledger of cars on their way to the city's public spaces: what was promised, what came of it. */
export class Promises {
  private ledger = createLedger();
  private readonly ids: ReadonlySet<string>;
  private seen = new Map<string, Seen>();
  private decayedMs = 0;
  private saidMs = 0;
  private dirty = false;

  constructor(city: City) {
    this.ids = new Set(city.facilities.map((f) => f.id));
  }

  take({ acts }: PromiseRecord, nowMs: number): void {
    for (const act of acts) {
      if (!this.ids.has(act.facilityId)) continue;
      this.ledger = after(this.ledger, act, nowMs);
    }
    this.dirty = true;
  }

  /** After the facilities' own second: what was shown between two seconds differs between a run and its replay. */
  tick(nowMs: number, facilities: Facilities): void {
    const states = Object.values(facilities.current());
    for (const state of states) this.count(state);
    if (this.decayedMs !== 0) this.decay(nowMs);
    this.decayedMs = nowMs;
    if (!this.dirty || nowMs - this.saidMs < SAY_EVERY_MS) return;
    this.say(states, nowMs, facilities);
  }

  private decay(nowMs: number): void {
    const before = this.ledger;
    this.ledger = decayPromises(this.ledger, this.decayedMs, nowMs);
    this.dirty ||= this.ledger !== before;
  }

  private count({ id, vacant, capacity, measuredAtMs: atMs }: FacilityState): void {
    const before = this.seen.get(id);
    if (vacant === null || atMs === null || (before !== undefined && atMs <= before.atMs)) return;
    this.seen.set(id, { vacant, capacity, atMs });
    if (before === undefined || before.capacity !== capacity) return;
    const filled = before.vacant - vacant;
    if (Math.abs(filled) > Math.max(JUMP_LEAST, JUMP_SHARE * capacity)) return;
    // A counter that tells free spaces alone hides who left while another came in: the net of it is what is known.
    const counted: Counted = { fromMs: before.atMs, toMs: atMs, entered: Math.max(0, filled), left: Math.max(0, -filled), vacant };
    this.ledger = redeem(this.ledger, id, counted);
    // Where nobody was ever guided there is nothing to say beside the counts.
    this.dirty ||= this.ledger.totals.given > 0;
  }

  private say(states: readonly FacilityState[], nowMs: number, facilities: Facilities): void {
    const targets = states.map((state): TargetNow => ({ targetId: state.id, capacity: state.capacity, vacant: state.vacant, measuredAtMs: state.measuredAtMs ?? nowMs, forecast: [] }));
    const compliance = { shown: rounded(complianceOf(this.ledger, 'shown'), 1000), followed: rounded(complianceOf(this.ledger, 'followed'), 1000) };
    for (const [index, traffic] of trafficOf(this.ledger, targets, BLUR_MS).entries()) {
      const { targetId } = targets[index]!;
      if (this.seen.has(targetId)) facilities.guidance(targetId, guidanceOf(traffic, compliance, nowMs), nowMs);
    }
    this.saidMs = nowMs;
    this.dirty = false;
  }

  save(): PromisesState {
    return { ledger: this.ledger, seen: Object.fromEntries(this.seen), decayedMs: this.decayedMs, saidMs: this.saidMs, dirty: this.dirty };
  }
  restore({ ledger, seen, decayedMs, saidMs, dirty }: PromisesState): void {
    this.ledger = ledger;
    this.seen = new Map(Object.entries(seen));
    this.decayedMs = decayedMs;
    this.saidMs = saidMs;
    this.dirty = dirty;
  }
}

const after = (ledger: PromiseLedger, act: PromiseAct, nowMs: number): PromiseLedger => {
  if (act.act === 'give') return givePromise(ledger, act.facilityId, act, nowMs);
  return act.act === 'withdraw' ? withdrawPromise(ledger, act.facilityId, act.dueMs) : noteWish(ledger, act.facilityId);
};

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps;

function guidanceOf({ promised, inPerS, outPerS, unguidedShare }: Traffic, compliance: FacilityGuidance['compliance'], atMs: number): FacilityGuidance {
  return {
    atMs,
    promised: promised.slice(0, MOST_SAID).map((load) => ({ atMs: load.atMs, cars: rounded(load.cars, 100), variance: rounded(load.variance, 100) })),
    inPerH: rounded(inPerS * 3600, 10),
    outPerH: rounded(outPerS * 3600, 10),
    unguidedShare: rounded(unguidedShare, 100),
    compliance,
  };
}
