import type { DetectorSecond } from '@wegweiser/contracts';
import type { Detector } from '../roads/model.js';

const MOST_PER_SECOND = 20;

/** What loops saw in the second that ends now, as a controller reads them that they are wired to; loops that were free are left out. */
export function createSecondWatch(wired: readonly Detector[]): (nowMs: number) => Record<string, DetectorSecond> {
  const coveredAt = (d: Detector, nowMs: number): number => d.coveredMs + (d.occupant === null ? 0 : nowMs - d.onMs);
  let before = wired.map((d) => ({ entered: d.entered, left: d.total, covered: d.coveredMs }));
  return (nowMs) => {
    const now = wired.map((d) => ({ entered: d.entered, left: d.total, covered: coveredAt(d, nowMs) }));
    const seen = wired.flatMap((d, i): [string, DetectorSecond][] => {
      const [was, is] = [before[i], now[i]];
      if (was === undefined || is === undefined) return [];
      const covered = Math.min(1000, Math.max(0, is.covered - was.covered));
      if (is.entered === was.entered && is.left === was.left && covered === 0) return [];
      return [[d.deviceId, { entered: Math.min(MOST_PER_SECOND, is.entered - was.entered), left: Math.min(MOST_PER_SECOND, is.left - was.left), occupancyPct: Math.round(covered) / 10 }]];
    });
    before = now;
    return Object.fromEntries(seen);
  };
}
