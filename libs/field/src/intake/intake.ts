import { ForecastIssue, OperatorCommand, PromiseRecord, type Fault, type Reading, type ReadingKind } from '@wegweiser/contracts';
import type { JournalRecord } from '../journal/format.js';
import { isNumberRows, NumberRowsWriter, type NumberRows } from '../journal/number-rows.js';
import type { FieldProtocol, SourceContext } from '../protocol.js';
import { bucketsOf, fullBucket, savedBuckets, takeToken, type Bucket, type RateLimit } from './rate.js';
import { admit, createWindow, savedWindows, windowsOf, type StreamWindow } from './window.js';

/** Journal topics that are not MQTT: polled feeds below `poll/`, what operators do, what was forecast and what was promised. */
export const COMMAND_TOPIC = '$command';
export const FORECAST_TOPIC = '$forecast';
export const PROMISE_TOPIC = '$promise';
/** A record that says only that time went on. */
export const TICK_TOPIC = '$tick';
export const pollTopic = (sourceId: string): string => `poll/${sourceId}`;

export interface IntakeLimits {
  maxPayloadBytes: number;
  /** A reading further in the future than this is a device with a wrong clock, ms. */
  maxFutureSkewMs: number;
  /**
   * A reading older than this on receipt is history, not the state of the city, ms. What a retained message says of a
   * device's life or of a sign may be as old as it likes.
   */
  maxPastMs: number;
  rate: RateLimit;
}
export const DEFAULT_INTAKE_LIMITS: IntakeLimits = { maxPayloadBytes: 64 * 1024, maxFutureSkewMs: 60_000, maxPastMs: 7 * 86_400_000, rate: { perSecond: 50, burst: 5000 } };
/** Kinds whose newest message the broker keeps and gives again after every restart. */
const RETAINED: ReadonlySet<Reading['kind']> = new Set(['deviceLife', 'signReadback', 'garageState', 'signalState']);
/** A feed is one message with a whole city in it. */
const MAX_POLL_BYTES = 16 * 1024 * 1024;

export interface BoundSource {
  protocol: FieldProtocol;
  context: SourceContext<unknown>;
}

export type IntakeEvent =
  /** `device` is the number that the city's list of devices gives its sender, where the intake has one to ask. */
  | { type: 'reading'; offset: number; reading: Reading; late: boolean; device?: number | undefined }
  | { type: 'command'; offset: number; command: OperatorCommand }
  | { type: 'forecast'; offset: number; atMs: number; issue: ForecastIssue }
  | { type: 'promises'; offset: number; atMs: number; record: PromiseRecord }
  /** A record that led to nothing else: time went on to its receipt. Without it a replay in other batches would count time otherwise. */
  | { type: 'passed'; offset: number; atMs: number };
export interface IntakeFault {
  offset: number;
  fault: Fault;
  payload: Buffer;
}
/** What a run of journal records turned into, in order; each record gives one event at least. */
export interface IntakeBatch {
  firstOffset: number;
  nextOffset: number;
  /** Receipt time of the last record. */
  receivedAtMs: number;
  events: IntakeEvent[];
  faults: IntakeFault[];
  duplicates: number;
  /** Messages over a sender's rate that were left out; of these one a second stands among the faults. */
  limited: number;
}

/** What is always the same for the messages of one topic. */
interface Route {
  source: BoundSource | undefined;
  /** What the source's protocol reads from the topic. */
  prepared: unknown;
  maxBytes: number;
  /** `null` until the sender has sent a reading of a device that the city configures. */
  bucket: Bucket | null;
  /** Where its last reading belonged; most topics bring readings of one device and kind. */
  stream: Stream | null;
}
/** Of senders that are not known: nothing is remembered of them. */
const NOBODYS: StreamWindow = createWindow();
interface Stream {
  kind: ReadingKind;
  deviceId: string;
  area: string;
  /** What is wrong with the sender, or `null`. */
  unknown: string | null;
  /** See `IntakeEvent`. */
  device: number | undefined;
  window: StreamWindow;
}
/** Of known senders alone, so both are as large as the city; a bound all the same, for foreign sources with topics of any kind. */
const MAX_ROUTES = 500_000;
const MAX_SENDERS = 500_000;
/** A flood is told in the quarantine once in this time: its messages are all alike. */
const SAY_LIMITED_EVERY_MS = 1000;

