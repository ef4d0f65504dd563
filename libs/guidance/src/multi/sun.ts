const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
/** 1 January 2000, 12:00 UTC, from which the series count. */
const J2000_MS = 946_728_000_000;

/**
 * Height of the sun's centre above the horizon, degrees, without refraction. Low-precision formulae of the Astronomical
 * Almanac (1950 to 2050 within 0.02 degrees): far better than a dimmer needs.
 */
export const sunElevationDeg = (atMs: number, lat: number, lon: number): number => {
  const days = (atMs - J2000_MS) / DAY_MS;
  const anomaly = (357.529 + 0.98560028 * days) * RAD;
  const longitude = (280.459 + 0.98564736 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RAD;
  const obliquity = (23.439 - 0.00000036 * days) * RAD;
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const siderealDeg = 280.46061837 + 360.98564736629 * days;
  const hourAngle = (siderealDeg + lon) * RAD - ascension;
  const sine = Math.sin(lat * RAD) * Math.sin(declination) + Math.cos(lat * RAD) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.asin(Math.max(-1, Math.min(1, sine))) / RAD;
};
