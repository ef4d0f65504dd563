import type { EvidenceConfig } from '../model/config.js';
import type { TotalsReading } from '../model/reading.js';
import type { TotalsCounterState } from '../model/state.js';

/** Burst allowed on top of the flow limit: gates open after an event, clocks are coarse. */
const BURST = 20;
const DETECTED_MODULI = [65_536, 4_294_967_296] as const;

type Step = { readonly delta: number; readonly fault: 'counterReset' | 'counterJump' | null };

/**
 * Passages between two totals. A smaller total is, in this order: a wrap, if the way over the modulus is plausible for
 * the time passed; a reset, if what has been counted since 0 is plausible (passages between the last reading and the
 * reset are lost); else a jump, which counts nothing. A forward step that no traffic explains is a jump as well.
 */
export function totalsStep(last: number, next: number, limit: number, modulus: number | null): Step {
  if (next >= last) return next - last <= limit ? { delta: next - last, fault: null } : { delta: 0, fault: 'counterJump' };
  const moduli = modulus === null ? DETECTED_MODULI : [modulus];
  for (const m of moduli) {
    const wrapped = next + m - last;
    if (last < m && wrapped <= limit) return { delta: wrapped, fault: null };
  }
  return next <= limit ? { delta: next, fault: 'counterReset' } : { delta: 0, fault: 'counterJump' };
}

/** Next state of a pair of totals; the first reading sets the baseline `entries - exits`. */
export function nextTotals(
  last: TotalsCounterState | undefined,
  reading: TotalsReading,
  evidence: EvidenceConfig,
): TotalsCounterState {
  const { timeMs, seq, entries, exits } = reading;
  if (last === undefined) return { kind: 'totals', timeMs, seq, entries, exits, net: entries - exits, suspect: null };
  const limit = BURST + (evidence.maxVehiclesPerMinute * (timeMs - last.timeMs)) / 60_000;
  const came = totalsStep(last.entries, entries, limit, evidence.modulus);
  const went = totalsStep(last.exits, exits, limit, evidence.modulus);
  const net = last.net + came.delta - went.delta;
  return { kind: 'totals', timeMs, seq, entries, exits, net, suspect: came.fault ?? went.fault ?? last.suspect };
}
