import type { AudienceConfig, EvidenceConfig } from '../model/config.js';
import type { AbsoluteReading } from '../model/reading.js';
import type { Reason } from '../model/public.js';
import type { AbsoluteCounterState } from '../model/state.js';

/**
 * -1 is a feed's word for "unknown" (Cologne), and also what an overfull garage's counter says. It is a count only
 * where the counter stood near zero just before.
 */
function isCode(value: number | null, last: number | null | undefined, evidence: EvidenceConfig, margin: number): boolean {
  if (value === null || !evidence.unknownCodes.includes(value)) return false;
  return typeof last !== 'number' || Math.abs(last) > margin;
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
  const { timeMs, seq } = reading;
  const raw = { occupied: reading.occupied ?? null, vacant: reading.vacant ?? null };
  const margin = audience.plausibilityMargin;
  const noVacant = isCode(raw.vacant, last?.vacant, evidence, margin);
  const noOccupied = isCode(raw.occupied, last?.occupied, evidence, margin);
  const accepted = acceptCapacity(reading.capacity, audience.capacity);
  const reasons: Reason[] = accepted === 'implausible' ? ['capacityImplausible'] : [];
  if (noVacant || noOccupied) reasons.push('unknownCode');
  return {
    kind: 'absolute',
    timeMs,
    seq,
    vacant: noVacant ? null : raw.vacant,
    occupied: noOccupied ? null : raw.occupied,
    raw,
    capacity: accepted === 'implausible' ? null : accepted,
    reasons,
  };
}
