import { describe, expect, it } from 'vitest';
import { routeTravelTimeSeconds, travelTimeSeconds } from './travel-time.js';

const LINK = { lengthM: 500, minTravelSpeedKmh: 3, nodeDelaySeconds: 20 };

describe('travel time', () => {
  it('is length over speed plus the delay at the node', () => {
    expect(travelTimeSeconds(50, LINK)).toBeCloseTo(56, 10);
  });
  it('stays finite in standing traffic, and unknown without a speed', () => {
    expect(travelTimeSeconds(0, LINK)).toBeCloseTo(620, 10);
    expect(travelTimeSeconds(null, LINK)).toBeNull();
  });
  it('of a route is the sum, unless a link is unknown', () => {
    expect(routeTravelTimeSeconds([30, 12.5])).toBe(42.5);
    expect(routeTravelTimeSeconds([])).toBe(0);
    expect(routeTravelTimeSeconds([30, null, 12])).toBeNull();
  });
});
