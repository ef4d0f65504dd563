import type { City, DeviceLifeReading, ParkingAbsoluteReading, ParkingSpaceReading, ParkingTotalsReading, StreetZoneConfig, StreetZoneState } from '@wegweiser/contracts';
import { applyStreetReading, createStreetState, estimateStreet, type StreetConfig, type StreetEstimate, type StreetReading, type StreetState } from '@wegweiser/parking';
import { regionOf } from './facility-config.js';
import type { Outputs } from './outputs.js';

interface Entry {
  config: StreetConfig;
  state: StreetState;
  dirty: boolean;
}
/** By zone: what was heard, and whether it waits to be shown. */
export type StreetsState = Record<string, Pick<Entry, 'state' | 'dirty'>>;

/** Evidence grows old and tickets stop being needed by themselves: looked at anew this often. */
const LOOK_EVERY_MS = 60_000;
/** What is shown is no finer than what can be known. */
const STEP_PCT = 5;

/** Every on-street zone: readings of its sensors and machines in, an estimate out. No zone has a count. */
export class Streets {
  private readonly entries = new Map<string, Entry>();
  private readonly byDevice = new Map<string, Entry>();

  constructor(city: City, private readonly out: Outputs) {
    for (const zone of city.streetZones) {
      const entry: Entry = { config: streetConfigOf(city, zone), state: createStreetState(), dirty: true };
      this.entries.set(zone.id, entry);
      for (const id of [...zone.sensors, ...(zone.machines?.deviceIds ?? [])]) this.byDevice.set(id, entry);
    }
  }

  applyCount(r: ParkingAbsoluteReading | ParkingTotalsReading | ParkingSpaceReading): void {
    const entry = this.byDevice.get(r.deviceId);
    // A device that says it is faulty says nothing, and grows old.
    if (entry === undefined || r.status !== 'ok') return;
    const said = { deviceId: r.deviceId, timeMs: r.timeMs, seq: r.seq, receivedMs: r.receivedAtMs };
    if (r.kind === 'parkingSpace') this.take(entry, { ...said, kind: 'space', occupied: r.occupied });
    else if (r.kind === 'parkingAbsolute' && r.occupied !== null) this.take(entry, { ...said, kind: 'tickets', tickets: r.occupied });
  }

  /** The broker says that a sensor has gone: what it said last is not known to hold. */
  applyLife({ deviceId, state, receivedAtMs, seq }: DeviceLifeReading): void {
    const entry = this.byDevice.get(deviceId);
    if (entry === undefined || state === 'online') return;
    this.take(entry, { kind: 'space', deviceId, timeMs: receivedAtMs, seq, receivedMs: receivedAtMs, occupied: null });
  }

  private take(entry: Entry, reading: StreetReading): void {
    if (applyStreetReading(entry.state, reading, entry.config)) entry.dirty = true;
  }

  tick(nowMs: number): void {
    for (const [id, entry] of this.entries) {
      const shown = this.out.store.find('streetZones', id);
      if (!entry.dirty && shown !== undefined && nowMs - shown.atMs < LOOK_EVERY_MS) continue;
      entry.dirty = false;
      this.out.store.set('streetZones', publicStreet(id, estimateStreet(entry.state, entry.config, nowMs), nowMs));
    }
  }

  save(): StreetsState {
    return Object.fromEntries([...this.entries].map(([id, { state, dirty }]) => [id, { state, dirty }]));
  }
  restore(states: StreetsState = {}): void {
    for (const [id, entry] of this.entries) Object.assign(entry, states[id]);
  }
}

const minuteOf = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3));

function streetConfigOf(city: City, { id, spaces, sensors, sensorStaleSeconds, machines, usual, position }: StreetZoneConfig): StreetConfig {
  return {
    id, spaces, sensors, sensorStaleSeconds,
    machines: machines === undefined ? null : { ids: machines.deviceIds, carsPerTicket: [machines.carsPerTicket.least, machines.carsPerTicket.mean, machines.carsPerTicket.most], hours: machines.hours, staleSeconds: machines.staleSeconds },
    usual: (usual?.slots ?? []).map((s) => ({ weekdays: s.weekdays, fromMinute: minuteOf(s.from), toMinute: minuteOf(s.to) || 1440, freePct: s.freePct })),
    timeZone: city.city.timeZone,
    region: regionOf(city, position),
  };
}

/** The range is rounded outwards: a step must not make it look surer. */
function publicStreet(id: string, { basis, freePct, lowPct, highPct, seen, measuredAtMs, reasons }: StreetEstimate, nowMs: number): StreetZoneState {
  const stepped = (pct: number | null, round: (n: number) => number): number | null => (pct === null ? null : STEP_PCT * round(pct / STEP_PCT));
  return {
    id, basis, quality: freePct === null ? 'unknown' : 'estimated',
    freePct: stepped(freePct, Math.round), lowPct: stepped(lowPct, Math.floor), highPct: stepped(highPct, Math.ceil),
    seen, measuredAtMs, atMs: nowMs, reasons: [...reasons],
  };
}
