import { INSTANT_PROBLEMS, toInstant } from '../_shared/instant.js';
import { toNumber } from '../_shared/value.js';

/** Entity sets that observations are published below. */
export type Entity = 'Datastreams' | 'MultiDatastreams';

export interface ObservationTopic {
  /** What stands before the entity: the version, perhaps below a prefix. */
  root: string;
  entity: Entity;
  /** Without quotes; numbers, names and UUIDs occur. */
  id: string;
}

/** `v1.1/Datastreams(16183)/Observations`; the city's older text has `v1.0/Datastream({16183})/Observations`. */
const TOPIC = /^(.+)\/(Multi)?Datastreams?\(\{?'?([\w.:-]{1,64})'?\}?\)\/Observations(?:\?.*)?$/;

export function parseObservationTopic(topic: string): ObservationTopic | null {
  const m = topic.length > 512 ? null : TOPIC.exec(topic);
  return m === null ? null : { root: m[1] ?? '', entity: m[2] === undefined ? 'Datastreams' : 'MultiDatastreams', id: m[3] ?? '' };
}

/** Time of an observation: `startMs` equals `endMs` for an instant. */
export interface PhenomenonTime {
  startMs: number;
  endMs: number;
}
export type TimeResult = { ok: true; time: PhenomenonTime } | { ok: false; reason: string };

const DURATION = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;

/** ISO 8601 duration of days to seconds in ms, or `null`. */
function durationMs(text: string): number | null {
  const m = DURATION.exec(text);
  if (m === null) return null;
  const n = (i: number): number => Number(m[i] ?? 0);
  const ms = (n(1) * 86_400 + n(2) * 3600 + n(3) * 60 + n(4)) * 1000;
  return ms > 0 ? ms : null;
}

/** ISO 8601 instant or interval (`start/end`, `start/duration`). Times without offset are refused: SensorThings has UTC. */
export function parsePhenomenonTime(value: unknown, name = 'phenomenonTime'): TimeResult {
  const parts = typeof value === 'string' && value.length <= 80 ? value.split('/') : [value];
  if (parts.length > 2) return { ok: false, reason: `${name} has more than two parts` };
  const start = toInstant(parts[0], null, 0);
  if (!start.ok) return { ok: false, reason: `${name} ${INSTANT_PROBLEMS[start.problem]}` };
  if (parts.length === 1) return { ok: true, time: { startMs: start.ms, endMs: start.ms } };
  const length = durationMs(String(parts[1]));
  const end = length === null ? toInstant(parts[1], null, 0) : { ok: true as const, ms: start.ms + length };
  if (!end.ok) return { ok: false, reason: `end of ${name} ${INSTANT_PROBLEMS[end.problem]}` };
  if (end.ms < start.ms) return { ok: false, reason: `${name} ends before it starts` };
  return { ok: true, time: { startMs: start.ms, endMs: end.ms } };
}

const LINK_ID = /\/Observations\((\d{1,16})\)$/;

/**
 * Sequence number of an observation: its `@iot.id` where that is a whole number, else the number in its self link, else
 * (UUIDs, names) the end of its phenomenon time in ms.
 */
export function observationSeq(observation: Readonly<Record<string, unknown>>, endMs: number): number {
  const link = observation['@iot.selfLink'];
  const candidates = [observation['@iot.id'], typeof link === 'string' ? LINK_ID.exec(link)?.[1] : undefined];
  for (const c of candidates) {
    const id = toNumber(c);
    if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return id;
  }
  return endMs;
}
