import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { isLoopback } from '@wegweiser/platform';
import type { AccessSettings } from './access-settings.js';
import type { Identity } from './identity.js';
import { limitsHere, type LimitStore } from './limit-store.js';

/** Seconds until it is worth trying again. */
export type Limited = { ok: true } | { ok: false; retryS: number };
const FINE: Limited = { ok: true };

/** From one place, whatever the name: tries a day. */
const FAILURES_PER_ADDRESS_A_DAY = 100;
/** For one name, from anywhere: guessing with many addresses. Above what one place may, so that a stranger alone locks nobody out. */
const NAME_FACTOR = 10;

/**
 * How much anybody may ask for. Addresses and names are counted as keyed hashes, for minutes, a day at most: without the key
 * nobody can tell an address from them.
 */
export class Limits {
  private readonly changes: RateLimiterAbstract;
  private readonly requests: RateLimiterAbstract;
  private readonly questions: RateLimiterAbstract;
  private readonly failures: RateLimiterAbstract;
  private readonly failuresOfName: RateLimiterAbstract;
  private readonly failuresOfAddress: RateLimiterAbstract;

  constructor({ limits, signIn }: Pick<AccessSettings, 'limits' | 'signIn'>, private readonly store: LimitStore = limitsHere()) {
    const lockS = signIn.lockMinutes * 60;
    this.changes = store.limiter({ name: 'changes', points: limits.changesPerMinute, duration: 60 });
    this.requests = store.limiter({ name: 'requests', points: limits.requestsPerMinute, duration: 60 });
    this.questions = store.limiter({ name: 'questions', points: limits.questionsPerMinute, duration: 60 });
    this.failures = store.limiter({ name: 'failures', points: signIn.failures, duration: lockS, blockDuration: lockS });
    this.failuresOfName = store.limiter({ name: 'failuresOfName', points: signIn.failures * NAME_FACTOR, duration: lockS, blockDuration: lockS });
    this.failuresOfAddress = store.limiter({ name: 'failuresOfAddress', points: FAILURES_PER_ADDRESS_A_DAY, duration: 86_400 });
  }

  /** A request that changes nothing. Who comes from this machine comes through a proxy or is the demo: not told apart. */
  request(request: Request): Promise<Limited> {
    return this.ofAddress(this.requests, request);
  }

  /** One that a page asks by itself on the way: a class of its own, so that many phones behind one address do not shut each other out. */
  question(request: Request): Promise<Limited> {
    return this.ofAddress(this.questions, request);
  }

  private ofAddress(limiter: RateLimiterAbstract, { ip = '' }: Request): Promise<Limited> {
    return isLoopback(ip.replace(/^::ffff:/, '')) ? Promise.resolve(FINE) : spend(limiter, this.hidden(ip));
  }

  change(identity: Identity, request: Request): Promise<Limited> {
    const who = identity.kind === 'person' ? `s:${identity.subject}` : identity.kind === 'key' ? `k:${identity.keyId}` : `a:${this.hidden(request.ip ?? '')}`;
    return identity.kind === 'service' ? Promise.resolve(FINE) : spend(this.changes, who);
  }

  /** Counts a try to sign in, before anything is compared: many at once must not slip through together. */
  async attempt(name: string, request: Request): Promise<Limited> {
    const outcomes = await Promise.all(this.counters(name, request).map(([limiter, key]) => spend(limiter, key)));
    const retries = outcomes.flatMap((o) => (o.ok ? [] : [o.retryS]));
    return retries.length === 0 ? FINE : { ok: false, retryS: Math.max(...retries) };
  }
  /** It was the right one: it does not count. */
  async succeeded(name: string, request: Request): Promise<void> {
    const [own, ...others] = this.counters(name, request);
    await own![0].delete(own![1]);
    await Promise.all(others.map(([limiter, key]) => limiter.reward(key)));
  }

  private counters(name: string, request: Request): [RateLimiterAbstract, string][] {
    return [[this.failures, this.placeOf(name, request)], [this.failuresOfName, this.hidden(name.trim().toLowerCase())], [this.failuresOfAddress, this.hidden(request.ip ?? '')]];
  }
  private placeOf(name: string, request: Request): string {
    return this.hidden(`${name.trim().toLowerCase()}@${request.ip}`);
  }
  private hidden(text: string): string {
    return createHmac('sha256', this.store.salt).update(text).digest('base64url').slice(0, 22);
  }
}

async function spend(limiter: RateLimiterAbstract, key: string): Promise<Limited> {
  try {
    await limiter.consume(key);
    return FINE;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { ok: false, retryS: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
  }
}
