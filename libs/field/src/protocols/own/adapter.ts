import { parseTopic, TOPIC_ROOT, upSubscriptions, type Decoded, type FieldTopic } from '@wegweiser/contracts';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { toReading, unknownMessage, wireOf, type Wire } from './codec.js';
import { fault } from './faults.js';

/** The city's own topics, `wegweiser/v1/...`: always there, needs no options. */
export const protocol: FieldProtocol<Record<string, never>> = {
  name: 'own',
  parseOptions: () => ({ ok: true, options: {} }),
  subscriptions: () => upSubscriptions(),
  owns: (_source, topic) => topic.startsWith(`${TOPIC_ROOT}/`),
  prepare: (_source, topic) => partsOf(topic),
  decode: decodeOwn,
};

interface Parts {
  topic: FieldTopic;
  wire: Wire | undefined;
}

function partsOf(text: string): Parts | null {
  const topic = parseTopic(text);
  return topic === null ? null : { topic, wire: wireOf(topic) };
}

function decodeOwn(_source: SourceContext<Record<string, never>>, message: Received, prepared: unknown = partsOf(message.topic)): Decoded {
  const found = prepared as Parts | null;
  if (found === null) return fault(message, 'topic', 'topic has the wrong number of levels or an unknown device class', 'wegweiser/v1/{area}/{loop|parking|garage|signal|sign}/{deviceId}/{message}');
  let body: unknown;
  try {
    body = JSON.parse(message.payload.toString('utf8'));
  } catch (error) {
    return fault(message, 'json', `payload is not JSON: ${(error as Error).message.slice(0, 120)}`, 'a JSON object in UTF-8');
  }
  if (found.wire === undefined) return unknownMessage(found.topic, message);
  return toReading(found.wire, found.topic, body, message);
}
