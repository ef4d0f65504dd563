import type { AudienceConfig, EvidenceConfig } from '../model/config.js';
import type { AbsoluteReading } from '../model/reading.js';
import type { Reason } from '../model/public.js';
import type { AbsoluteCounterState } from '../model/state.js';

/**
 * -1 is a feed's word for "unknown" (Cologne), and also what an overfull garage's counter says. It is a count only
 * where the counter stood near zero just before.
 */
function decode(value: number | null | undefined, last: number | null, evidence: EvidenceConfig, margin: number): number | null | 'code' {
  if (value === undefined || value === null) return null;
  if (!evidence.unknownCodes.includes(value)) return value;
  return last !== null && Math.abs(last) <= margin ? value : 'code';
}

/** A reported capacity counts from 1 up to the configured one: configuration knows how many spaces were built. */
export function acceptCapacity(reported: number | null | undefined, configured: number): number | null | 'implausible' {
  if (reported === undefined || reported === null) return null;
  return reported >= 1 && reported <= configured ? reported : 'implausible';
}

export function nextAbsolute(
  last: AbsoluteCounterState | undefined,
  reading: AbsoluteReading,
  evidence: EvidenceConfig,
  audience: AudienceConfig,
): AbsoluteCounterState {
  const reasons: Reason[] = [];
  const margin = audience.plausibilityMargin;
  const vacant = decode(reading.vacant, last?.vacant ?? null, evidence, margin);
  const occupied = decode(reading.occupied, last?.occupied ?? null, evidence, margin);
  const capacity = acceptCapacity(reading.capacity, audience.capacity);
  if (capacity === 'implausible') reasons.push('capacityImplausible');
  if (vacant === 'code' || occupied === 'code') reasons.push('unknownCode');
  return {
    kind: 'absolute',
    timeMs: reading.timeMs,
    seq: reading.seq,
    vacant: vacant === 'code' ? null : vacant,
    occupied: occupied === 'code' ? null : occupied,
    capacity: capacity === 'implausible' ? null : capacity,
    reasons,
  };
}