/**
 * Everything the intake remembers, saved with the engine's state: of a window newest time and number, place, length and what
 * is recent; of a sender tokens, time, and when it was told (-1 never). Objects by device and sender are how it was saved
 * until November 2026.
 */
export interface IntakeState {
  windows: Partial<Record<ReadingKind, NumberRows | Record<string, StreamWindow>>>;
  buckets: NumberRows | Record<string, Bucket>;
  strangers?: Bucket;
}

/**
 * Journal records to readings: size and rate limits, decoding by the protocol that owns the topic, known devices only,
 * duplicates out, late ones marked. A function of the records alone - time is their time of receipt - so that a replay of
 * the journal gives the same readings.
 *
 * Every known sender has a rate of its own. All others share one: topics can be made up without end, and a device may not
 * fill memory or quarantine with them, nor evade its limit.
 */
export class Intake {
  private readonly windows = new Map<ReadingKind, Map<string, StreamWindow>>();
  private readonly buckets = new Map<string, Bucket>();
  private readonly routes = new Map<string, Route>();
  private readonly writers = new Map<string, NumberRowsWriter>();
  private strangers: Bucket;

  constructor(
    private readonly sources: readonly BoundSource[],
    /** What is wrong with a reading's sender - its class, id and area - or `null`. */
    private readonly knows: (reading: Reading) => string | null,
    private readonly limits: IntakeLimits = DEFAULT_INTAKE_LIMITS,
    /** Number of a known reading's sender; asked once for a topic, so that nobody looks for the name with every message. */
    private readonly numberOf: (reading: Reading) => number | undefined = () => undefined,
  ) {
    this.strangers = fullBucket(limits.rate, 0);
  }

  process(records: readonly JournalRecord[]): IntakeBatch {
    const first = records[0]?.offset ?? 0;
    const last = records.at(-1);
    const batch: IntakeBatch = { firstOffset: first, nextOffset: (last?.offset ?? first - 1) + 1, receivedAtMs: last?.receivedAtMs ?? 0, events: [], faults: [], duplicates: 0, limited: 0 };
    for (const record of records) {
      const before = batch.events.length;
      this.take(record, batch);
      if (batch.events.length === before) batch.events.push({ type: 'passed', offset: record.offset, atMs: record.receivedAtMs });
    }
    return batch;
  }

  private take(record: JournalRecord, batch: IntakeBatch): void {
    if (record.topic === COMMAND_TOPIC) return takeCommand(record, batch);
    if (record.topic === FORECAST_TOPIC) return takeForecast(record, batch);
    if (record.topic === PROMISE_TOPIC) return takePromises(record, batch);
    if (record.topic === TICK_TOPIC) return;
    const route = this.routes.get(record.topic) ?? this.routeOf(record.topic);
    if (route.bucket === null) this.takeStranger(record, route, batch);
    else if (takeToken(route.bucket, record.receivedAtMs, this.limits.rate)) this.read(record, route, batch);
    else this.sayLimited(record, route.bucket, batch);
  }

  /** Whoever sends a reading of a configured device is known from then on. */
  private takeStranger(record: JournalRecord, route: Route, batch: IntakeBatch): void {
    const before = batch.faults.length;
    if (this.read(record, route, batch)) {
      if (this.buckets.size >= MAX_SENDERS) return;
      route.bucket = fullBucket(this.limits.rate, record.receivedAtMs);
      takeToken(route.bucket, record.receivedAtMs, this.limits.rate);
      this.buckets.set(senderOf(record.topic), route.bucket);
      this.keep(record.topic, route);
    } else if (!takeToken(this.strangers, record.receivedAtMs, this.limits.rate)) {
      batch.faults.length = before;
      this.sayLimited(record, this.strangers, batch);
    }
  }

