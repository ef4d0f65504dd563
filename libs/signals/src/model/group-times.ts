import type { SignalGroup } from './junction.js';

/** Pedestrians and trams have neither amber nor red-amber (StVO § 37; trams signal by BOStrab Anlage 4). */
const showsAmber = (group: SignalGroup): boolean => group.kind === 'vehicle' || group.kind === 'bicycle';

export const shownAmberS = (group: SignalGroup): number => (showsAmber(group) ? group.amberS : 0);
export const shownRedAmberS = (group: SignalGroup): number => (showsAmber(group) ? group.redAmberS : 0);

/** Walking speed that clearance is reckoned with, m/s (RiLSA 2015, 2.7: 1.2; at most 1.5). */
export const WALKING_SPEED_MPS = 1.2;
export const FASTEST_CLEARING_SPEED_MPS = 1.5;
/** No green for people on foot is shorter (RiLSA 2015, 2.7). */
export const MIN_PEDESTRIAN_GREEN_S = 5;

/**
 * Shortest green that lets someone who starts with green reach the middle of the crossing (RiLSA 2015, 2.7). A crossing
 * over an island is two groups or gives the length up to the middle of the second carriageway, doubled.
 */
export function pedestrianGreenS(crossingM: number): number {
  return Math.max(MIN_PEDESTRIAN_GREEN_S, Math.ceil(crossingM / 2 / WALKING_SPEED_MPS));
}

/** Minimum green that really has to be kept, seconds: the configured one, and what a crossing needs. */
export function requiredGreenS(group: SignalGroup): number {
  if (group.kind !== 'pedestrian' || group.crossingM === undefined) return group.minGreenS;
  return Math.max(group.minGreenS, pedestrianGreenS(group.crossingM));
}

/**
 * Shortest time between two greens of one group: amber, one second of red (VwV-StVO zu § 37: at least 1 s of all-red
 * when the same stage comes back), red-amber.
 */
export const shortestRedS = (group: SignalGroup): number => shownAmberS(group) + 1 + shownRedAmberS(group);
