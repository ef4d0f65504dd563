import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { publicAudience, type City, type FacilityForecast, type ForecastIssue, type ForecastSkillAnswer } from '@wegweiser/contracts';
import { FORECAST_TOPIC } from '@wegweiser/field';
import type { HistoryPage, HistoryRequest } from '@wegweiser/archive';
import type { Clock, Logger, Metrics, Settings } from '@wegweiser/platform';
import type { RecordFeed } from '../field/record-feed.js';
import type { ArchiveReader } from '../gateway/archive-reader.js';
import type { LiveStore } from '../live/live-store.js';
import { calendarOf } from './calendar.js';
import { countsOf, historyOf, Wanted, weatherHistoryOf, weatherOf } from './counts.js';
import { KEPT_DAYS } from './memory.js';
import type { FromForecaster, ToForecaster } from './messages.js';

/** Answers how good the forecasts have been, here or in the engine's process. */
export interface ForecastPort {
  skill(): Promise<ForecastSkillAnswer>;
}

/** Looked at so often; asked every quarter minute of the city's time, sooner where a count moved, and never twice at once. */
const LOOK_MS = 500;
const ASK_EVERY_MS = 15_000;
const ASK_LEAST_MS = 2000;
const RETRY_MS = 30_000;
const DAY_MS = 86_400_000;
/** Small pages: between two of them the engine goes on. */
const PAGE_ROWS = 1000;

export const NOTHING_YET: ForecastSkillAnswer = { model: null, sinceMs: null, city: [], facilities: [] };

/**
 * The way between the engine and the forecaster, which lives in a thread of its own: shown counts to it, its forecasts into
 * the journal, whence the engine takes them like any reading. Nothing waits for it: where it is slow or dead, forecasts age.
 */
export class ForecastService implements ForecastPort {
  private thread: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly wanted = new Wanted();
  private asking = false;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private stopping = false;
  private newestSkill = NOTHING_YET;
  private issued = 0;

  constructor(
    private readonly settings: Settings,
    private readonly city: City,
    private readonly clock: Clock,
    private readonly store: LiveStore,
    private readonly feed: RecordFeed,
    private readonly archive: ArchiveReader,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    metrics.gauge('forecasts_issued_total', 'Forecasts of garages issued since the start of the process', () => this.issued);
    metrics.gauge('forecast_model_age_seconds', 'Age of what the forecast has learned; 0 without a model', () => (this.newestSkill.model === null ? 0 : Math.max(0, this.clock.now() - this.newestSkill.model.trainedAtMs) / 1000));
  }

  async skill(): Promise<ForecastSkillAnswer> {
    return this.newestSkill;
  }

