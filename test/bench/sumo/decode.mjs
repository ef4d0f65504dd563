// A field message as the service's intake reads it: same schema, same reading.
import { parseTopic } from '@wegweiser/contracts';
import { toReading, wireOf } from '../../../libs/field/dist/protocols/own/codec.js';

/** @throws Error when the message breaks the contract */
export function decodeOwn({ topic, payload }, receivedAtMs) {
  const parsed = parseTopic(topic);
  const { readings, faults } = toReading(wireOf(parsed), parsed, JSON.parse(payload), { topic, payload: Buffer.from(payload), receivedAtMs });
  if (readings.length === 0) throw new Error(`${topic}: ${faults[0]?.reason}`);
  return readings[0];
}
