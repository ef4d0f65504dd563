interface ReadingBase {
  /** Counter id; for single spaces the id of the space. */
  readonly counterId: string;
  /** End of the device's measurement, epoch milliseconds. */
  readonly timeMs: number;
  /** The device's own sequence number; decides between readings of the same time. */
  readonly seq: number;
  /** When we got it, epoch milliseconds. Moves the facility's time and shows clocks that run ahead. */
  readonly receivedMs?: number;
}

/** A count as the garage publishes it. Raw: may be negative or above capacity. null = the device does not know. */
export interface AbsoluteReading extends ReadingBase {
  readonly kind: 'absolute';
  readonly occupied?: number | null;
  readonly vacant?: number | null;
  readonly capacity?: number | null;
}

/** Monotonic totals since the device started. */
export interface TotalsReading extends ReadingBase {
  readonly kind: 'totals';
  readonly entries: number;
  readonly exits: number;
}

/** One space; null = the sensor does not know. */
export interface SpaceReading extends ReadingBase {
  readonly kind: 'space';
  readonly occupied: boolean | null;
}

export type ParkingReading = AbsoluteReading | TotalsReading | SpaceReading;

/** `faultOpen`: stuck open, counts lie. `faultClosed`: nobody gets in. `fault`: not known which. */
export type BarrierState = 'ok' | 'faultOpen' | 'faultClosed' | 'fault';

/** What the garage says of itself. Absent = no change. */
export interface GarageReport {
  readonly timeMs: number;
  readonly seq: number;
  readonly receivedMs?: number;
  readonly opening?: 'open' | 'closed' | 'unknown';
  readonly barrier?: BarrierState;
  /** New capacity per audience id, as the garage's own system has it; null = back to configuration. */
  readonly capacity?: Readonly<Record<string, number | null>>;
}

interface ActionBase {
  readonly atMs: number;
  /** Who did it (operator id). */
  readonly by: string;
  readonly reason: string;
}

export type OperatorAction =
  | (ActionBase & { readonly kind: 'close' | 'open'; readonly untilMs: number | null })
  | (ActionBase & { readonly kind: 'releaseOpening' })
  | (ActionBase & {
      readonly kind: 'setTemporaryCapacity';
      readonly capacityId: string;
      readonly audience: string;
      readonly capacity: number;
      readonly startMs: number;
      readonly endMs: number | null;
      /** true: the garage's own free count already reckons with the new capacity. Default false. */
      readonly counterFollows?: boolean;
    })
  | (ActionBase & { readonly kind: 'clearTemporaryCapacity'; readonly capacityId: string })
  /** `occupied`: vehicles counted by hand; absent = take the drift estimate. `audience` absent = all of the proposal. */
  | (ActionBase & { readonly kind: 'rezero'; readonly audience?: string; readonly occupied?: number })
  /** The count stays as it is: what is proposed now, or of one audience, is not proposed again until the offset is clearly another. */
  | (ActionBase & { readonly kind: 'declineRezero'; readonly audience?: string })
  /** The source has been re-zeroed itself: drop our correction and start the estimate afresh. */
  | (ActionBase & { readonly kind: 'clearCorrection'; readonly audience: string });
