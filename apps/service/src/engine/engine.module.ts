import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger, Settings } from '@wegweiser/platform';
import { EngineFollower } from '../gateway/engine-follower.js';
import type { LiveFeed } from '../live/live-feed.js';
import type { LiveStore } from '../live/live-store.js';
import { CITY, CLOCK, COMMANDS, ENGINE, FEED, LIMITS, LIVE_FEED, LOGGER, METRICS, SETTINGS, SOURCES, STORE } from '../platform/tokens.js';
import { EngineService } from './engine.service.js';
import { EngineInternalController } from './internal.controller.js';

/** Role `engine`, or the way to it where it runs elsewhere. Exports the command port. */
@Module({})
export class EngineModule {
  static register(here: boolean): DynamicModule {
    const local = { provide: ENGINE, inject: [SETTINGS, CITY, SOURCES, CLOCK, STORE, LIVE_FEED, FEED, LIMITS, LOGGER, METRICS], useFactory: (...deps: ConstructorParameters<typeof EngineService>) => new EngineService(...deps) };
    const follower = { provide: COMMANDS, inject: [SETTINGS, STORE, LIVE_FEED, LOGGER], useFactory: (s: Settings, store: LiveStore, live: LiveFeed, log: Logger) => new EngineFollower(s, store, live, log) };
    return {
      module: EngineModule,
      global: true,
      providers: here ? [local, { provide: COMMANDS, useExisting: ENGINE }] : [{ provide: ENGINE, useValue: null }, follower],
      exports: [ENGINE, COMMANDS],
      controllers: here ? [EngineInternalController] : [],
    };
  }
}
