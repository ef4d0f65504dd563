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
