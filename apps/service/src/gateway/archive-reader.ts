import { Archive } from '@wegweiser/archive';
import type { Clock, Logger, Settings } from '@wegweiser/platform';

/** Who opens the archive for questions. */
export interface ArchiveReader {
  get(): Promise<Archive>;
}

/** A gateway without the archive role asks the database itself. */
export class OwnArchiveReader implements ArchiveReader {
  private archive: Promise<Archive> | null = null;

  constructor(private readonly settings: Settings, private readonly clock: Clock, private readonly log: Logger) {}

  get(): Promise<Archive> {
    this.archive ??= Archive.open({ connection: this.settings.WEGWEISER_DATABASE_URL!, now: () => this.clock.now(), maxConnections: 3, log: (line) => this.log.info(line) }).catch((error: unknown) => {
      this.archive = null;
      throw error;
    });
    return this.archive;
  }

  async stop(): Promise<void> {
    await (await this.archive?.catch(() => null))?.close();
  }
}
