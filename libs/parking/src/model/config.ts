/** Where a value of an audience comes from. `space` needs one entry per single space. */
export type EvidenceKind = 'absolute' | 'totals' | 'space';

/** Audience id of counters that measure the facility as a whole (all audiences together). */
export const TOTAL_AUDIENCE = 'total';

/**
 * Status thresholds in **vacant spaces**. Order held by {@link checkFacilityConfig}:
 * `0 <= fullVacant < fullClear <= almostFullVacant + 1` and `almostFullVacant < almostFullClear`.
 */
export interface Thresholds {
  /** Enter `full` at or below this many vacant spaces. */
  readonly fullVacant: number;
  /** Leave `full` at or above. */
  readonly fullClear: number;
  /** Enter `almostFull` at or below. */
  readonly almostFullVacant: number;
  /** Leave `almostFull` towards `available` at or above. */
  readonly almostFullClear: number;
}

export interface AudienceConfig {
  /** `shortStay`, `contract`, `disabled`, `charging` or a name of the city's own; `total` is reserved. */
  readonly id: string;
  /** Spaces for this audience, whole number >= 0. */
  readonly capacity: number;
  readonly thresholds: Thresholds;
  /** Vehicles by which a raw value may leave 0..capacity and still be read as drift, not as nonsense. */
  readonly plausibilityMargin: number;
  /** Vehicles by which two kinds of evidence may differ before they contradict each other. */
  readonly contradictionTolerance: number;
  /** Vehicles known to stand here when the facility is closed or in its quiet hours; null = not known. */
  readonly overnightOccupied: number | null;
  /** Standard deviation of `overnightOccupied`, vehicles. */
  readonly overnightSigma: number;
  /** Smallest counter offset worth a re-zero, vehicles. */
  readonly minOffsetVehicles: number;
}

export interface EvidenceConfig {
  /** Counter id; for `space` the id of the space. */
  readonly counterId: string;
  readonly kind: EvidenceKind;
  /** Audience id or `total`. */
  readonly audience: string;
  /** `part`: covers a part of the audience, all parts are added up. `totals` and `space` always add up. */
  readonly role: 'whole' | 'part';
  /** Totals wrap to 0 after `modulus - 1`; null = detect 2^16 and 2^32. */
  readonly modulus: number | null;
  /** Totals: more passages per minute than this are a jump, not traffic. */
  readonly maxVehiclesPerMinute: number;
  /** `fromZero`: entries - exits is the occupancy. `needsAnchor`: unknown until the first re-zero. */
  readonly baseline: 'fromZero' | 'needsAnchor';
  /** Absolute values that mean "unknown" (-1 in Cologne's feed), unless the counter stood near zero before. */
  readonly unknownCodes: readonly number[];
  /** Overrides the facility's `staleSeconds` for counters that report rarely; null = no override. */
  readonly staleSeconds: number | null;
}

/** Where the facility lies: public holidays and sun times depend on it. `state` as OSM names it ("Bayern"). */
export interface RegionConfig {
  readonly countryCode: string;
  readonly state: string;
  readonly lat: number;
  readonly lon: number;
}

export interface DriftConfig {
  /** `auto` applies a proposal by rule in the quiet hours; `propose` waits for an operator. */
  readonly mode: 'off' | 'propose' | 'auto';
  /** 0..1, see `DriftEstimate.confidence`. */
  readonly minConfidence: number;
  readonly minSamples: number;
  /** Closed this long before a closed-hours balance is drawn. */
  readonly settleSeconds: number;
  /** The counter must not have moved for this long before a closed-hours balance is drawn. */
  readonly stableSeconds: number;
}

/** All values present: made by {@link resolveFacilityConfig}. Treat as frozen, the engine indexes it once. */
export interface FacilityConfig {
  readonly id: string;
  /** Spaces of the whole facility. */
  readonly capacity: number;
  readonly audiences: readonly AudienceConfig[];
  /** The facility as a whole, judged like an audience when `total` counters exist. */
  readonly total: AudienceConfig;
  /** The audience whose count is meant when only one is shown. */
  readonly publicAudience: string;
  readonly evidence: readonly EvidenceConfig[];
  /** Most trusted first. */
  readonly precedence: readonly EvidenceKind[];
  /** Shortest stay in a status before the next level change. */
  readonly dwellSeconds: number;
  /** Older than this is stale (ParkAPI v3 drops at 30 min). */
  readonly staleSeconds: number;
  /**
   * Sensors of single spaces speak when something changes, and at least this often: as long as they do, and the link over
   * which they come is heard, silence means that nothing has changed. null = a lot is as old as its last message.
   */
  readonly spaceHeartbeatSeconds: number | null;
  /** A single space counts as reporting for this long after its last message. Default: two heartbeats, else 6 h. */
  readonly spaceStaleSeconds: number;
  /** Share of spaces that must report before the lot is trusted, percent (MnDOT IRIS: 75). */
  readonly minSpacesReportingPct: number;
  /** OSM `opening_hours`; null = always open. */
  readonly openingHours: string | null;
  /** IANA zone. */
  readonly timeZone: string;
  readonly region: RegionConfig;
  /** Local hours in which least happens, "HH:MM". May span midnight. */
  readonly quietHours: { readonly from: string; readonly to: string };
  readonly estimate: { readonly enabled: boolean; readonly maxAgeSeconds: number; readonly learningRate: number };
  /** Window of the trend and the change per hour, percent of capacity, that counts as one. */
  readonly trend: { readonly windowSeconds: number; readonly pctPerHour: number };
  readonly drift: DriftConfig;
  /** A reading stamped further ahead of its receipt than this is refused. */
  readonly clockToleranceSeconds: number;
}

/** Thresholds as people write them: in vacant spaces or, for `almostFull`, in percent of capacity. */
export interface ThresholdsInput extends Partial<Thresholds> {
  readonly almostFullPct?: number;
}

export interface AudienceInput extends Partial<Omit<AudienceConfig, 'id' | 'capacity' | 'thresholds'>> {
  readonly id: string;
  readonly capacity: number;
  readonly thresholds?: ThresholdsInput;
}

export type EvidenceInput = Pick<EvidenceConfig, 'counterId' | 'kind' | 'audience'> & Partial<EvidenceConfig>;

/** What a city writes down; everything else has a default derived from capacity. */
export interface FacilityConfigInput
  extends Partial<Omit<FacilityConfig, 'audiences' | 'evidence' | 'region' | 'estimate' | 'trend' | 'drift' | 'total'>> {
  readonly id: string;
  readonly capacity: number;
  /** Default: one audience `shortStay` with the whole capacity. */
  readonly audiences?: readonly AudienceInput[];
  readonly evidence: readonly EvidenceInput[];
  /** Defaults for every audience that has none of its own. */
  readonly thresholds?: ThresholdsInput;
  readonly region?: Partial<RegionConfig>;
  readonly estimate?: Partial<FacilityConfig['estimate']>;
  readonly trend?: Partial<FacilityConfig['trend']>;
  readonly drift?: Partial<DriftConfig>;
}
