import type { Decoded } from '@wegweiser/contracts';
import type { Received } from '../../protocol.js';

export type OwnFaultCode = 'topic' | 'json' | 'schema';

/** One message that could not be read, as the quarantine keeps it. */
export const fault = (message: Received, code: OwnFaultCode, reason: string, expected: string): Decoded => ({
  readings: [],
  faults: [{ code, reason, expected, topic: message.topic, receivedAtMs: message.receivedAtMs }],
});
