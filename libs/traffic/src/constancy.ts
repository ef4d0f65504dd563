import { AT, numberAt, setAlarm, type LaneState } from './lane-state.js';
import type { ConstancyLimits } from './limits.js';
import { setFaulty, type LaneValue, type MissingReason } from './quantity.js';

const CODE: Record<MissingReason, number> = {
  'not-determinable': -1, faulty: -2, 'not-determinable-or-faulty': -3, 'not-supplied': -4,
};

/** Values as delivered, special values coded as in TLS: the form in which the next interval is compared with this one. */
export function deliveredCodes(list: readonly LaneValue[]): number[] {
  const codes: number[] = [];
  for (const value of list) codes.push(value.missing === null ? (value.value as number) : CODE[value.missing]);
  return codes;
}

/** Groups that must stand still together, as indices of LOOP_QUANTITIES. */
const GROUPS = [
  { limit: 'flow', members: [0, 1, 2] },
  { limit: 'speed', members: [3, 4, 5] },
  { limit: 'speedDeviation', members: [8] },
  { limit: 'occupancy', members: [6] },
] as const;

/**
 * Constancy check (Differenzialkontrolle): when all values of a group stay identical for more than the limit of
 * successive intervals, the detector hangs, and the group is faulty as long as it does. Groups without a single number
 * are left alone, and so are empty roads and very low occupancies, where constancy is normal (DUA-51, cases 10, 11).
 *
 * @param delivered codes of this interval before any rule; the state holds those of the interval before, or NO_INTERVAL
 */
export function checkConstancy(state: LaneState, list: readonly LaneValue[], delivered: readonly number[], limits: ConstancyLimits): void {
  let hangs = false;
  for (let g = 0; g < GROUPS.length; g += 1) {
    const { limit, members } = GROUPS[g] as (typeof GROUPS)[number];
    const run = sameAsBefore(state, delivered, members) ? numberAt(state, AT.runs + g) + 1 : 1;
    state.numbers[AT.runs + g] = run;
    if (limits[limit] === 0 || run <= limits[limit] || isExempt(delivered, members, limit, limits)) continue;
    for (const member of members) setFaulty(list[member] as LaneValue, 'constancy');
    hangs = true;
  }
  setAlarm(state, 'constancy', hangs);
}

function sameAsBefore({ numbers }: LaneState, delivered: readonly number[], members: readonly number[]): boolean {
  for (const member of members) if (numbers[AT.previous + member] !== delivered[member]) return false;
  return true;
}

function isExempt(
  delivered: readonly number[],
  members: readonly number[],
  group: (typeof GROUPS)[number]['limit'],
  limits: ConstancyLimits,
): boolean {
  const first = delivered[members[0] as number] as number;
  if (group === 'flow') return first <= limits.exemptVehicles;
  if (group === 'occupancy') return first <= limits.exemptOccupancyPct;
  return members.every((member) => (delivered[member] as number) < 0);
}
