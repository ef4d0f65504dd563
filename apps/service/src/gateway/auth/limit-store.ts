import { createClient } from '@redis/client';
import { hkdfSync, randomBytes } from 'node:crypto';
import type { Logger } from '@wegweiser/platform';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';

export interface LimitOptions {
  name: string;
  points: number;
  /** Seconds. */
  duration: number;
  blockDuration?: number;
}

/** Where limits are counted. */
export interface LimitStore {
  /** Key under which names and addresses are hidden before they are counted. */
  readonly salt: Uint8Array;
  limiter(options: LimitOptions): RateLimiterAbstract;
  stop(): void;
}

/** In this process alone: one gateway. Its key is made up at the start, so nobody can tell an address from what is counted. */
export function limitsHere(): LimitStore {
  return { salt: randomBytes(32), limiter: ({ name, ...o }) => new RateLimiterMemory({ keyPrefix: name, ...o }), stop: () => undefined };
}

const SAY_AGAIN_MS = 60_000;

/**
 * In a Valkey (or Redis) that several gateways share: who guesses at one of them guesses at all. While it is away each counts
 * for itself, from nought: doors never stand open, and nobody waits for a store that does not answer.
 *
 * @param sessionKey what the gateways share already; the key that hides names is derived from it
 */
export function limitsInValkey(url: string, sessionKey: Uint8Array, log: Logger): LimitStore {
  const client = createClient({ url, disableOfflineQueue: true, commandOptions: { timeout: 500 }, socket: { connectTimeout: 2000, reconnectStrategy: (tries: number) => Math.min(5000, 100 * 2 ** tries) } });
  let saidAtMs = Number.NEGATIVE_INFINITY;
  client.on('error', (error: unknown) => {
    if (performance.now() - saidAtMs < SAY_AGAIN_MS) return;
    saidAtMs = performance.now();
    log.warn({ err: error }, 'Valkey is away; this gateway counts limits by itself');
  });
  void client.connect().catch(() => undefined);
  return {
    salt: new Uint8Array(hkdfSync('sha256', sessionKey, '', 'limits', 32)),
    limiter: ({ name, ...o }) => new RateLimiterRedis({ storeClient: client, useRedisPackage: true, keyPrefix: `wegweiser:${name}`, ...o, insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, ...o }) }),
    stop: () => client.destroy(),
  };
}