  private sayLimited(record: JournalRecord, bucket: Bucket, batch: IntakeBatch): void {
    batch.limited += 1;
    if (record.receivedAtMs < (bucket.saidMs ?? 0) + SAY_LIMITED_EVERY_MS) return;
    bucket.saidMs = record.receivedAtMs;
    const { perSecond, burst } = this.limits.rate;
    const who = bucket === this.strangers ? 'senders that the city does not know send' : 'device sends';
    batch.faults.push(faultOf(record, 'rateLimited', `${who} more than ${perSecond} messages a second`, `at most ${perSecond} a second, ${burst} at once`));
  }

  /** Whether a reading of a known device was in it. */
  private read(record: JournalRecord, route: Route, batch: IntakeBatch): boolean {
    const { source, maxBytes } = route;
    if (record.payload.length > maxBytes) return fail(batch, record, 'tooLarge', `payload of ${record.payload.length} bytes`, `at most ${maxBytes} bytes`);
    if (source === undefined) return fail(batch, record, 'topic', 'no configured source owns this topic', 'a topic of the city or of a configured source');
    const decoded = source.protocol.decode(source.context, record, route.prepared);
    for (const fault of decoded.faults) batch.faults.push({ offset: record.offset, fault, payload: record.payload });
    let known = false;
    for (const reading of decoded.readings) known = this.takeReading(record, route, reading, batch) || known;
    return known;
  }

  private routeOf(topic: string): Route {
    const source = this.sourceOf(topic);
    const maxBytes = topic.startsWith('poll/') ? MAX_POLL_BYTES : this.limits.maxPayloadBytes;
    const bucket = this.buckets.get(senderOf(topic)) ?? null;
    const route: Route = { source, prepared: source?.protocol.prepare?.(source.context, topic), maxBytes, bucket, stream: null };
    if (bucket !== null) this.keep(topic, route);
    return route;
  }

  private keep(topic: string, route: Route): void {
    if (this.routes.size >= MAX_ROUTES) this.routes.clear();
    this.routes.set(topic, route);
  }

  private sourceOf(topic: string): BoundSource | undefined {
    for (const source of this.sources) {
      if (topic === pollTopic(source.context.sourceId) || source.protocol.owns?.(source.context, topic)) return source;
    }
    return undefined;
  }

  /** Whether its device is known, be the reading good or not. */
  private takeReading(record: JournalRecord, route: Route, reading: Reading, batch: IntakeBatch): boolean {
    const { unknown, window, device } = this.streamOf(route, reading);
    if (unknown !== null) return fail(batch, record, 'unknownDevice', unknown, 'a device that the city configures, on its own area and class');
    const aheadMs = reading.timeMs - reading.receivedAtMs;
    if (aheadMs > this.limits.maxFutureSkewMs) {
      batch.faults.push(faultOf(record, 'clockSkew', `reading is ${Math.round(aheadMs / 1000)} s in the future`, `at most ${this.limits.maxFutureSkewMs / 1000} s ahead of the service's clock`));
      return true;
    }
    const novelty = admit(window, reading.timeMs, reading.seq);
    // A feed says the same old thing at every poll; once in the quarantine is enough.
    if (novelty === 'duplicate') batch.duplicates += 1;
    else if (-aheadMs > this.limits.maxPastMs && !RETAINED.has(reading.kind)) {
      batch.faults.push(faultOf(record, 'tooOld', `reading is ${Math.round(-aheadMs / 1000)} s old`, `at most ${this.limits.maxPastMs / 1000} s behind the service's clock`));
    } else batch.events.push({ type: 'reading', offset: record.offset, reading, late: novelty === 'late', device });
    return true;
  }

