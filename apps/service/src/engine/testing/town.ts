import { City, type CommandOutcome, type FacilityForecast, type OperatorCommand, type PromiseAct, type Reading, type SignOrderMessage } from '@wegweiser/contracts';
import { LiveStore } from '../../live/live-store.js';
import { CityEngine, type Effects } from '../city-engine.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot-file.js';

/** Monday 23 November 2026, 08:00 in Ingolstadt. */
export const T0 = Date.UTC(2026, 10, 23, 7);
const text = (de: string) => ({ de, en: de });
const lane = (id: string, signalGroup: string) => ({ id, movements: ['through'], signalGroup, loops: [{ deviceId: `lp-${id}`, role: 'upstream', distanceM: 40 }] });

/** A town with one garage more than it needs, one junction, one link and one sign: for specs of the engine's parts. */
export const aTown = (): City =>
  City.parse({
    city: { id: 'town', name: 'Town', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11, 48], bounds: [10, 47, 12, 49], attribution: text('x') },
    areas: [{ id: 'a', name: text('a') }],
    facilities: ['nord', 'ost'].map((id) => ({
      id, name: id, area: 'a', kind: 'garage', address: 'x', position: [11, 48], capacity: 100, controllerId: `gc-${id}`,
      audiences: [{ id: 'shortStay', capacity: 80 }, { id: 'contract', capacity: 20 }],
      counters: [{ deviceId: `pz-${id}`, kind: 'absolute', audience: 'shortStay' }, { deviceId: `pc-${id}`, kind: 'absolute', audience: 'contract' }],
    })),
    junctions: [
      {
        id: 'kreuz', name: 'Kreuz', area: 'a', position: [11, 48], controllerId: 'tc-kreuz',
        arms: [{ id: 'n', street: 'n', bearingDeg: 0, lanes: [lane('n1', 'K1')] }, { id: 'o', street: 'o', bearingDeg: 90, lanes: [lane('o1', 'K2')] }],
        signalGroups: [{ id: 'K1', kind: 'vehicle', minGreenS: 8 }, { id: 'K2', kind: 'vehicle', minGreenS: 8 }],
        intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } },
        stages: [{ id: 's1', groups: ['K1'] }, { id: 's2', groups: ['K2'] }],
        plans: [{ id: 'p1', cycleS: 70, offsetS: 0, stages: [{ stageId: 's1', greenS: 30 }, { stageId: 's2', greenS: 30 }] }],
      },
    ],
    links: [{ id: 'l1', street: 'Ring', area: 'a', from: 'edge-a', to: 'edge-b', lengthM: 400, freeSpeedKmh: 50, laneCount: 1, shape: [[11, 48], [11.01, 48]], loops: [{ deviceId: 'lm-1', role: 'mid' }] }],
    signs: [
      {
        id: 'tafel', name: 'Tafel', area: 'a', position: [11, 48], facingDeg: 0, type: 'counter', dwellSeconds: 0,
        rows: [{ id: 'r1', target: 'nord', label: 'Nord' }, { id: 'r2', target: 'ost', label: 'Ost' }], rules: [{ id: 'normal', show: { rows: true } }],
      },
      { id: 'text', name: 'Text', area: 'a', position: [11, 48], facingDeg: 0, type: 'freeText', matrix: { columns: 16, lines: 2 }, rules: [{ id: 'normal', show: { multi: 'NORD [nl]{nord}' } }] },
    ],
  });

type Without<T> = T extends unknown ? Omit<T, 'area' | 'status' | 'receivedAtMs' | 'timeMs' | 'seq'> & Partial<Pick<T & Reading, 'area' | 'status' | 'receivedAtMs' | 'timeMs' | 'seq'>> : never;

const SIGN_CHANGES: ReadonlySet<string> = new Set(['signChanged', 'signNumbers']);

/** An engine with hands on it: says what devices say, lets time pass, and keeps what it wanted done. */
export class Town {
  readonly store = new LiveStore('town');
  readonly engine: CityEngine;
  readonly effects: Effects = { publish: [], derived: [], outcomes: [], failures: [] };
  private offset = 0;

  constructor(readonly city: City = aTown(), public nowMs = T0) {
    this.engine = new CityEngine(city, this.store);
    this.pass(0);
  }

