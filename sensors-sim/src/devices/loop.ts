import type { Detector, Passage } from '../roads/model.js';
import { createDevice, type Draft, type Sensor } from './device.js';

/** A loop: interval aggregates on the clock's grid, and single passages where wished. */
export function createLoop(detector: Detector, intervalS: number, withPassages: boolean): Sensor {
  const device = createDevice(detector.area, 'loop', detector.deviceId);
  const intervalMs = intervalS * 1000;
  // The loop has been counting since its last grid point (its passages say so); after a restart, or with a clock that has
  // another grid, the first grid point only begins the first complete interval.
  let complete: boolean | null = null;
  let sent = detector.passages.length;
  return {
    device,
    sense: (nowMs, skewMs) => {
      const drafts: Draft[] = [];
      complete ??= skewMs === 0;
      if (withPassages) for (; sent < detector.passages.length; sent++) drafts.push(passage(device, detector.passages[sent] as Passage, nowMs));
      if ((nowMs + skewMs) % intervalMs !== 0) return drafts;
      if (complete) drafts.push(interval(device, detector, nowMs - intervalMs, nowMs));
      complete = true;
      detector.passages = [];
      sent = 0;
      return drafts;
    },
    restart: () => {
      complete = false;
    },
  };
}

const round1 = (v: number): number => Math.round(v * 10) / 10;
const meanKmh = (list: Passage[]): number | null => (list.length === 0 ? null : round1(list.reduce((a, p) => a + p.speedKmh, 0) / list.length));

function passage(device: Sensor['device'], p: Passage, atMs: number): Draft {
  return {
    device, message: 'passage', atMs, status: 'ok', times: { time: p.offMs },
    body: { occupiedMs: Math.round(Math.min(3_600_000, p.offMs - p.onMs)), speedKmh: round1(p.speedKmh), lengthM: round1(p.lengthM) },
  };
}

/** Counts by the time the rear left the field; coverage is cut at the interval's ends. */
export function interval(device: Sensor['device'], detector: Detector, startMs: number, endMs: number): Draft {
  const list = detector.passages;
  let coveredMs = list.reduce((sum, p) => sum + Math.max(0, p.offMs - Math.max(p.onMs, startMs)), 0);
  if (detector.occupant) coveredMs += endMs - Math.max(detector.onMs, startMs);
  const heavy = list.filter((p) => p.heavy);
  return {
    device, message: 'interval', atMs: endMs, status: 'ok', times: { start: startMs, end: endMs },
    body: {
      vehicles: list.length,
      heavyVehicles: heavy.length,
      occupancyPct: round1(Math.min(100, (100 * coveredMs) / (endMs - startMs))),
      meanSpeedKmh: meanKmh(list),
      meanSpeedCarKmh: meanKmh(list.filter((p) => !p.heavy)),
      meanSpeedHeavyKmh: meanKmh(heavy),
    },
  };
}
