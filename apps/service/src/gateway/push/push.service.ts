import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { City, PushMessage, PushTarget, PushWish } from '@wegweiser/contracts';
import { followNews } from '@wegweiser/driver';
import { isLoopback, type Clock, type Logger, type Metrics, type Settings } from '@wegweiser/platform';
import webPush from 'web-push';
import type { LiveFeed } from '../../live/live-feed.js';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, LIVE_FEED, LOGGER, METRICS, SETTINGS, STORE } from '../../platform/tokens.js';
import { Ranking } from '../ranking.js';
import { PushBook, type Followed, type Kept } from './push-book.js';
import { vapidKeys, type VapidKeys } from './vapid.js';

const SWEEP_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** Of no use to a driver after that. */
const TTL_SECONDS = 600;

/** Tells drivers whose page is closed, once, that their target is full or closed, and which is the next best. */
@Injectable()
export class PushService implements OnApplicationShutdown {
  readonly book = new PushBook();
  private keys: Promise<VapidKeys> | null = null;
  private readonly sweep: ReturnType<typeof setInterval>;

  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(Ranking) private readonly ranking: Ranking,
    @Inject(LIVE_FEED) feed: LiveFeed,
    @Inject(METRICS) metrics: Metrics,
  ) {
    feed.on('deltas', (deltas) => {
      const changed = new Set(deltas.flatMap((delta) => (delta.collection === 'facilities' ? delta.changed.map((one) => one.id) : [])));
      if (changed.size > 0 && this.book.size > 0) this.tell(changed);
    });
    // In real time: a city that stands still must not keep anybody's address.
    this.sweep = setInterval(() => this.book.forgetOver(Date.now()), SWEEP_MS);
    this.sweep.unref();
    metrics.gauge('push_followers', 'Browsers that want to be told of their target', () => this.book.size);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }

  /** Public key for browsers; `null` where nobody answers for the messages, which the push services demand. */
  async key(): Promise<string | null> {
    return this.contact === null ? null : (await this.pair()).publicKey;
  }

  follow(wish: PushWish): Kept {
    const kept = this.book.keep(wish, Date.now());
    // It may have filled since the page was made.
    if (kept.ok) this.tell(new Set([wish.facilityId]));
    return kept;
  }

  private get contact(): string | null {
    const { WEGWEISER_PUSH_CONTACT: given, WEGWEISER_HTTP_HOST: host } = this.settings;
    return given ?? (isLoopback(host) ? 'mailto:wegweiser@localhost' : null);
  }

  private pair(): Promise<VapidKeys> {
    return (this.keys ??= vapidKeys(this.settings.WEGWEISER_DATA_DIR));
  }

  private tell(changed: ReadonlySet<string>): void {
    const nowMs = this.clock.now();
    const facilities = this.store.list('facilities');
    // Thousands may follow the same garage: what they are told differs by what they need, not by who they are.
    const known = new Map<string, PushMessage | null>();
    const news = ({ facilityId, audience, heightM, lang }: Followed): PushMessage | null => {
      const key = JSON.stringify([facilityId, audience, heightM, lang]);
      const before = known.get(key);
      if (before !== undefined) return before;
      const fresh = followNews({ city: this.city, facilities, facilityId, audience, heightM, lang, nowMs, advised: () => this.advised(facilityId, audience, heightM) });
      known.set(key, fresh);
      return fresh;
    };
    for (const [target, message] of this.book.takeLost(changed, Date.now(), news)) void this.send(target, message);
  }

  /** What guidance says near the target: nobody's destination is asked for. */
  private advised(facilityId: string, audience: string, heightM: number | null): string[] {
    const at = this.city.facilities.find((f) => f.id === facilityId)?.position;
    const ranked = at === undefined ? null : this.ranking.rank({ lon: at[0], lat: at[1], audience, ...(heightM !== null && { heightM }) });
    return ranked?.targets.map((one) => one.facilityId) ?? [];
  }

  private async send(target: PushTarget, message: PushMessage): Promise<void> {
    try {
      const { publicKey, privateKey } = await this.pair();
      await webPush.sendNotification(target, JSON.stringify(message), { TTL: TTL_SECONDS, urgency: 'high', timeout: TIMEOUT_MS, vapidDetails: { subject: this.contact ?? '', publicKey, privateKey } });
    } catch (error) {
      // The address is the only thing that could be anybody's: it is not logged.
      this.log.warn({ status: error instanceof webPush.WebPushError ? error.statusCode : null }, 'a push message was not taken');
    }
  }
}
