/** Whether a row at this event time leaves a rollup behind that nothing else will bring up to date. */
export type DirtyRule = (atMs: number) => boolean;

export const DIRTY_ALWAYS: DirtyRule = () => true;

/** Hours that TimescaleDB's own refresh policies look back; what is older never reaches a continuous aggregate by itself. */
export const POLICY_HOURS = 4;
const MARGIN_MS = 600_000;

/** Policies run on the database's wall clock, whatever clock the city runs on. */
export const dirtyBeyondPolicy =
  (wallClock: () => number): DirtyRule =>
  (atMs) => {
    const now = wallClock();
    return atMs < now - POLICY_HOURS * 3_600_000 + MARGIN_MS || atMs > now;
  };