  /** Seconds go by. */
  pass(seconds: number): this {
    const endMs = this.nowMs + seconds * 1000;
    // While a service runs there is no gap; `away` is one.
    while (this.nowMs < endMs) this.goTo(Math.min(endMs, this.nowMs + 300_000));
    return seconds === 0 ? this.goTo(endMs) : this;
  }

  /** The service is down for so long. */
  away(seconds: number): this {
    return this.goTo(this.nowMs + seconds * 1000);
  }

  private goTo(atMs: number): this {
    this.nowMs = atMs;
    this.engine.advanceTo(atMs);
    this.collect();
    return this;
  }

  say(reading: Without<Reading>, late = false): this {
    const offset = this.offset++;
    const full = { area: 'a', status: 'ok', seq: offset, timeMs: this.nowMs, receivedAtMs: this.nowMs, ...reading } as Reading;
    this.engine.process({ events: [{ type: 'reading', offset, reading: full, late }] });
    this.collect();
    return this;
  }

  vacant(garage: string, vacant: number): this {
    this.say({ kind: 'parkingAbsolute', deviceId: `pc-${garage}`, vacant: 5, occupied: null, capacity: null });
    return this.say({ kind: 'parkingAbsolute', deviceId: `pz-${garage}`, vacant, occupied: null, capacity: null });
  }

  /** An operator acts; the engine's answer. */
  act(act: OperatorCommand['act'], by = 'Eva', ifRevision?: number): CommandOutcome {
    const offset = this.offset++;
    const command = { commandId: `c${offset}`, by, atMs: this.nowMs, act, ...(ifRevision === undefined ? {} : { ifRevision }) };
    this.engine.process({ events: [{ type: 'command', offset, command }] });
    this.collect();
    return this.effects.outcomes.at(-1)!.outcome;
  }

  /** A forecast comes out of the journal. */
  forecast(id: string, forecast: FacilityForecast): this {
    const offset = this.offset++;
    this.engine.process({ events: [{ type: 'forecast', offset, atMs: this.nowMs, issue: { facilities: [{ id, forecast }] } }] });
    this.collect();
    return this;
  }

  /** Promises come out of the journal. */
  promise(...acts: PromiseAct[]): this {
    const offset = this.offset++;
    this.engine.process({ events: [{ type: 'promises', offset, atMs: this.nowMs, record: { acts } }] });
    this.collect();
    return this;
  }

  /** The same town in another process, from what would be on disk; what was done before stays done. */
  restarted(): Town {
    const other = new Town(this.city, this.nowMs);
    other.engine.restore(decodeSnapshot(Buffer.concat(encodeSnapshot(this.engine.save()))) as never);
    other.offset = this.offset;
    for (const kind of ['publish', 'derived', 'outcomes'] as const) other.effects[kind].splice(0, Number.POSITIVE_INFINITY, ...(this.effects[kind] as never[]));
    return other;
  }

  published(topic: string): string[] {
    return this.effects.publish.filter((p) => p.topic === `wegweiser/v1/a/${topic}`).map((p) => p.payload);
  }
  order(signId = 'tafel'): SignOrderMessage {
    return this.store.find('signs', signId)!.order!;
  }
  /** What a counter panel is to show, row by row. */
  rows(): string[] {
    const { content } = this.order();
    return content.type === 'counter' ? content.rows.map((r) => r.text) : [];
  }
  alarm(code: string) {
    return this.store.list('alarms').find((a) => a.code === code);
  }
  /** What was done; what signs changed by rule is in `signLog`. */
  audit() {
    return this.auditRows().filter((a) => !SIGN_CHANGES.has(a.action));
  }
  signLog(signId = 'tafel') {
    return this.auditRows().filter((a) => SIGN_CHANGES.has(a.action) && a.about.id === signId);
  }
  private auditRows() {
    return this.effects.derived.flatMap((d) => (d.table === 'audit' ? [d.value] : []));
  }

  private collect(): void {
    const now = this.engine.takeEffects();
    if (now.failures.length > 0) throw now.failures[0]!.error;
    this.effects.publish.push(...now.publish);
    this.effects.derived.push(...now.derived);
    this.effects.outcomes.push(...now.outcomes);
  }
}
