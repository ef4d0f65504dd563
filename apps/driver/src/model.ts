import type { City, FacilityState, StreetZoneState, FacilityStatus, Quality, GuidanceAccount } from '@wegweiser/contracts';
import type { Lang } from '@wegweiser/web-kit';

/** Best first; every facility is in one of them. */
export type Tier = 'good' | 'uncertain' | 'full' | 'unsuitable' | 'closed';

/** A target as the ranking rules answer it (`GET /api/v1/ranking`): what these pages need of it. */
export interface RankedLike {
  readonly facilityId: string;
  readonly rank: number;
  readonly tier: Tier;
  readonly walkMetres: number;
  readonly walkMinutes: number;
  readonly vacant: number | null;
  readonly status: FacilityStatus;
  readonly quality: Quality;
  readonly measuredAtMs: number | null;
  readonly reasons: readonly { readonly code: string; readonly textDe: string; readonly textEn: string }[];
}

/** What a page is rendered from. Pure: the same input gives the same page. */
export interface DriverPageInput {
  readonly city: City;
  readonly facilities: readonly FacilityState[];
  /** Estimates of on-street zones; left out is none. */
  readonly streetZones?: readonly StreetZoneState[];
  /** Targets near the destination; `null` when there is none or the engine is away (the page then ranks by itself). */
  readonly ranking: readonly RankedLike[] | null;
  /** When a target is followed: ids in the order in which guidance advises targets; empty when the engine is away. */
  readonly advised?: readonly string[];
  /** The request's query as it came; read with `readDriverQuery`. Anything unknown or malformed is left out. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly lang: Lang;
  /** Service time, epoch ms. */
  readonly nowMs: number;
  /** `false` when the engine is away: values only grow older. */
  readonly live: boolean;
  /** Folder of `driver.js` and `driver.css`, with a slash at its end. */
  readonly assetBase: string;
}
/** `account`: of the ranking near the destination; `null` when there is none. */
export interface WhyPageInput extends DriverPageInput {
  readonly account: GuidanceAccount | null;
}
export interface FacilityPageInput extends Omit<DriverPageInput, 'ranking' | 'query' | 'advised'> {
  readonly facilityId: string;
  readonly query?: Readonly<Record<string, unknown>>;
}
export interface PlainPageInput {
  readonly city: City;
  readonly lang: Lang;
  readonly assetBase: string;
}
