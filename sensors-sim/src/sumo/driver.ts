/** What a controller shows: index of its phase, seconds of green, and the phase for which it clears. */
export interface Shown {
  readonly phase: number;
  readonly greenS: number;
  readonly nextPhase: number | null;
}

export interface DriverLimits {
  readonly yellowS: number;
  readonly minGreenS: number;
}

/** A signal controller that takes wishes for a stage, as those in the street do: it keeps minimum green and shows amber by itself. */
export interface SignalDriver {
  readonly id: string;
  readonly phases: readonly string[];
  shown(): Shown;
  /** A wish that comes before the minimum green, or while it clears, is not kept for later. */
  want(phase: number): void;
  /** One second passes. @returns the lamps, `null` when they stay */
  second(): string | null;
}

const isGreen = (lamp: string | undefined): boolean => lamp === 'G' || lamp === 'g';

/** Amber for those who lose their green. */
export const clearingState = (from: string, to: string): string => from.split('').map((lamp, i) => (isGreen(lamp) && !isGreen(to[i]) ? 'y' : lamp)).join('');

/** @param phases lamps by SUMO's letters, one string a phase, amber phases left out */
export function createDriver(id: string, phases: readonly string[], limits: DriverLimits): SignalDriver {
  let [phase, next, leftS, greenS] = [0, null as number | null, 0, 0];
  let lamps: string | null = phases[0] ?? null;
  const stateOf = (p: number): string => phases[p] as string;
  const go = (to: number): void => {
    [phase, next, greenS] = [to, null, 0];
    lamps = stateOf(to);
  };
  return {
    id, phases,
    shown: () => ({ phase, greenS, nextPhase: next }),
    want: (wanted) => {
      if (next !== null || wanted === phase || greenS < limits.minGreenS || phases[wanted] === undefined) return;
      const clearing = clearingState(stateOf(phase), stateOf(wanted));
      if (!clearing.includes('y') || limits.yellowS === 0) return go(wanted);
      [next, leftS, lamps] = [wanted, limits.yellowS, clearing];
    },
    second: () => {
      if (next !== null && leftS === 0) go(next);
      else if (next !== null) leftS--;
      if (next === null) greenS++;
      const out = lamps;
      lamps = null;
      return out;
    },
  };
}
