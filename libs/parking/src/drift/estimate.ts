import type { CompiledAudience } from '../model/compiled.js';
import type { DriftConfig } from '../model/config.js';
import type { DriftEstimate } from '../model/result.js';
import type { AudienceState } from '../model/state.js';
import { predict, within } from './filter.js';

/** What is known of a counter's drift at an instant; null before the first sample. */
export function driftEstimate(audience: CompiledAudience, own: AudienceState, nowMs: number): DriftEstimate | null {
  if (own.drift === null) return null;
  const d = predict(own.drift, nowMs, audience.config.capacity);
  const offsetStdError = Math.sqrt(d.p00);
  const appliedCorrection = own.correction?.vehicles ?? 0;
  return {
    audience: audience.config.id,
    offsetVehicles: d.offset + appliedCorrection,
    offsetStdError,
    perDay: d.perDay,
    perDayStdError: Math.sqrt(d.p11),
    confidence: within(audience.config.minOffsetVehicles / offsetStdError),
    samples: d.samples,
    appliedCorrection,
  };
}

/** Large enough, sure enough, and told from zero: only then is a re-zero worth proposing. */
export function isWorthRezero(estimate: DriftEstimate, audience: CompiledAudience, rules: DriftConfig): boolean {
  const { night, bound, space, operator } = estimate.samples;
  const size = Math.abs(estimate.offsetVehicles);
  return (
    rules.mode !== 'off' &&
    night + bound + space + operator >= rules.minSamples &&
    size >= audience.config.minOffsetVehicles &&
    size > 2 * estimate.offsetStdError &&
    estimate.confidence >= rules.minConfidence
  );
}
