import { AT, isRaised, numberAt, setAlarm, type LaneState } from './lane-state.js';
import type { FaultLimits } from './limits.js';
import type { DetectorFault } from './quantity.js';

/** Order of the times of faults in a lane's state. */
export const DETECTOR_FAULTS = ['no-hits', 'chatter', 'locked-on', 'no-change', 'occupancy-spike'] as const satisfies readonly DetectorFault[];

/** Occupancy spike: every full step of this many percent between two intervals ... */
const SPIKE_STEP_PCT = 25;
/** ... adds this much to a counter that time drains. */
const SPIKE_STEP_MS = 30_000;

/** What one interval says about a fault: for (true), against (false), or nothing because the value is missing (null). */
type Evidence = boolean | null;

/** Codes of this interval and the one before, in the order of LOOP_QUANTITIES; negative is missing. */
interface Observed {
  readonly vehicles: number;
  readonly occupancyPct: number;
  readonly previousVehicles: number;
  readonly previousOccupancyPct: number;
  readonly durationMs: number;
}

function noChange(seen: Observed): Evidence {
  const occupancyKnown = seen.occupancyPct >= 0;
  const now = occupancyKnown ? seen.occupancyPct : seen.vehicles;
  const before = occupancyKnown ? seen.previousOccupancyPct : seen.previousVehicles;
  if (now < 0 || before < 0) return null;
  // An empty road stays empty by nature: that is for no-hits to judge.
  return now > 0 && now === before;
}

function evidenceOf(fault: Exclude<DetectorFault, 'occupancy-spike'>, seen: Observed, limits: FaultLimits): Evidence {
  switch (fault) {
    case 'no-hits': return seen.vehicles < 0 ? null : seen.vehicles === 0;
    case 'chatter': return seen.vehicles < 0 ? null : seen.vehicles * 60_000 >= limits.chatterVehPerMinute * seen.durationMs;
    case 'locked-on': return seen.occupancyPct < 0 ? null : seen.occupancyPct >= limits.lockedOnPct;
    case 'no-change': return noChange(seen);
  }
}

/** Counts up to the trigger while the evidence is against the detector; any other evidence starts the count afresh. */
function count(state: LaneState, index: number, evidence: Evidence, durationMs: number): void {
  if (evidence === true) state.numbers[AT.faultMs + index] = numberAt(state, AT.faultMs + index) + durationMs;
  else if (evidence === false) state.numbers[AT.faultMs + index] = 0;
}

function countSpike(state: LaneState, index: number, seen: Observed): Evidence {
  if (seen.occupancyPct < 0 || seen.previousOccupancyPct < 0) return null;
  const steps = Math.floor(Math.abs(seen.occupancyPct - seen.previousOccupancyPct) / SPIKE_STEP_PCT);
  state.numbers[AT.faultMs + index] = Math.max(0, numberAt(state, AT.faultMs + index) + steps * SPIKE_STEP_MS - seen.durationMs);
  return steps > 0;
}

/**
 * Detector faults after MnDOT IRIS: counters with a trigger and a clear time. Mutates `state`; returns the first active
 * fault that takes the values away, or `null`.
 */
export function updateDetectorFaults(
  state: LaneState,
  delivered: readonly number[],
  durationMs: number,
  limits: FaultLimits,
): DetectorFault | null {
  const seen: Observed = {
    vehicles: delivered[0] as number,
    occupancyPct: delivered[6] as number,
    previousVehicles: numberAt(state, AT.previous),
    previousOccupancyPct: numberAt(state, AT.previous + 6),
    durationMs,
  };
  let invalidatedBy: DetectorFault | null = null;
  for (let i = 0; i < DETECTOR_FAULTS.length; i += 1) {
    const fault = DETECTOR_FAULTS[i] as DetectorFault;
    const active = updateFault(state, i, fault, seen, limits);
    if (active && limits[fault]?.invalidates === true) invalidatedBy ??= fault;
  }
  return invalidatedBy;
}

function updateFault(state: LaneState, index: number, fault: DetectorFault, seen: Observed, limits: FaultLimits): boolean {
  const limit = limits[fault];
  if (limit === null) return false;
  const spike = fault === 'occupancy-spike';
  const evidence = spike ? countSpike(state, index, seen) : evidenceOf(fault, seen, limits);
  if (!spike) count(state, index, evidence, seen.durationMs);
  const triggerMs = limit.triggerSeconds * 1000;
  const reached = spike ? numberAt(state, AT.faultMs + index) > triggerMs : numberAt(state, AT.faultMs + index) >= triggerMs;
  const wasActive = isRaised(state, fault);
  const healed = cleared(state, index, evidence, seen.durationMs, limit.clearSeconds * 1000);
  const active = wasActive ? !healed : evidence === true && reached;
  setAlarm(state, fault, active);
  if (!active) state.numbers[AT.faultClearMs + index] = 0;
  return active;
}

/** Counts good time since the fault was last seen. */
function cleared(state: LaneState, index: number, evidence: Evidence, durationMs: number, clearMs: number): boolean {
  if (evidence === true) state.numbers[AT.faultClearMs + index] = 0;
  if (evidence !== false) return false;
  state.numbers[AT.faultClearMs + index] = numberAt(state, AT.faultClearMs + index) + durationMs;
  return numberAt(state, AT.faultClearMs + index) >= clearMs;
}
