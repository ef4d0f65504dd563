import type { TacticalLane } from './layout.js';
import type { Discharge, LaneState } from './lane-state.js';
import type { TacticalParams } from './params.js';

/** First guess of the discharge of a lane in a stage, vehicles per second: streams in equal parts, red ones hold up. */
export function guessedVehPerS(lane: TacticalLane, stage: number, params: TacticalParams): number {
  let sum = 0;
  for (const stream of lane.streams) {
    const green = stream.green[stage];
    if (green === 'protected') sum += params.protectedVehPerS;
    if (green === 'permitted') sum += params.permittedVehPerS;
  }
  return sum / lane.streams.length;
}

/** Discharge of a lane in a stage, vehicles per second: guess and measurement by their weights; 0 where the stage is red. */
export function dischargeVehPerS(lane: TacticalLane, state: LaneState, stage: number, params: TacticalParams): number {
  const guess = guessedVehPerS(lane, stage, params);
  const measured = state.discharge[stage] as Discharge;
  return guess === 0 ? 0 : (measured.veh + guess * params.guessWeightS) / (measured.seconds + params.guessWeightS);
}

/** One more second of discharge; old ones fade so that together they weigh `rateMemoryS`. */
export function learnDischarge(measured: Discharge, leftVeh: number, params: TacticalParams): Discharge {
  const keep = 1 - 1 / params.rateMemoryS;
  return { veh: measured.veh * keep + leftVeh, seconds: measured.seconds * keep + 1 };
}
