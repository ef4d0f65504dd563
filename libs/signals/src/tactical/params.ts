/** Constants of the method, the same for every junction. Units in the names; "veh" are vehicles. */
export interface TacticalParams {
  /** First guesses of what a lane discharges, vehicles per second of green; measured values replace them. */
  readonly protectedVehPerS: number;
  readonly permittedVehPerS: number;
  /** Seconds of queue discharge after which the measured rate outweighs the guess. */
  readonly guessWeightS: number;
  /** Memory of measured rates, seconds of discharge. */
  readonly rateMemoryS: number;
  /** Memory of arrival rates, seconds. */
  readonly arrivalMemoryS: number;
  /** First guess of what arrives in a lane that has loops: low, because a lane in which nobody drives would be served for nothing. */
  readonly firstArrivalVehPerS: number;
  /** What arrives in a lane without any loop. */
  readonly noLoopArrivalVehPerS: number;
  /** Step of the learning of shares, 0..1. */
  readonly shareStep: number;
  /** A stop loop free for so long on green: the queue is gone. */
  readonly emptyAfterS: number;
  /** An upstream loop covered without a break for so long: the queue stands on it. */
  readonly standingAfterS: number;
  /** Green, covered and nothing leaves for so long: the lane is blocked. */
  readonly blockedAfterS: number;
  readonly blockedVehPerS: number;
  /** The same for so long: somebody stands in the middle of the junction (see `stagesAfter`). */
  readonly middleFullAfterS: number;
  /** A vehicle that covers the stop loop for so long while it leaves creeps into the junction. */
  readonly creepS: number;
  /** The middle is kept clear from this load on (`loadOf`); below it costs delay and no lock-up was seen in 25 runs. */
  readonly loadedPart: number;
  readonly startLossS: number;
  /** Seconds of amber that are still used. */
  readonly amberUsedS: number;
  /** Signals with so few seconds between their stop lines, the start included, are looked at together. */
  readonly nearS: number;
  /** Who gives way and stands over the whole of a short lane for so long goes first. */
  readonly shortFullS: number;
  readonly horizonS: number;
  /** Worth of a stop, seconds of delay. */
  readonly stopS: number;
  /** Extra cost of a switch in the quick rule within the look-ahead, seconds. */
  readonly switchS: number;
  /** Delay of a vehicle that still waits at the end of the look-ahead, seconds. */
  readonly leftoverS: number;
  /** Extra weight of a queue that others stand behind although they want another way. */
  readonly obstructionWeight: number;
  /** Loops are judged by each other: costs little while all are healthy, and saves much where some are broken (docs/signals.md). */
  readonly judgeLoops: boolean;
  /** A loop is not believed when it missed so many vehicles that others counted; the stop loop also within so much green. */
  readonly faultAfterVeh: number;
  readonly faultAfterGreenS: number;
  /** The same for a stop loop that is covered all the time. */
  readonly stuckAfterGreenS: number;
  /** Where the stop loop is not believed, so many are thought to come past the upstream loops: nothing would show them waiting. */
  readonly doubtedVehPerS: number;
  /** Nothing heard of a lane for so long: its loops are not believed. */
  readonly silentAfterS: number;
  /** Requests of buses and trams count no more than so many cars, all of a junction's together. */
  readonly maxPriorityVeh: number;
  /** A waiting vehicle is served after so many seconds, whatever it costs. */
  readonly maxWaitS: number;
}

export const DEFAULT_TACTICAL_PARAMS: TacticalParams = {
  protectedVehPerS: 0.5,
  permittedVehPerS: 0.25,
  guessWeightS: 40,
  rateMemoryS: 600,
  arrivalMemoryS: 300,
  firstArrivalVehPerS: 0.02,
  noLoopArrivalVehPerS: 0.08,
  shareStep: 0.1,
  emptyAfterS: 2,
  standingAfterS: 3,
  blockedAfterS: 6,
  blockedVehPerS: 0.05,
  middleFullAfterS: 3,
  creepS: 1.6,
  loadedPart: 0.7,
  startLossS: 2,
  amberUsedS: 1,
  nearS: 5,
  shortFullS: 6,
  horizonS: 60,
  stopS: 4,
  switchS: 4,
  leftoverS: 12,
  obstructionWeight: 1,
  judgeLoops: true,
  faultAfterVeh: 8,
  faultAfterGreenS: 15,
  stuckAfterGreenS: 60,
  doubtedVehPerS: 0.02,
  silentAfterS: 300,
  maxPriorityVeh: 10,
  maxWaitS: 110,
};
