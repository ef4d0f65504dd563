import { Global, Module, type DynamicModule } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { City } from '@wegweiser/contracts';
import type { BoundSource } from '@wegweiser/field';
import { Metrics, systemClock, type Logger, type Settings } from '@wegweiser/platform';
import { AccessSettings } from '../gateway/auth/access-settings.js';
import type { Limits } from '../city/limits.js';
import { LiveFeed } from '../live/live-feed.js';
import { LiveStore } from '../live/live-store.js';
import { StreamClock } from './stream-clock.js';
import { ACCESS_SETTINGS, CITY, CLOCK, LIMITS, LIVE_FEED, LOGGER, METRICS, SETTINGS, SOURCES, STORE } from './tokens.js';

export interface Shared {
  settings: Settings;
  city: City;
  sources: BoundSource[];
  limits: Limits;
  /** Defaults when left out. */
  access?: AccessSettings;
  log: Logger;
}

/** What every role of the process shares: settings, city, clock, log, metrics, live state. */
@Global()
@Module({})
export class PlatformModule {
  static register({ settings, city, sources, limits, access, log }: Shared): DynamicModule {
    const values = [
      { provide: SETTINGS, useValue: settings },
      { provide: CITY, useValue: city },
      { provide: SOURCES, useValue: sources },
      { provide: LIMITS, useValue: limits },
      { provide: ACCESS_SETTINGS, useValue: access ?? AccessSettings.parse({}) },
      { provide: LOGGER, useValue: log },
      { provide: METRICS, useValue: new Metrics() },
      { provide: CLOCK, useValue: settings.WEGWEISER_CLOCK === 'simulated' ? new StreamClock() : systemClock },
      // A new epoch at every start: versions of another run are other versions.
      { provide: STORE, useValue: new LiveStore(randomUUID().slice(0, 8)) },
      { provide: LIVE_FEED, useValue: new LiveFeed((error) => log.error({ err: error }, 'a listener of live values failed')) },
    ];
    return { module: PlatformModule, providers: values, exports: values.map((v) => v.provide) };
  }
}
