import type { Done, PastAct } from '@wegweiser/archive';
import type { City, FacilityState, OperatorCommand, Reading, SignOrderMessage } from '@wegweiser/contracts';
import { T0, Town } from '../../engine/testing/town.js';
import type { Past } from '../past.js';

export const MINUTE = 60_000;

/** A town that lived some hours, and what the archive would tell of them. */
export class PastTown {
  readonly town: Town;
  readonly readings: Reading[] = [];
  readonly acts: PastAct[] = [];
  private seq = 0;

  constructor(city?: City) {
    this.town = new Town(city, T0 - 60 * MINUTE);
  }

  /** Minutes go by; garages and signs report every minute, the garage as `vacantAt` says. */
  live(minutes: number, vacantAt: (minute: number) => number, shows: 'obeys' | 'stuck' = 'obeys'): this {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.say({ kind: 'parkingAbsolute', deviceId: 'pz-nord', vacant: vacantAt(minute), occupied: null, capacity: null });
      this.say({ kind: 'parkingAbsolute', deviceId: 'pc-nord', vacant: 5, occupied: null, capacity: null });
      this.say({ kind: 'parkingAbsolute', deviceId: 'pz-ost', vacant: 30, occupied: null, capacity: null });
      for (const sign of ['tafel', 'text']) {
        const orderId = shows === 'stuck' ? `${sign}.1` : (this.town.store.find('signs', sign)?.order?.orderId ?? null);
        this.say({ kind: 'signReadback', deviceId: sign, orderId, shows: [], lamp: 'ok', link: 'ok', rejected: null });
      }
      this.town.pass(60);
    }
    return this;
  }

  /** Somebody acts; what the audit log says of it is kept. */
  act(act: OperatorCommand['act'], by = 'Eva', seen?: number): PastAct {
    this.town.act(act, by, seen);
    const { commandId } = this.town.effects.outcomes.at(-1)!;
    const [kept] = this.town.effects.derived.flatMap((d) => (d.table === 'audit' && d.value.commandId === commandId ? [{ ...d.value, atMs: d.atMs }] : []));
    this.acts.push(kept!);
    return kept!;
  }

  private say(reading: object): void {
    const full = { area: 'a', status: 'ok', seq: (this.seq += 1), timeMs: this.town.nowMs, receivedAtMs: this.town.nowMs, ...reading } as Reading;
    this.readings.push(full);
    this.town.say(full as never);
  }

  past(): Past {
    const within = (atMs: number, fromMs: number, toMs: number) => atMs >= fromMs && atMs < toMs;
    const derived = this.town.effects.derived;
    const done = <T>(rows: Done<T>[], fromMs: number, toMs: number): Done<T>[] => {
      const ids = [...new Set(rows.map((r) => r.id))].sort();
      return ids.flatMap((id) => {
        const own = rows.filter((r) => r.id === id);
        const before = own.filter((r) => r.atMs < fromMs).at(-1);
        return [...(before === undefined ? [] : [before]), ...own.filter((r) => within(r.atMs, fromMs, toMs))];
      });
    };
    const orders = derived.flatMap((d): Done<SignOrderMessage>[] => (d.table === 'signOrder' ? [{ id: d.value.signId, atMs: d.atMs, value: d.value }] : []));
    const states = derived.flatMap((d): Done<FacilityState>[] => (d.table === 'facilityState' ? [{ id: d.value.id, atMs: d.atMs, value: d.value }] : []));
    return {
      received: (fromMs, toMs) => Promise.resolve(this.readings.filter((r) => within(r.receivedAtMs, fromMs, toMs))),
      acts: (fromMs, toMs) => Promise.resolve(this.acts.filter((a) => within(a.atMs, fromMs, toMs))),
      signOrders: (fromMs, toMs) => Promise.resolve(done(orders, fromMs, toMs)),
      facilityStates: (fromMs, toMs) => Promise.resolve(done(states, fromMs, toMs)),
    };
  }
}
