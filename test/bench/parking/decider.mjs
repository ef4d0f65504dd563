// What the service and the phones of a simulated inner city know and decide, through the rules of libs/guidance. The ledger
// holds promises without owners; each phone knows its own target, the time it said, and where it came from.
import {
  advise, approachOf, createLedger, createSlownessBook, decayPromises, DEFAULT_ADVICE, DEFAULT_OUTLOOK, DEFAULT_SLOWNESS, drivenSeconds, givePromise, learnPace, noteWish, outlookOf, redeem,
  slownessFrom, trafficOf, wishOf, withApproach, withdrawPromise,
} from '@wegweiser/guidance';

/** Answers the harness's messages (init, state, request). `lagSeconds`: age of the counts; `tuning` overrides options. */
export class Decider {
  ledger = createLedger();
  slowness = createSlownessBook();
  nowMs = 0;
  /** Entries and exits come in without delay and wait here until they are as old as `free`. */
  waiting = [];
  counts = new Map();
  phones = new Map();
  /** What was said last to each phone of its target, against what came of it: number, sum of what was said, sum of what came true. */
  said = new Map();
  cells = Array.from({ length: 10 }, () => [0, 0, 0]);

  constructor(lagSeconds, tuning = {}) {
    this.lagMs = lagSeconds * 1000;
    this.outlookOptions = { ...DEFAULT_OUTLOOK, ...tuning.outlook };
    this.advice = { ...DEFAULT_ADVICE, ...tuning.advice };
    this.slownessOptions = { ...DEFAULT_SLOWNESS, ...tuning.slowness };
  }

  take(message) {
    if (message.type === 'init') this.#init(message);
    else if (message.type === 'state') this.#state(message);
  }

  #init({ t, garages }) {
    this.nowMs = t * 1000;
    for (const { id, capacity, free } of garages) this.counts.set(id, { capacity, vacant: free, measuredAtMs: this.nowMs, in: 0, out: 0 });
  }

  #state({ t, garages }) {
    const beforeMs = this.nowMs;
    this.nowMs = t * 1000;
    const measuredAtMs = this.nowMs - this.lagMs;
    this.waiting.push({ atMs: this.nowMs, garages: new Map(garages.map((one) => [one.id, one])) });
    this.ledger = decayPromises(this.ledger, beforeMs, this.nowMs);
    const then = this.waiting.findLast((one) => one.atMs <= measuredAtMs);
    if (then === undefined) return;
    for (const { id, free } of garages) {
      const count = this.counts.get(id);
      const { in: entered, out: left } = then.garages.get(id);
      this.ledger = redeem(this.ledger, id, { fromMs: count.measuredAtMs, toMs: measuredAtMs, entered: entered - count.in, left: left - count.out, vacant: free });
      this.counts.set(id, { ...count, vacant: free, measuredAtMs, in: entered, out: left });
    }
    while (this.waiting[0].atMs < measuredAtMs) this.waiting.shift();
  }

  /** The garage for a request. */
  answer({ t, veh, reason, dest, tried, options }) {
    this.nowMs = t * 1000;
    const { nowMs } = this;
    const phone = this.phones.get(veh);
    if (phone !== undefined) this.ledger = withdrawPromise(this.ledger, phone.targetId, phone.dueMs);
    if (reason === 'full') this.#outcome(veh, 0);
    const targets = options.map(({ id }) => ({ targetId: id, forecast: [], ...this.counts.get(id) }));
    const traffic = trafficOf(this.ledger, targets);
    const told = options.map(({ id: targetId, eta_s: driveSeconds }) => ({ targetId, driveSeconds }));
    const approach = this.#approach(phone, told);
    const slowness = slownessFrom(this.slowness, approach, nowMs, this.slownessOptions);
    const ways = options.map(({ id, eta_s: driveSeconds, walk_s: walkSeconds }, index) => ({
      targetId: id, driveSeconds, slowness: slowness(id), walkSeconds, priceSeconds: 0, ruledOut: tried.includes(id),
      outlook: outlookOf(traffic[index], targets[index], nowMs, this.outlookOptions),
    }));
    if (phone === undefined) this.ledger = noteWish(this.ledger, wishOf(ways, this.advice));
    const followed = reason === 'periodic' && phone !== undefined ? { targetId: phone.targetId, sinceMs: phone.sinceMs } : null;
    const [best] = advise(ways, dest.map((metres) => Math.round(metres / 100)).join(':'), followed, nowMs, this.advice);
    const way = ways.find(({ targetId }) => targetId === best.targetId);
    const dueMs = nowMs + drivenSeconds(way) * 1000;
    this.ledger = givePromise(this.ledger, best.targetId, { kind: 'followed', dueMs }, nowMs);
    this.said.set(veh, best.freeProbability);
    this.phones.set(veh, { approach, askedMs: nowMs, driveSeconds: way.driveSeconds, targetId: best.targetId, dueMs, sinceMs: phone?.targetId === best.targetId ? phone.sinceMs : nowMs });
    return best.targetId;
  }

  /** Where a phone comes from; one that is on its way tells how far it has come since it asked last. */
  #approach(phone, told) {
    const { nowMs, slownessOptions: options } = this;
    if (phone === undefined) {
      this.slowness = withApproach(this.slowness, told, options);
      return approachOf(this.slowness, told, options);
    }
    const { driveSeconds } = told.find(({ targetId }) => targetId === phone.targetId);
    const driven = { takenSeconds: (nowMs - phone.askedMs) / 1000, nearerSeconds: phone.driveSeconds - driveSeconds };
    this.slowness = learnPace(this.slowness, phone.approach, phone.targetId, driven, nowMs, options);
    return phone.approach;
  }

  #outcome(veh, free) {
    const p = this.said.get(veh);
    const cell = this.cells[Math.min(9, Math.floor(p * 10))];
    cell[0] += 1;
    cell[1] += p;
    cell[2] += free;
    this.said.delete(veh);
  }

  /** What was said and what came of it, by tenths of the probability; and the ledger's sums. */
  report() {
    for (const veh of this.said.keys()) this.#outcome(veh, 1);
    const flows = Object.fromEntries(Object.entries(this.ledger.targets).map(([id, { flows: f, open }]) => [id, [Math.round((3600 * f.unguided) / f.openSeconds), open.length]]));
    return { cells: this.cells.map(([n, p, free]) => [n, (p / n).toFixed(2), (free / n).toFixed(2)].join(' ')), totals: this.ledger.totals, compliance: this.ledger.compliance.followed, flows };
  }
}
