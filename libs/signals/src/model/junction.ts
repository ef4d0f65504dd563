/** Kinds of signal group (Signalgruppe) by the traffic they serve. */
export type SignalGroupKind = 'vehicle' | 'pedestrian' | 'bicycle' | 'publicTransport';
export type Movement = 'left' | 'through' | 'right' | 'uTurn';

/**
 * Colour codes as on the wire: 0 dark, 1 red, 2 amber, 3 green, 4 red-amber, 5 amber flashing, 6 green flashing,
 * 9 unknown. Timelines hold 1 to 4 only.
 */
export type SignalColour = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 9;

/** Lamps that always switch together. All times whole seconds. */
export interface SignalGroup {
  readonly id: string;
  readonly kind: SignalGroupKind;
  readonly minGreenS: number;
  /** Longest red that the city allows; none when left out. */
  readonly maxRedS?: number | undefined;
  /** Shown by vehicle and bicycle groups only. */
  readonly amberS: number;
  readonly redAmberS: number;
  /** Length of the crossing in metres, for pedestrian groups. */
  readonly crossingM?: number | undefined;
}

export interface LoopRef {
  readonly deviceId: string;
  readonly role: 'stop' | 'upstream' | 'mid';
  /** Distance before the stop line, metres. */
  readonly distanceM?: number | undefined;
}

export interface Lane {
  readonly id: string;
  readonly movements: readonly Movement[];
  readonly signalGroup: string;
  /** Vehicles per hour of green as measured in the field; by default derived from the movements and the heavy share. */
  readonly saturationFlowVehPerH?: number | undefined;
  readonly loops: readonly LoopRef[];
}

/** Approach (Zufahrt) with its lanes. */
export interface Arm {
  readonly id: string;
  readonly street: string;
  /** Compass direction in which the arm leaves the junction, degrees from north clockwise. */
  readonly bearingDeg: number;
  readonly lanes: readonly Lane[];
}

/** Groups that are green together (Phase). */
export interface Stage {
  readonly id: string;
  readonly groups: readonly string[];
}

/**
 * Fixed-time plan (Signalprogramm). The stages follow each other with the longest intergreen time between them, so that
 * greens and interstages make up the cycle. Cycle second 0 is the begin of green of the first stage; it falls on UTC
 * seconds that are `offsetS` modulo `cycleS`.
 */
export interface SignalPlan {
  readonly id: string;
  readonly cycleS: number;
  readonly offsetS: number;
  readonly stages: readonly { readonly stageId: string; readonly greenS: number }[];
}

export interface ControllerLimits {
  readonly minCycleS: number;
  readonly maxCycleS: number;
}

/** All that the rules know of a junction. The contract's junction configuration can be passed as it is. */
export interface JunctionModel {
  readonly id: string;
  readonly name: string;
  readonly arms: readonly Arm[];
  readonly signalGroups: readonly SignalGroup[];
  /** Seconds from the end of green of the clearing group to the begin of green of the entering one. Listed = conflict. */
  readonly intergreensS: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly stages: readonly Stage[];
  readonly plans: readonly SignalPlan[];
  readonly limits: ControllerLimits;
}
