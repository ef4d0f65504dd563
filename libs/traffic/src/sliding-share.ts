/**
 * Time within a sliding window for which something held. Only buckets in which it did hold are kept, so that a healthy
 * lane costs nothing and a flapping one at most window/bucket entries.
 */
export interface SlidingShare {
  /** Bucket number, milliseconds, bucket number, milliseconds ... oldest first. */
  entries: number[];
  sumMs: number;
}

/** Forgets buckets that have left the window wholly; exact to one bucket. */
export function expireShare(share: SlidingShare, nowMs: number, windowMs: number, bucketMs: number): void {
  const { entries } = share;
  const firstBucket = Math.floor((nowMs - windowMs) / bucketMs);
  let gone = 0;
  while (gone < entries.length && (entries[gone] as number) < firstBucket) {
    share.sumMs -= entries[gone + 1] as number;
    gone += 2;
  }
  if (gone > 0) entries.splice(0, gone);
}

/** Adds time that ended at `endMs`; calls come in order of time. */
export function addToShare(share: SlidingShare, endMs: number, durationMs: number, bucketMs: number): void {
  const { entries } = share;
  const bucket = Math.floor((endMs - 1) / bucketMs);
  const last = entries.length - 2;
  if (last >= 0 && entries[last] === bucket) entries[last + 1] = (entries[last + 1] as number) + durationMs;
  else entries.push(bucket, durationMs);
  share.sumMs += durationMs;
}
