import { Module, type DynamicModule } from '@nestjs/common';
import type { Clock, Logger, Settings } from '@wegweiser/platform';
import { OwnArchiveReader } from '../gateway/archive-reader.js';
import { ARCHIVE, CITY, CLOCK, COMMANDS, ENGINE, FEED, LIMITS, LOGGER, METRICS, SETTINGS, SOURCES } from '../platform/tokens.js';
import { ArchiveService } from './archive.service.js';

/** Role `archive`; a gateway without it reads the database itself. */
@Module({})
export class ArchiveModule {
  static register(here: boolean): DynamicModule {
    const archive = here
      ? { provide: ARCHIVE, inject: [SETTINGS, CITY, SOURCES, CLOCK, FEED, ENGINE, LIMITS, LOGGER, METRICS, COMMANDS], useFactory: (...deps: ConstructorParameters<typeof ArchiveService>) => new ArchiveService(...deps) }
      : { provide: ARCHIVE, inject: [SETTINGS, CLOCK, LOGGER], useFactory: (s: Settings, clock: Clock, log: Logger) => new OwnArchiveReader(s, clock, log) };
    return { module: ArchiveModule, global: true, providers: [archive], exports: [ARCHIVE] };
  }
}
