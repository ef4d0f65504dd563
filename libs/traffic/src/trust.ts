import { isRaised, setAlarm, type LaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import { addToShare, expireShare, type SlidingShare } from './sliding-share.js';

const TRUST_BUCKET_MS = 60_000;
const OUTAGE_BUCKET_MS = 900_000;

/**
 * Trust window (Vertrauensbereich): a lane with too much implausible time in the window is distrusted as a whole, and
 * trusted again only when much less is left (hysteresis). True while distrusted.
 */
export function updateTrust(state: LaneState, endMs: number, implausibleMs: number, limits: LaneLimits): boolean {
  const { trust } = limits;
  if (trust === null) return false;
  const windowMs = trust.windowSeconds * 1000;
  state.trust = slide(state.trust, endMs, implausibleMs, windowMs, TRUST_BUCKET_MS);
  const was = isRaised(state, 'distrust');
  const bad = state.trust?.sumMs ?? 0;
  const distrusted = was ? bad >= trust.trustBelowSeconds * 1000 : bad > trust.distrustAboveSeconds * 1000;
  setAlarm(state, 'distrust', distrusted);
  return distrusted;
}

/**
 * Outage share (Ausfallhaeufigkeit): implausible or missing time in the window, 24 h by default, exact to a quarter of
 * an hour. Returns the share 0-1.
 */
export function updateOutage(state: LaneState, endMs: number, outMs: number, limits: LaneLimits): number {
  const { outage } = limits;
  if (outage === null) return 0;
  const windowMs = outage.windowSeconds * 1000;
  state.outage = slide(state.outage, endMs, outMs, windowMs, OUTAGE_BUCKET_MS);
  const bad = state.outage?.sumMs ?? 0;
  setAlarm(state, 'outage', bad > outage.alarmAboveSeconds * 1000);
  return Math.min(1, bad / windowMs);
}

/** A healthy lane has none, so that nothing is to be looked at. */
function slide(share: SlidingShare | null, endMs: number, badMs: number, windowMs: number, bucketMs: number): SlidingShare | null {
  if (share === null && badMs <= 0) return null;
  const kept = share ?? { entries: [], sumMs: 0 };
  expireShare(kept, endMs, windowMs, bucketMs);
  if (badMs > 0) addToShare(kept, endMs, Math.min(badMs, windowMs), bucketMs);
  return kept;
}
