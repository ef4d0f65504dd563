import type { FacilityConfig } from '../model/config.js';
import type { AudienceState, SpaceBucket, SpaceState } from '../model/state.js';

/** The reporting window is cut into this many buckets; a space leaves the count at most one bucket late. */
const BUCKETS = 16;

const widthMs = (config: FacilityConfig): number => (config.spaceStaleSeconds * 1000) / BUCKETS;

export interface SpaceCount {
  readonly reporting: number;
  readonly occupied: number;
  /** When the oldest counted bucket drops out; infinite when nothing reports. */
  readonly nextExpiryMs: number;
}

function adjust(audience: AudienceState, index: number, reporting: number, occupied: number): void {
  // Below the floor nothing is counted any more, so nothing is to be taken back either.
  if (index < audience.bucketFloor) return;
  const bucket = audience.buckets.find(([i]) => i === index);
  if (bucket === undefined) audience.buckets.push([index, reporting, occupied]);
  else {
    bucket[1] += reporting;
    bucket[2] += occupied;
  }
}

/**
 * Moves a space from the bucket of its last message to that of the new one: constant time, however many spaces there
 * are. Changes the buckets in place. A sensor that does not know (-1) is not reporting.
 */
export function moveSpace(audience: AudienceState, last: SpaceState | undefined, next: SpaceState, config: FacilityConfig): void {
  const width = widthMs(config);
  const nextIndex = Math.floor(next[1] / width);
  if (last !== undefined && last[0] >= 0) adjust(audience, Math.floor(last[1] / width), -1, -last[0]);
  if (next[0] >= 0) adjust(audience, nextIndex, 1, next[0]);
  if (audience.buckets.length > 2 * BUCKETS) {
    audience.bucketFloor = Math.max(audience.bucketFloor, nextIndex - BUCKETS);
    audience.buckets = audience.buckets.filter(([i, heard]) => i >= audience.bucketFloor && heard > 0);
  }
}

/** Counts the spaces heard within the window. Reads only. */
export function countSpaces(buckets: readonly SpaceBucket[], nowMs: number, config: FacilityConfig): SpaceCount {
  const width = widthMs(config);
  const oldest = Math.floor(nowMs / width) - BUCKETS;
  let reporting = 0;
  let occupied = 0;
  let first = Number.POSITIVE_INFINITY;
  for (const [index, heard, taken] of buckets) {
    if (index < oldest || heard === 0) continue;
    reporting += heard;
    occupied += taken;
    first = Math.min(first, index);
  }
  return { reporting, occupied, nextExpiryMs: (first + BUCKETS + 1) * width };
}
