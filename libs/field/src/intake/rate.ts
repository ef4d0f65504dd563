import type { NumberRows, NumberRowsWriter } from '../journal/number-rows.js';

/** Token bucket of one device, on the service's receipt time: a flood is set aside before it costs anything. */
export interface Bucket {
  tokens: number;
  atMs: number;
  /** When it was told last that the device is over its rate. */
  saidMs?: number;
}

export interface RateLimit {
  /** Messages per second a device may send for ever. */
  perSecond: number;
  /** Messages it may send at once, e.g. what it stored while the broker was away. */
  burst: number;
}

export const fullBucket = (limit: RateLimit, nowMs: number): Bucket => ({ tokens: limit.burst, atMs: nowMs });

/** Takes one token; `false` when the device is over its rate. */
export function takeToken(bucket: Bucket, nowMs: number, limit: RateLimit): boolean {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  bucket.tokens = Math.min(limit.burst, bucket.tokens + (elapsedMs * limit.perSecond) / 1000);
  bucket.atMs = Math.max(bucket.atMs, nowMs);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

/** Tokens, time, and when it was told, -1 for never. */
export function savedBuckets(buckets: ReadonlyMap<string, Bucket>, rows: NumberRowsWriter): NumberRows {
  rows.start(buckets.size * 3);
  for (const [sender, { tokens, atMs, saidMs }] of buckets) rows.row(sender).put(tokens).put(atMs).put(saidMs ?? -1);
  return rows.rows();
}

export function bucketsOf({ ids, numbers }: NumberRows): [string, Bucket][] {
  return ids.map((sender, i) => {
    const [tokens, atMs, saidMs] = numbers.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    return [sender, saidMs < 0 ? { tokens, atMs } : { tokens, atMs, saidMs }];
  });
}
