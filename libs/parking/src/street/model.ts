import type { RegionConfig } from '../model/config.js';

/**
 * What an estimate of an on-street zone leans on, best first. sensors: single spaces that are watched. machines: tickets that
 * are valid now. usual: what a count once found at this time of the week, a prior and no news. none: nobody knows.
 */
export type StreetBasis = 'sensors' | 'machines' | 'usual' | 'none';

export const STREET_REASONS = ['tooFewSensors', 'machineSilent', 'noCharge', 'spacesUnknown'] as const;
/**
 * Why something better was not used. tooFewSensors: less than three quarters of the watched spaces report. machineSilent: not
 * all machines are heard. noCharge: nobody needs a ticket now. spacesUnknown: tickets say nothing without the number of spaces.
 */
export type StreetReason = (typeof STREET_REASONS)[number];

/** Share of free spaces that a count found, percent, from minute to minute of the local day on some weekdays (1 = Monday). */
export interface UsualSlot {
  readonly weekdays: readonly number[];
  readonly fromMinute: number;
  /** Exclusive, up to 1440. */
  readonly toMinute: number;
  readonly freePct: number;
}

export interface StreetConfig {
  readonly id: string;
  /** Spaces of the zone; null = not known. */
  readonly spaces: number | null;
  /** Ids of the sensors, one a space. */
  readonly sensors: readonly string[];
  /** A sensor that says nothing for longer is not believed any more, seconds. */
  readonly sensorStaleSeconds: number;
  readonly machines: {
    readonly ids: readonly string[];
    /** Cars that stand there for each valid ticket, as the city counted it: least, mean, most. */
    readonly carsPerTicket: readonly [number, number, number];
    /** OSM `opening_hours` in which a ticket is needed. */
    readonly hours: string;
    readonly staleSeconds: number;
  } | null;
  readonly usual: readonly UsualSlot[];
  readonly timeZone: string;
  readonly region: RegionConfig;
}

interface Said {
  readonly timeMs: number;
  readonly seq: number;
  readonly receivedMs: number;
}
/** Plain data: the newest word of each device. */
export interface StreetState {
  /** null = the sensor says that it does not know. */
  readonly sensors: Record<string, Said & { readonly occupied: boolean | null }>;
  readonly machines: Record<string, Said & { readonly tickets: number }>;
}

export type StreetReading = Said & { readonly deviceId: string } & ({ readonly kind: 'space'; readonly occupied: boolean | null } | { readonly kind: 'tickets'; readonly tickets: number });

/** Always an estimate. Shares in percent of the zone's spaces. */
export interface StreetEstimate {
  readonly basis: StreetBasis;
  /** Expected share of free spaces, 0..100; null with basis `none`. */
  readonly freePct: number | null;
  /** Nine times in ten between these, as far as the evidence can tell; null with `usual` and `none`. */
  readonly lowPct: number | null;
  readonly highPct: number | null;
  /** Watched spaces that report, or tickets that are valid. */
  readonly seen: number;
  /** Oldest evidence used; null without any. */
  readonly measuredAtMs: number | null;
  readonly reasons: readonly StreetReason[];
}
