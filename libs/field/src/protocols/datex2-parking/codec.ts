import { INSTANT_PROBLEMS, toInstant, type InstantResult } from '../_shared/instant.js';
import type { FeedRecord } from '../_shared/feed.js';
import { child, children, descendants, textAt, textOf, type Node } from './xml.js';

/** Status of one parking site by DATEX II 2.3 ParkingRecordStatus and ParkingSiteStatus; texts as they came. */
export interface SiteStatus {
  id: string | null;
  originTime: string | null;
  counts: Counts;
  siteStatus: string | null;
  opening: string | null;
  /** Counts of user groups, by name, from the extension that Friedrichshafen sends. */
  categories: Readonly<Record<string, Counts>>;
}
export interface Counts {
  vacant: string | null;
  occupied: string | null;
  capacity: string | null;
}

export interface StatusPublication {
  publicationTime: string | null;
  records: SiteStatus[];
}

/** Only direct children count: an occupancy holds a percentage of the same name, a site holds those of its groups. */
function countsOf(node: unknown): Counts {
  const o = child(node, 'parkingOccupancy');
  return {
    vacant: textAt(o, 'parkingNumberOfVacantSpaces'),
    occupied: textAt(o, 'parkingNumberOfOccupiedSpaces') ?? textAt(o, 'parkingNumberOfVehicles'),
    capacity: textAt(o, 'parkingNumberOfSpacesOverride'),
  };
}

function categoriesOf(node: unknown): Record<string, Counts> {
  const out: Record<string, Counts> = Object.create(null) as Record<string, Counts>;
  for (const category of children(child(node, 'parkingSiteStatusExtension'), 'category')) {
    const name = textAt(category, 'name');
    if (name !== null) out[name] ??= countsOf(category);
  }
  return out;
}

function siteStatus(node: unknown): SiteStatus {
  return {
    id: textAt(node, 'parkingRecordReference', '@id'),
    originTime: textAt(node, 'parkingStatusOriginTime'),
    counts: countsOf(node),
    siteStatus: textAt(node, 'parkingSiteStatus'),
    opening: textAt(node, 'parkingSiteOpeningStatus'),
    categories: categoriesOf(node),
  };
}

/** The status publication of a document, wherever it stands in it (SOAP envelope, container, extension); `null` when there is none. */
export function statusPublication(root: Node): StatusPublication | null {
  const records = descendants(root, 'parkingRecordStatus');
  if (records.length === 0 && descendants(root, 'parkingStatusPublication').length === 0) return null;
  return { publicationTime: textOf(descendants(root, 'publicationTime')[0]), records: records.map(siteStatus) };
}

/** Ids of a parking table publication; `null` when the document is none. */
export function tableIds(root: Node): string[] | null {
  const records = descendants(root, 'parkingRecord');
  if (records.length === 0) return null;
  return records.map((r) => textAt(r, '@id')).filter((id) => id !== null);
}

/** ParkingSiteOpeningStatusEnum. `openingTimesInForce` leaves it to the opening hours, which are ours to know. */
const OPENING: Readonly<Record<string, 'open' | 'closed' | 'unknown'>> = {
  open: 'open',
  closed: 'closed',
  closedAbnormal: 'closed',
  openingTimesInForce: 'unknown',
  statusUnknown: 'unknown',
  other: 'unknown',
};

export const openingOf = (text: string): 'open' | 'closed' | 'unknown' => (Object.hasOwn(OPENING, text) ? (OPENING[text] ?? 'unknown') : 'unknown');

/** Time of the record itself; the publication's only where the record has none. */
export function recordTime(record: SiteStatus, publicationTime: string | null, zone: string | null, receivedAtMs: number): InstantResult {
  return toInstant(record.originTime ?? publicationTime, zone, receivedAtMs);
}

export type RecordResult = { ok: true; record: FeedRecord } | { ok: false; reason: string };

/**
 * One record in our terms. Numbers stay as they came, also a vacant above the capacity: the parking rules judge. A site
 * whose status is `unknown` gives no trustworthy counts (Aachen sends 0, 0 and 0 with it).
 */
export function readStatus(record: SiteStatus, category: string | null, publicationTime: string | null, zone: string | null, receivedAtMs: number): RecordResult {
  const time = recordTime(record, publicationTime, zone, receivedAtMs);
  if (!time.ok) return { ok: false, reason: `parkingStatusOriginTime ${INSTANT_PROBLEMS[time.problem]}` };
  const counts = category === null ? record.counts : record.categories[category];
  return {
    ok: true,
    record: {
      timeMs: time.ms,
      counts: { ...counts },
      countsUnknown: record.siteStatus === 'unknown',
      opening: category !== null || record.opening === null ? null : openingOf(record.opening),
    },
  };
}
