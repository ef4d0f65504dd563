import type { NumberRows, NumberRowsWriter } from '../journal/number-rows.js';

/**
 * Recent identities of one stream of readings, to tell a duplicate (same event time, same sequence number) from a late
 * one. Bounded: what is older than the window is let through as `late`, and the archive's key has the last word.
 */
const SIZE = 16;
/** Numbers of a saved window before those that are recent. */
const HEAD = 4;

export interface StreamWindow {
  newestTimeMs: number;
  newestSeq: number;
  /** Ring of `[timeMs, seq]` pairs, flat; `at` is the next place. */
  recent: number[];
  at: number;
}

export const createWindow = (): StreamWindow => ({ newestTimeMs: -1, newestSeq: -1, recent: [], at: 0 });

export type Novelty = 'new' | 'late' | 'duplicate';

/** Judges an identity and remembers it. */
export function admit(window: StreamWindow, timeMs: number, seq: number): Novelty {
  const newer = timeMs > window.newestTimeMs || (timeMs === window.newestTimeMs && seq > window.newestSeq);
  if (!newer && has(window, timeMs, seq)) return 'duplicate';
  window.recent[window.at] = timeMs;
  window.recent[window.at + 1] = seq;
  window.at = (window.at + 2) % (SIZE * 2);
  if (!newer) return 'late';
  window.newestTimeMs = timeMs;
  window.newestSeq = seq;
  return 'new';
}

function has(window: StreamWindow, timeMs: number, seq: number): boolean {
  const { recent } = window;
  for (let i = 0; i < recent.length; i += 2) if (recent[i] === timeMs && recent[i + 1] === seq) return true;
  return false;
}

/** Newest time and number, place, length of what is recent, and that. */
export function savedWindows(windows: ReadonlyMap<string, StreamWindow>, rows: NumberRowsWriter): NumberRows {
  rows.start(windows.size * (HEAD + SIZE * 2));
  for (const [deviceId, w] of windows) rows.row(deviceId).put(w.newestTimeMs).put(w.newestSeq).put(w.at).put(w.recent.length).putAll(w.recent);
  return rows.rows();
}

export function windowsOf({ ids, numbers }: NumberRows): [string, StreamWindow][] {
  let from = 0;
  return ids.map((id) => {
    const [newestTimeMs, newestSeq, at, length] = numbers.subarray(from, from + HEAD) as unknown as [number, number, number, number];
    const recent = Array.from(numbers.subarray(from + HEAD, from + HEAD + length));
    from += HEAD + length;
    return [id, { newestTimeMs, newestSeq, recent, at }];
  });
}
