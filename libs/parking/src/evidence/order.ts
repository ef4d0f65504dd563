import type { Outcome } from '../model/result.js';

interface Stamp {
  readonly timeMs: number;
  readonly seq: number;
}

/**
 * Order by the device's time; the sequence number, which starts afresh with the device, only decides between readings
 * of the same time. null = newer, apply it.
 */
export function orderOf(last: Stamp | undefined, next: Stamp): Extract<Outcome, 'duplicate' | 'late'> | null {
  if (last === undefined || next.timeMs > last.timeMs) return null;
  if (next.timeMs < last.timeMs || next.seq < last.seq) return 'late';
  return next.seq === last.seq ? 'duplicate' : null;
}

/** Stamped ahead of its receipt by more than the tolerance: believing it would lock out every later reading. */
export function isFuture(timeMs: number, receivedMs: number | undefined, toleranceSeconds: number): boolean {
  return receivedMs !== undefined && timeMs > receivedMs + toleranceSeconds * 1000;
}
