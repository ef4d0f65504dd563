import type { Detector, Track, Vehicle } from './model.js';
import { LOOP_FIELD_M } from './model.js';

/** A vehicle moved on a track from `s0` to `s1` during the second that ends at `endMs`: cover the loops it reached. */
export function cover(track: Track, vehicle: Vehicle, s0: number, s1: number, endMs: number): void {
  for (const d of track.detectors) {
    if (s0 >= d.atM || s1 < d.atM) continue;
    const onMs = endMs - 1000 + (1000 * (d.atM - s0)) / (s1 - s0);
    if (d.occupant) release(d, endMs, onMs);
    d.occupant = vehicle;
    d.entered++;
    d.onMs = onMs;
    d.onSpeedMs = s1 - s0;
    // `odoM` is already the end of this second.
    d.clearAtOdoM = vehicle.odoM - (s1 - d.atM) + vehicle.lengthM + LOOP_FIELD_M;
  }
}

/** Let go of loops whose vehicle has driven on; call once a second after all have moved. */
export function releaseCleared(detectors: Detector[], endMs: number): void {
  for (const d of detectors) {
    if (d.occupant && (d.occupant.track === null || d.occupant.odoM >= d.clearAtOdoM)) release(d, endMs, endMs);
  }
}

function release(d: Detector, endMs: number, latestMs: number): void {
  const vehicle = d.occupant as Vehicle;
  let offMs = latestMs;
  if (vehicle.track !== null && vehicle.odoM >= d.clearAtOdoM && vehicle.v > 0) {
    offMs = Math.min(latestMs, endMs - (1000 * (vehicle.odoM - d.clearAtOdoM)) / vehicle.v);
  }
  // A standing start over the loop is measured while rolling off, like a double loop does.
  const speedMs = Math.max(d.onSpeedMs, 1);
  d.passages.push({ onMs: d.onMs, offMs: Math.max(offMs, d.onMs + 1), speedKmh: speedMs * 3.6, lengthM: vehicle.lengthM, heavy: vehicle.heavy });
  d.total++;
  d.coveredMs += Math.max(offMs - d.onMs, 1);
  d.occupant = null;
}
