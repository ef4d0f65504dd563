import type { LevelOfService } from './level-of-service.js';
import type { LinkState } from './link.js';

/** A level is its place here; they stand in what is stored, so new ones go to the end. */
const LEVELS = ['unknown', 'free', 'dense', 'slow', 'jam'] as const satisfies readonly LevelOfService[];

/** How many numbers a link's state is. */
export const LINK_NUMBERS = 10;

/** A link's state as a row of numbers, NaN for what is not known: text of tens of thousands takes a tenth of a second to write. */
export function linkNumbers(state: LinkState): number[] {
  return [
    LEVELS.indexOf(state.level), orNaN(state.levelSinceMs), state.candidate === null ? Number.NaN : LEVELS.indexOf(state.candidate), state.candidateSinceMs,
    orNaN(state.speedKmh), orNaN(state.densityVehPerKm), orNaN(state.updatedMs), orNaN(state.measuredAtMs), Number(state.congested), orNaN(state.congestionTurnMs),
  ];
}

/** The state that `linkNumbers` wrote. */
export function linkFromNumbers(numbers: ArrayLike<number>): LinkState {
  const at = (i: number): number => numbers[i] as number;
  const candidate = orNull(at(2));
  return {
    version: 1,
    level: LEVELS[at(0)] as LevelOfService,
    levelSinceMs: orNull(at(1)),
    candidate: candidate === null ? null : (LEVELS[candidate] as LevelOfService),
    candidateSinceMs: at(3),
    speedKmh: orNull(at(4)),
    densityVehPerKm: orNull(at(5)),
    updatedMs: orNull(at(6)),
    measuredAtMs: orNull(at(7)),
    congested: at(8) === 1,
    congestionTurnMs: orNull(at(9)),
  };
}

const orNaN = (n: number | null): number => n ?? Number.NaN;
const orNull = (n: number): number | null => (Number.isNaN(n) ? null : n);
