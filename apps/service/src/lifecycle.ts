import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger, Settings } from '@wegweiser/platform';
import { ArchiveService } from './archive/archive.service.js';
import type { EngineService } from './engine/engine.service.js';
import type { FieldService } from './field/field.service.js';
import { ForecastService, type ForecastPort } from './forecast/forecast.service.js';
import { EngineFollower } from './gateway/engine-follower.js';
import { OwnArchiveReader } from './gateway/archive-reader.js';
import { Presence } from './gateway/presence.js';
import type { LiveFeed } from './live/live-feed.js';
import { ARCHIVE, COMMANDS, ENGINE, FIELD, FORECAST, LIVE_FEED, LOGGER, SETTINGS } from './platform/tokens.js';

const ENGINE_SILENT_MS = 5000;

/** Starts and stops the roles in the one order that loses nothing: memory before ears, ears shut before memory. */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(FIELD) private readonly field: FieldService | null,
    @Inject(ENGINE) private readonly engine: EngineService | null,
    @Inject(ARCHIVE) private readonly archive: ArchiveService | OwnArchiveReader,
    @Inject(COMMANDS) private readonly commands: EngineService | EngineFollower,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(LIVE_FEED) private readonly live: LiveFeed,
    @Inject(FORECAST) private readonly forecast: ForecastPort,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.tellPresence();
    await this.field?.open();
    await this.patiently('engine', async () => this.engine?.open());
    const { archive } = this;
    if (archive instanceof ArchiveService) void this.patiently('archive', () => archive.start());
    this.engine?.listen();
    this.field?.start();
    this.engine?.start();
    if (this.forecast instanceof ForecastService) this.forecast.start();
    this.follower?.start();
  }

  /** Only a gateway follows an engine elsewhere. */
  private get follower(): EngineFollower | null {
    return this.commands instanceof EngineFollower && this.settings.WEGWEISER_ROLES.includes('gateway') ? this.commands : null;
  }

  /** A role elsewhere may come up later than we do. */
  private async patiently(role: string, start: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await start();
      } catch (error) {
        if (this.field !== null && this.engine !== null) throw error;
        this.log.warn({ role, err: (error as Error).message }, 'waiting for another role');
        await new Promise((r) => setTimeout(r, 1000));
      }
    }
  }

  private tellPresence(): void {
    const { field, archive, live } = this;
    if (field !== null) this.presence.broker = () => field.connection === 'up';
    if (archive instanceof ArchiveService) this.presence.archive = () => !archive.isAway;
    // Field and archive apart are ready without an engine: it comes to them, or they wait for it.
    if (this.engine === null && this.follower === null) return;
    this.presence.engine = () => live.engineHeardAt === Number.POSITIVE_INFINITY || performance.now() - live.engineHeardAt < ENGINE_SILENT_MS;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.follower?.stop();
    await this.orSay('forecast', async () => (this.forecast instanceof ForecastService ? this.forecast.stop() : undefined));
    await this.orSay('field', () => this.field?.stopReceiving());
    await this.orSay('archive', () => this.archive.stop());
    await this.orSay('engine', () => this.engine?.stop());
    await this.orSay('journal', () => this.field?.close());
  }

  /** A part that cannot stop must not keep the others from it. */
  private async orSay(part: string, stop: () => Promise<void> | undefined): Promise<void> {
    try {
      await stop();
    } catch (error) {
      this.log.error({ part, err: error }, 'a part did not stop as it should');
    }
  }
}
