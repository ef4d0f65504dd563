import type { City, JunctionConfig, LinkConfig, SignalColour } from '@wegweiser/contracts';

export type ArmConfig = JunctionConfig['arms'][number];
export type LaneConfig = ArmConfig['lanes'][number];
export type Movement = LaneConfig['movements'][number];
export type { City, JunctionConfig, LinkConfig };

/** Where a vehicle is going: an edge of the network, or a facility's gate. */
export interface Destination {
  kind: 'edge' | 'facility';
  id: string;
}

/** A vehicle: it exists from the edge where it entered until the edge where it leaves, parked or not. */
export interface Vehicle {
  id: number;
  lengthM: number;
  heavy: boolean;
  /** Wish speed as a share of the limit. */
  eagerness: number;
  /** Front on the present track, metres from its start; negative inside the junction before it. */
  s: number;
  /** Metres a second. */
  v: number;
  /** Metres driven in its life: loops clear by it. */
  odoM: number;
  track: Track | null;
  destination: Destination;
  /** Route table variant. */
  variant: number;
  /** Plan for the link it is on, and for the next one. */
  plan: LinkPlan | null;
  next: LinkPlan | null;
  /** Speed through the junction it is in. */
  boxSpeedMs: number;
  linkEnteredMs: number;
  /** Last step in which it moved, so that a change of track moves nobody twice. */
  movedAtMs: number;
  /** Has come to stand and not driven off since. */
  stands: boolean;
  /** Seconds stood at a green or absent signal with no room ahead. */
  blockedS: number;
  /** The demand that sent it, for its stay. */
  demand: string | null;
  audience: string;
  followsSigns: boolean;
  divertedTimes: number;
  /** Since when it waits in a gate's queue. */
  queuedSinceMs: number;
}

/** How a vehicle will cross a link: on which running lane, into which pocket, and whither then. */
export interface LinkPlan {
  link: RoadLink;
  run: Track;
  pocket: Track | null;
  exit: RoadLink | null;
  /** Gate at which it leaves the link, metres along the running lane. */
  gateAtM: number | null;
}

/** One lane of a running section, or of the pocket before a stop line. Vehicles stand front first. */
export interface Track {
  lengthM: number;
  freeSpeedMs: number;
  link: RoadLink;
  kind: 'run' | 'pocket';
  lane: LaneConfig | null;
  /** Following time in seconds; in a pocket it follows from the saturation flow. */
  tauS: number;
  vehicles: Vehicle[];
  detectors: Detector[];
  /** Lamp of the lane's signal group, bound by the controller. */
  light: Light | null;
}

/** What a signal group shows, in the codes of `SignalColour`. */
export interface Light {
  colour: SignalColour;
}

export interface Turn {
  to: RoadLink;
  movement: Movement;
  pockets: Track[];
  turnSpeedMs: number;
  /** Lanes from ahead to which a left turn gives way while both have green. */
  yieldsTo: Track[];
}

export interface RoadLink {
  index: number;
  config: LinkConfig;
  /** Junction at its end, `null` at an edge. */
  junction: JunctionConfig | null;
  arm: ArmConfig | null;
  runs: Track[];
  pockets: Track[];
  turns: Turn[];
  lengthM: number;
  freeSpeedMs: number;
  /** Smoothed time to cross, seconds. */
  travelS: number;
  /** Since the start: seconds that vehicles were on it, vehicles that came onto it, times that one came to stand. */
  spentS: number;
  came: number;
  stops: number;
  signIds: string[];
}

/** A loop: one device over one track. */
export interface Detector {
  deviceId: string;
  area: string;
  track: Track;
  /** Where its field begins on the track, metres. */
  atM: number;
  occupant: Vehicle | null;
  clearAtOdoM: number;
  onMs: number;
  onSpeedMs: number;
  passages: Passage[];
  total: number;
  /** Since the start: fronts that arrived, and time covered by those who have left. */
  entered: number;
  coveredMs: number;
}

/** One true passage. `offMs` is when the rear left the field. */
export interface Passage {
  onMs: number;
  offMs: number;
  speedKmh: number;
  lengthM: number;
  heavy: boolean;
}

/** Length of a loop's field along the lane. */
export const LOOP_FIELD_M = 2;
/** Way through a junction, driven at negative `s` of the next track. */
export const JUNCTION_M = 14;
/** Bumper to bumper at standstill. */
export const MIN_GAP_M = 2;
