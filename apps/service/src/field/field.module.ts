import { Module, type DynamicModule } from '@nestjs/common';
import { FEED, FIELD, CLOCK, LOGGER, METRICS, SETTINGS, SOURCES } from '../platform/tokens.js';
import { FieldService } from './field.service.js';
import { FieldInternalController, InternalGuard } from './internal.controller.js';
import { RemoteFeed } from './remote-feed.js';
import type { Logger, Settings } from '@wegweiser/platform';

/** Role `field`, or the way to it where it runs elsewhere. Exports the record feed. */
@Module({})
export class FieldModule {
  static register(here: boolean): DynamicModule {
    const field = here
      ? { provide: FIELD, inject: [SETTINGS, SOURCES, CLOCK, LOGGER, METRICS], useFactory: (...deps: ConstructorParameters<typeof FieldService>) => new FieldService(...deps) }
      : { provide: FIELD, useValue: null };
    const feed = here
      ? { provide: FEED, useExisting: FIELD }
      : { provide: FEED, inject: [SETTINGS, LOGGER], useFactory: (s: Settings, log: Logger) => new RemoteFeed(s.WEGWEISER_FIELD_URL ?? '', s.WEGWEISER_INTERNAL_TOKEN ?? '', log) };
    return { module: FieldModule, global: true, providers: [field, feed, InternalGuard], exports: [FIELD, FEED, InternalGuard], controllers: here ? [FieldInternalController] : [] };
  }
}
