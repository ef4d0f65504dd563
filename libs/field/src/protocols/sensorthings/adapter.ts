import type { Decoded } from '@wegweiser/contracts';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { buildReading, type Head, type MappedKind } from '../_shared/emit.js';
import { failed, plainId } from '../_shared/fault.js';
import { isObject, parseJson } from '../_shared/json.js';
import { extract, mappedReading, type MappedResult } from '../_shared/mapping.js';
import { optionsParser, own } from '../_shared/options.js';
import { observationSeq, parseObservationTopic, parsePhenomenonTime, type PhenomenonTime, type TimeResult } from './codec.js';
import { fault } from './faults.js';
import { fieldsOf, SensorThingsOptions, type Stream } from './options.js';

type Source = SourceContext<SensorThingsOptions>;
type Observation = Readonly<Record<string, unknown>>;

/** Intervals written with their last second (`10:00:00/10:04:59`) are as long as the next boundary says. */
const CLOSED_END_TOLERANCE_MS = 1000;

const KIND: Readonly<Record<Stream['as'], MappedKind>> = {
  loopInterval: 'loopInterval',
  parkingAbsolute: 'parkingAbsolute',
  parkingTotals: 'parkingTotals',
  parkingSpace: 'parkingSpace',
  garageState: 'garageState',
  signalColour: 'signalState',
  cycleSecond: 'signalState',
  signalPlan: 'signalState',
};

function streamOf({ options }: Source, topic: string): { id: string; stream: Stream | undefined } | null {
  const parsed = parseObservationTopic(topic);
  if (parsed === null || parsed.root !== options.root) return null;
  if ((parsed.entity === 'MultiDatastreams') !== (options.entity === 'MultiDatastreams')) return null;
  return { id: parsed.id, stream: own(options.datastreams, parsed.id) };
}

/** The phenomenon's time; an observation without one happened when its result came (OGC 15-078r6, Observation). */
function timeOf(observation: Observation, needsInterval: boolean, toleranceSeconds: number): TimeResult {
  const result = parsePhenomenonTime(observation['resultTime'], 'resultTime');
  const given = observation['phenomenonTime'];
  if (given === undefined || given === null) return needsInterval || !result.ok ? { ok: false, reason: 'phenomenonTime is missing' } : result;
  const time = parsePhenomenonTime(given);
  if (time.ok && result.ok && time.time.endMs > result.time.endMs + toleranceSeconds * 1000) {
    return { ok: false, reason: 'phenomenonTime ends after the result was made known' };
  }
  return time;
}

type Interval = { ok: true; time: PhenomenonTime } | { ok: false; reason: string };

/** Start and end of a loop's interval. */
function intervalOf(stream: Stream & { as: 'loopInterval' }, { startMs, endMs }: PhenomenonTime): Interval {
  const lengthMs = stream.intervalSeconds === undefined ? null : stream.intervalSeconds * 1000;
  if (startMs === endMs) {
    if (lengthMs === null) return { ok: false, reason: 'phenomenonTime is an instant, and no intervalSeconds is configured' };
    const start = stream.instantIs === 'start' ? startMs : startMs - lengthMs;
    return { ok: true, time: { startMs: start, endMs: start + lengthMs } };
  }
  if (lengthMs === null) return { ok: true, time: { startMs, endMs } };
  if (Math.abs(endMs - startMs - lengthMs) > CLOSED_END_TOLERANCE_MS) {
    return { ok: false, reason: `interval is ${Math.round((endMs - startMs) / 1000)} s long, configured are ${lengthMs / 1000} s` };
  }
  return { ok: true, time: { startMs, endMs: startMs + lengthMs } };
}

function readingOf(stream: Stream, head: Head, result: unknown, startMs: number | null): MappedResult {
  if (stream.as === 'signalColour') return buildReading('signalState', head, { groups: { [stream.signalGroup]: result } });
  return mappedReading(KIND[stream.as], head, extract(result, fieldsOf(stream)), startMs);
}

function decodeObservation(source: Source, message: Received, stream: Stream, observation: Observation): Decoded {
  const no = (code: 'schema' | 'time' | 'interval' | 'missing' | 'range' | 'value', reason: string): Decoded =>
    failed(fault(message, code, `${plainId(stream.deviceId)}: ${reason}`));
  if (observation['result'] === undefined) return no('schema', 'observation has no result');
  const time = timeOf(observation, stream.as === 'loopInterval', source.options.clockToleranceSeconds);
  if (!time.ok) return no('time', time.reason);
  const interval: Interval = stream.as === 'loopInterval' ? intervalOf(stream, time.time) : time;
  if (!interval.ok) return no('interval', interval.reason);
  const { startMs, endMs } = interval.time;
  const head: Head = {
    deviceId: stream.deviceId,
    area: source.area,
    seq: observationSeq(observation, endMs),
    timeMs: endMs,
    status: 'ok',
    receivedAtMs: message.receivedAtMs,
  };
  const built = readingOf(stream, head, observation['result'], startMs);
  return built.ok ? { readings: [built.reading], faults: [] } : no(built.code, built.reason);
}

function decode(source: Source, message: Received): Decoded {
  const found = streamOf(source, message.topic);
  if (found === null) return failed(fault(message, 'topic', 'topic is not one of observations below the configured root'));
  if (found.stream === undefined) return failed(fault(message, 'unknownDevice', `datastream ${plainId(found.id)} is not mapped`));
  const json = parseJson(message.payload);
  if (!isObject(json)) return failed(fault(message, 'json', `payload of ${message.payload.length} bytes is not a JSON object`));
  return decodeObservation(source, message, found.stream, json);
}

/** Ids that are no numbers stand in quotes in a resource path. */
const idLiteral = (id: string): string => (/^\d+$/.test(id) ? id : `'${id}'`);

/** OGC SensorThings 1.0/1.1 observations over MQTT, as Hamburg publishes them with FROST. */
export const sensorthings: FieldProtocol<SensorThingsOptions> = {
  name: 'sensorthings',
  parseOptions: optionsParser(SensorThingsOptions),
  subscriptions: ({ options }) => Object.keys(options.datastreams).map((id) => `${options.root}/${options.entity}(${idLiteral(id)})/Observations`),
  owns: (source, topic) => streamOf(source, topic)?.stream !== undefined,
  decode,
};
