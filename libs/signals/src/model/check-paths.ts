import { inConflict, indexOf } from './index-of.js';
import type { Arm, JunctionModel } from './junction.js';
import type { Report } from './problem.js';

/** Straight across: the exit lies within this angle of the opposite direction. */
const STRAIGHT_WITHIN_DEG = 45;

const turnDeg = (from: number, to: number): number => (((to - from) % 360) + 360) % 360;

interface Path {
  readonly arm: Arm;
  readonly exit: Arm;
  readonly group: string;
}

/** The arm on the other side of the junction, `null` where the geometry does not tell. */
function oppositeOf(model: JunctionModel, arm: Arm): Arm | null {
  const offDeg = (other: Arm): number => Math.abs(turnDeg(arm.bearingDeg, other.bearingDeg) - 180);
  const others = model.arms.filter((a) => a !== arm).sort((a, b) => offDeg(a) - offDeg(b));
  const best = others[0];
  return best !== undefined && offDeg(best) <= STRAIGHT_WITHIN_DEG ? best : null;
}

function throughPaths(model: JunctionModel): Path[] {
  return model.arms.flatMap((arm) => {
    const exit = oppositeOf(model, arm);
    const groups = new Set(arm.lanes.filter((l) => l.movements.includes('through')).map((l) => l.signalGroup));
    // Unknown groups are named elsewhere.
    const known = [...groups].filter((group) => indexOf(model).groups.has(group));
    return exit === null ? [] : known.map((group) => ({ arm, exit, group }));
  });
}

/** Two chords of a circle cross when exactly one end of the second lies between the ends of the first. */
function cross(a: Path, b: Path): boolean {
  const ends = new Set([a.arm, a.exit, b.arm, b.exit]);
  const span = turnDeg(a.arm.bearingDeg, a.exit.bearingDeg);
  const within = (arm: Arm): boolean => turnDeg(a.arm.bearingDeg, arm.bearingDeg) < span;
  return ends.size === 4 && within(b.arm) !== within(b.exit);
}

/**
 * A conflict that nobody listed is the one fault that no matrix shows: straight-ahead streams that cross by the bearings
 * of their arms must be in conflict. Turning streams may run together by rule (StVO § 9) and are left to the author.
 */
export function checkPaths(model: JunctionModel, report: Report): void {
  const paths = throughPaths(model);
  const said = new Set<string>();
  paths.forEach((a, i) => {
    for (const b of paths.slice(i + 1)) {
      const key = [a.group, b.group].sort().join(' ');
      if (said.has(key) || !cross(a, b) || inConflict(model, a.group, b.group)) continue;
      said.add(key);
      report.error(['intergreensS', a.group, b.group], 'conflictMissing', `through traffic of ${a.arm.id} (${a.group}) and of ${b.arm.id} (${b.group}) crosses, and no intergreen time makes it a conflict`);
    }
  });
}
