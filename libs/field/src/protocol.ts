import type { Decoded } from '@wegweiser/contracts';

/** One message as it came in, whatever brought it: the unit that is journalled and acknowledged. */
export interface Received {
  /** MQTT topic, or `poll/{sourceId}` for a polled feed. */
  topic: string;
  payload: Buffer;
  /** Service time of receipt, epoch ms. */
  receivedAtMs: number;
}

/** A foreign source that the city configured, as its protocol sees it. */
export interface SourceContext<Options> {
  sourceId: string;
  area: string;
  options: Options;
}

export interface PollRequest {
  url: string;
  headers: Record<string, string>;
  /** Time between two polls, seconds. */
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Larger answers are refused, bytes. */
  maxBytes: number;
}

/**
 * One field protocol: a folder below `protocols/` with codec, adapter, faults and a quality checklist. It is found by its
 * folder; adding the next one touches nothing else.
 *
 * `decode` is a pure function of the message: no clock (time of receipt comes with the message), no memory. It never
 * throws: what it cannot read becomes a fault that says what, where and what was expected.
 */
export interface FieldProtocol<Options = unknown> {
  /** Name in `sources[].protocol`. */
  readonly name: string;
  /** Checks `sources[].options`; every error at once. */
  parseOptions(options: unknown): { ok: true; options: Options } | { ok: false; errors: { path: string; message: string }[] };
  /** MQTT subscriptions the source needs, if it comes by MQTT. */
  subscriptions?(source: SourceContext<Options>): string[];
  /** Whether a topic belongs to this source; must not overlap with the city's own root. */
  owns?(source: SourceContext<Options>, topic: string): boolean;
  /** What to poll, if it is polled. */
  poll?(source: SourceContext<Options>): PollRequest[];
  /** What can be read from a topic alone, once for all its messages; `decode` gets it with each of them. */
  prepare?(source: SourceContext<Options>, topic: string): unknown;
  decode(source: SourceContext<Options>, message: Received, prepared?: unknown): Decoded;
}
