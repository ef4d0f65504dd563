/** Car following after Krauss in steps of one second: collision-free for braking `B` and following times of 1 s and more. */
const A = 2.4;
const B = 4;

/** Highest speed that still lets it stop behind one who brakes; `gapM` without the standstill gap. */
export function safeSpeed(gapM: number, leaderMs: number, tauS: number): number {
  if (gapM <= 0) return 0;
  return -B * tauS + Math.sqrt(B * B * tauS * tauS + leaderMs * leaderMs + 2 * B * gapM);
}

/** Speed at which one may still brake gently down to `targetMs` within `distanceM`. */
export const approachSpeed = (distanceM: number, targetMs: number): number => Math.sqrt(targetMs * targetMs + 2 * 2.2 * Math.max(0, distanceM));

/** May it still stop before the line when amber begins? */
export const canStop = (distanceM: number, speedMs: number): boolean => distanceM > (speedMs * speedMs) / (2 * 3.5);

/** Next speed; `dawdle` in [0, 1) is the driver's imperfection. */
export function nextSpeed(speedMs: number, wishMs: number, limitMs: number, dawdle: number): number {
  const v = Math.min(speedMs + A, wishMs, limitMs);
  return Math.max(0, v - Math.min(v * 0.5, 0.35 * dawdle));
}