  private streamOf(route: Route, r: Reading): Stream {
    const last = route.stream;
    if (last !== null && last.deviceId === r.deviceId && last.kind === r.kind && last.area === r.area) return last;
    const unknown = this.knows(r);
    const stream: Stream = { kind: r.kind, deviceId: r.deviceId, area: r.area, unknown, device: undefined, window: NOBODYS };
    if (unknown === null) {
      stream.device = this.numberOf(r);
      stream.window = this.windowOf(r);
    }
    // The class of a device that comes or goes stands in the reading alone.
    if (r.kind !== 'deviceLife') route.stream = stream;
    return stream;
  }

  private windowOf(reading: Reading): StreamWindow {
    let byDevice = this.windows.get(reading.kind);
    if (byDevice === undefined) this.windows.set(reading.kind, (byDevice = new Map()));
    let window = byDevice.get(reading.deviceId);
    if (window === undefined) byDevice.set(reading.deviceId, (window = createWindow()));
    return window;
  }

  save(): IntakeState {
    const windows: IntakeState['windows'] = {};
    for (const [kind, byDevice] of this.windows) windows[kind] = savedWindows(byDevice, this.writerOf(kind));
    return { windows, buckets: savedBuckets(this.buckets, this.writerOf('buckets')), strangers: this.strangers };
  }

  private writerOf(rows: string): NumberRowsWriter {
    let writer = this.writers.get(rows);
    if (writer === undefined) this.writers.set(rows, (writer = new NumberRowsWriter()));
    return writer;
  }

  restore(state: IntakeState): void {
    this.routes.clear();
    this.windows.clear();
    for (const [kind, saved] of Object.entries(state.windows)) this.windows.set(kind as ReadingKind, new Map(isNumberRows(saved) ? windowsOf(saved) : Object.entries(saved)));
    this.buckets.clear();
    for (const [sender, bucket] of isNumberRows(state.buckets) ? bucketsOf(state.buckets) : Object.entries(state.buckets)) this.buckets.set(sender, bucket);
    this.strangers = state.strangers ?? fullBucket(this.limits.rate, 0);
  }
}

function fail(batch: IntakeBatch, record: JournalRecord, code: string, reason: string, expected: string): false {
  batch.faults.push(faultOf(record, code, reason, expected));
  return false;
}

function takeCommand(record: JournalRecord, batch: IntakeBatch): void {
  const parsed = OperatorCommand.safeParse(parseJson(record.payload));
  // Its time is when it was taken into the journal: ticks before that have passed already.
  if (parsed.success) batch.events.push({ type: 'command', offset: record.offset, command: { ...parsed.data, atMs: record.receivedAtMs } });
  else batch.faults.push(faultOf(record, 'schema', parsed.error.issues[0]!.message, 'an operator command'));
}

function takeForecast(record: JournalRecord, batch: IntakeBatch): void {
  const parsed = ForecastIssue.safeParse(parseJson(record.payload));
  if (parsed.success) batch.events.push({ type: 'forecast', offset: record.offset, atMs: record.receivedAtMs, issue: parsed.data });
  else batch.faults.push(faultOf(record, 'schema', parsed.error.issues[0]!.message, 'forecasts as they were issued'));
}

function takePromises(record: JournalRecord, batch: IntakeBatch): void {
  const parsed = PromiseRecord.safeParse(parseJson(record.payload));
  if (parsed.success) batch.events.push({ type: 'promises', offset: record.offset, atMs: record.receivedAtMs, record: parsed.data });
  else batch.faults.push(faultOf(record, 'schema', parsed.error.issues[0]!.message, 'promises given and withdrawn'));
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

const faultOf = (record: JournalRecord, code: string, reason: string, expected: string): IntakeFault => ({
  offset: record.offset,
  fault: { code, reason, expected, topic: record.topic, receivedAtMs: record.receivedAtMs },
  payload: record.payload,
});

/** Topic without its last level: the device on our own topics, close to it on others'. */
function senderOf(topic: string): string {
  const cut = topic.lastIndexOf('/');
  return cut < 0 ? topic : topic.slice(0, cut);
}
