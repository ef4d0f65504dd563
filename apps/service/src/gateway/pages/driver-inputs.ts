import { Inject, Injectable } from '@nestjs/common';
import type { City, GuidanceAccount } from '@wegweiser/contracts';
import { readDriverQuery, type DriverPageInput } from '@wegweiser/driver';
import type { Clock, Settings } from '@wegweiser/platform';
import { pickLang } from '@wegweiser/web-kit';
import type { Request } from 'express';
import { encode } from 'uqr';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, SETTINGS, STORE } from '../../platform/tokens.js';
import { Presence } from '../presence.js';
import { Ranking } from '../ranking.js';

export type PageQuery = Record<string, unknown>;
export const DRIVER_ASSETS = '/assets/driver/';

/** What the drivers' pages are rendered from: city, live values, ranking and time of this moment. */
@Injectable()
export class DriverInputs {
  constructor(
    @Inject(CITY) readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Ranking) private readonly ranking: Ranking,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  page(query: PageQuery, request: Request): DriverPageInput {
    const { destination, audience, heightM, follow } = readDriverQuery(this.city, query);
    const at = destination?.position ?? this.city.facilities.find((f) => f.id === follow)?.position;
    const ranked = at === undefined ? null : this.ranking.rank({ lon: at[0], lat: at[1], audience, ...(heightM === null ? {} : { heightM }) });
    return {
      city: this.city,
      facilities: this.store.list('facilities'),
      streetZones: this.store.list('streetZones'),
      ranking: destination === null ? null : (ranked?.targets ?? null),
      ...(follow !== null && { advised: ranked?.targets.map((one) => one.facilityId) ?? [] }),
      query,
      lang: langOf(request),
      nowMs: this.clock.now(),
      live: this.presence.engine(),
      assetBase: DRIVER_ASSETS,
    };
  }

  /** Of the order that `page` gives, for the same question. */
  account(query: PageQuery): GuidanceAccount | null {
    const { destination, audience, heightM } = readDriverQuery(this.city, query);
    if (destination === null) return null;
    const [lon, lat] = destination.position;
    return this.ranking.why({ lon, lat, audience, spread: 0, tried: [], follow: false, ...(heightM === null ? {} : { heightM }) });
  }

  plain(request: Request) {
    return { city: this.city, lang: langOf(request), assetBase: DRIVER_ASSETS };
  }

  /** Address by which the asker knows this service, without a slash at its end. */
  origin(request: Request): string {
    const own = this.settings.WEGWEISER_PUBLIC_URL;
    return own === undefined ? `${request.protocol}://${request.get('host') ?? ''}` : own.replace(/\/+$/, '');
  }

  /** A code that leads to a page of this service. Level M: 15 % of a scratched poster may be lost. */
  link(path: string, request: Request) {
    const href = this.origin(request) + path;
    return { href, modules: encode(href, { ecc: 'M', border: 3 }).data };
  }
}

/** The address says the language; else the browser's wish, German first. */
export function langOf(request: Request) {
  const wanted = request.query['lang'];
  if (typeof wanted === 'string') return pickLang(wanted);
  return request.acceptsLanguages('de', 'en') === 'en' ? pickLang('en') : pickLang('de');
}