  start(): void {
    if (this.city.facilities.length > 0) this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  private look(): void {
    const nowMs = this.clock.now();
    const waitedMs = nowMs - this.askedAtMs;
    if (nowMs === 0 || this.asking || waitedMs < ASK_LEAST_MS) return;
    const counts = countsOf(this.store.list('facilities'));
    const ids = this.wanted.of(counts, nowMs);
    if (ids.length === 0 && waitedMs < ASK_EVERY_MS) return;
    if (this.thread === null) this.open(nowMs);
    this.asking = true;
    this.askedAtMs = nowMs;
    this.tell({ type: 'observe', nowMs, counts, ids, weather: weatherOf(this.store.list('weather')) });
  }

  private open(nowMs: number): void {
    const { city } = this;
    const lots = city.facilities.map((f) => ({ id: f.id, capacity: publicAudience(f).capacity }));
    const workerData = { folder: join(this.settings.WEGWEISER_DATA_DIR, 'forecast'), lots, calendar: calendarOf(city, nowMs), weather: city.weather !== undefined, nowMs };
    // Flags of the process - a debugger's, a test's - are not the thread's.
    const thread = new Worker(new URL('./forecaster.thread.js', import.meta.url), { workerData, execArgv: [] });
    thread.on('message', (message: FromForecaster) => this.hear(message));
    thread.on('error', (error) => this.log.error({ err: error }, 'the forecast stopped; it is started again'));
    thread.on('exit', () => {
      this.thread = null;
      // Another one is opened at the next look, not at once.
      this.askedAtMs = this.clock.now() + RETRY_MS;
      this.asking = false;
    });
    this.thread = thread;
    void this.bringHistory(thread, nowMs);
  }

  private tell(message: ToForecaster): void {
    this.thread?.postMessage(message);
  }

  private hear(message: FromForecaster): void {
    switch (message.type) {
      case 'issued':
        this.asking = false;
        return this.journal(message.facilities);
      case 'skill':
        this.newestSkill = message.answer;
        return undefined;
      case 'learned':
        return this.log.info({ seconds: Math.round(message.seconds), rows: message.rows, days: Math.round(message.days) }, 'forecast learned');
      case 'trouble':
        return this.log.error({ what: message.what, err: message.message }, 'the forecast goes on with what it has');
    }
  }

  private journal(facilities: { id: string; forecast: FacilityForecast }[]): void {
    if (facilities.length === 0 || this.stopping) return;
    this.issued += facilities.length;
    const issue: ForecastIssue = { facilities };
    // Where nothing can be stored there is no forecast: the one that is shown grows old and goes.
    this.feed.inject([{ topic: FORECAST_TOPIC, payload: Buffer.from(JSON.stringify(issue)), receivedAtMs: this.clock.now() }]).catch(() => undefined);
  }

  /** What the archive has, garage by garage; tried until it is there. Without a database the forecast learns from what it hears. */
  private async bringHistory(thread: Worker, nowMs: number): Promise<void> {
    const isOver = () => this.stopping || this.thread !== thread;
    const done = new Set<string>();
    while (this.settings.WEGWEISER_DATABASE_URL !== undefined && !isOver()) {
      try {
        for (const { id } of this.city.facilities) {
          if (!done.has(id)) await this.bringOne(id, nowMs, isOver);
          done.add(id);
        }
        await this.bringWeather(nowMs, isOver);
        break;
      } catch (error) {
        this.log.debug({ err: error }, 'the forecast waits for the archive');
        await new Promise((r) => setTimeout(r, RETRY_MS).unref());
      }
    }
    if (!isOver()) this.tell({ type: 'historyEnds' });
  }

  private async bringOne(id: string, nowMs: number, isOver: () => boolean): Promise<void> {
    const history = historyOf(id, await this.pagesOf({ subject: 'facility', id, resolution: '15m' }, nowMs, isOver));
    if (!isOver()) this.thread?.postMessage({ type: 'history', history } satisfies ToForecaster, [history.timesMs.buffer as ArrayBuffer, history.vacant.buffer as ArrayBuffer, history.capacity.buffer as ArrayBuffer]);
  }

  private async bringWeather(nowMs: number, isOver: () => boolean): Promise<void> {
    const id = this.city.weather?.stationId;
    if (id === undefined) return;
    const readings = weatherHistoryOf(await this.pagesOf({ subject: 'sensor', id, kind: 'weatherObservation', resolution: 'raw' }, nowMs, isOver));
    if (!isOver()) this.tell({ type: 'weatherHistory', readings });
  }

  private async pagesOf(what: Pick<HistoryRequest, 'subject' | 'id' | 'kind' | 'resolution'>, nowMs: number, isOver: () => boolean): Promise<HistoryPage[]> {
    const archive = await this.archive.get();
    const pages: HistoryPage[] = [];
    const fromMs = Math.max(0, nowMs - KEPT_DAYS * DAY_MS);
    for await (const page of archive.historyPages({ ...what, fromMs, toMs: nowMs, limit: PAGE_ROWS })) {
      if (isOver()) break;
      pages.push(page);
    }
    return pages;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.thread?.terminate();
  }
}
