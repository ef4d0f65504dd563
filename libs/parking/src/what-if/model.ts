/** What a day would be like: quarter hours from midnight. All counts are vehicles and may be broken: rounding is the reader's. */
export const QUARTERS = 96;

export interface WhatIfFacility {
  id: string;
  capacity: number;
  /** Typical vehicles by quarter hour, at its beginning; `null` where nothing is known. */
  occupied: readonly (number | null)[];
}
export interface DemandChange {
  fromQuarter: number;
  /** Not included. */
  toQuarter: number;
  /** Arrivals are multiplied by it. */
  factor: number;
  /** Of whom it is: `null` all arrivals; otherwise those who stay so long - commuters - which is what the occupancy rises by. */
  stayQuarters: number | null;
  /** Empty: all. */
  facilities: readonly string[];
}
/** Vehicles that come beside the usual ones. */
export interface ExtraArrivals {
  quarter: number;
  vehicles: number;
  /** Where they want to be, in the words of whoever ranks. */
  towards: string;
  /** They leave together after so many quarter hours. */
  stayQuarters: number;
}
/** No vehicle gets in; those inside leave as usual. */
export interface Shut {
  id: string;
  fromQuarter: number;
  toQuarter: number;
}
export interface WhatIfScenario {
  demand: readonly DemandChange[];
  extra: readonly ExtraArrivals[];
  shut: readonly Shut[];
  /** Mean stay of a usual vehicle, quarter hours. */
  stayQuarters: number;
}
/** Whom a vehicle asks that found no space: facilities in order, best first. Those without a space are passed over. */
export type RankForOthers = (wanted: { facility: string } | { towards: string }, quarter: number, vacant: Readonly<Record<string, number>>) => readonly string[];

export interface PredictedFacility {
  id: string;
  /** As the scenario has it, by quarter hour; `null` when nothing is known of the facility. */
  occupied: (number | null)[];
  /** The typical day without gaps. */
  base: (number | null)[];
  /** Vehicles that wanted in and found it full or shut. */
  turnedAway: number;
  /** Vehicles that came because others had no space. */
  takenOver: number;
  /** Of the quarter hours, those with a typical value. */
  filledShare: number;
}
export interface PredictedDay {
  facilities: PredictedFacility[];
  /** Vehicles that found no space anywhere. */
  unserved: number;
}
