import type { PushMessage, PushTarget, PushWish } from '@wegweiser/contracts';

/** How long one may be told; nobody drives longer to a garage. */
export const PUSH_MS = 2 * 3_600_000;
const MOST = 20_000;

/**
 * The push services of the browsers. A subscription is an address that this service posts to: one that is not theirs would
 * let a stranger make us call any machine.
 */
const SERVICES = [/^fcm\.googleapis\.com$/, /(^|\.)push\.services\.mozilla\.com$/, /(^|\.)push\.apple\.com$/, /(^|\.)notify\.windows\.com$/];

export const isPushService = (endpoint: string): boolean => {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username } = new URL(endpoint);
  return protocol === 'https:' && port === '' && username === '' && SERVICES.some((one) => one.test(hostname));
};

export type Followed = Omit<PushWish, 'subscription'> & { readonly target: PushTarget; readonly untilMs: number };
export type Kept = { ok: true; untilMs: number } | { ok: false; why: 'foreign' | 'full' };

/** Who wants to be told of what. In memory alone, without a name; one entry a browser; gone when told, ended or over. */
export class PushBook {
  private readonly entries = new Map<string, Followed>();

  get size(): number {
    return this.entries.size;
  }

  keep({ subscription, ...wish }: PushWish, nowMs: number): Kept {
    if (!isPushService(subscription.endpoint)) return { ok: false, why: 'foreign' };
    this.forgetOver(nowMs);
    if (!this.entries.has(subscription.endpoint) && this.entries.size >= MOST) return { ok: false, why: 'full' };
    const untilMs = nowMs + PUSH_MS;
    this.entries.set(subscription.endpoint, { ...wish, target: subscription, untilMs });
    return { ok: true, untilMs };
  }

  end(endpoint: string): void {
    this.entries.delete(endpoint);
  }

  /** Takes out everybody whom `news` has something to tell. */
  takeLost(facilityIds: ReadonlySet<string>, nowMs: number, news: (wish: Followed) => PushMessage | null): [PushTarget, PushMessage][] {
    this.forgetOver(nowMs);
    const told: [PushTarget, PushMessage][] = [];
    for (const [endpoint, wish] of this.entries) {
      const message = facilityIds.has(wish.facilityId) ? news(wish) : null;
      if (message === null) continue;
      this.entries.delete(endpoint);
      told.push([wish.target, message]);
    }
    return told;
  }

  forgetOver(nowMs: number): void {
    for (const [endpoint, wish] of this.entries) if (wish.untilMs <= nowMs) this.entries.delete(endpoint);
  }
}
