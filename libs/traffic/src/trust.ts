import { setAlarm, ALARM_BIT, type LaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import { addToShare, expireShare } from './sliding-share.js';

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
  expireShare(state.trust, endMs, windowMs, TRUST_BUCKET_MS);
  if (implausibleMs > 0) addToShare(state.trust, endMs, Math.min(implausibleMs, windowMs), TRUST_BUCKET_MS);
  const was = (state.alarms & ALARM_BIT.distrust) !== 0;
  const bad = state.trust.sumMs;
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
  expireShare(state.outage, endMs, windowMs, OUTAGE_BUCKET_MS);
  if (outMs > 0) addToShare(state.outage, endMs, Math.min(outMs, windowMs), OUTAGE_BUCKET_MS);
  setAlarm(state, 'outage', state.outage.sumMs > outage.alarmAboveSeconds * 1000);
  return Math.min(1, state.outage.sumMs / windowMs);
}
