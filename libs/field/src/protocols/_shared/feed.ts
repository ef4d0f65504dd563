import { Id, type Decoded } from '@wegweiser/contracts';
import { z } from 'zod';
import type { PollRequest, Received, SourceContext } from '../../protocol.js';
import { buildReading, seqOf, type Head, type MappedKind, type Values } from './emit.js';
import { listIds, plainId, type FaultMaker } from './fault.js';
import { deviceOf } from './mapping.js';
import { scalarText } from './path.js';

/** What two polled feeds have in common: where, how often, how large. */
export const pollOptions = {
  url: z.url({ protocol: /^https?$/ }),
  /** Sent with every request, e.g. `accept`. */
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().max(2000).regex(/^[\x20-\x7e]*$/)).default({}),
  intervalSeconds: z.number().int().min(5).max(86_400).default(60),
  timeoutSeconds: z.number().int().min(1).max(120).default(15),
  maxBytes: z.number().int().min(1000).max(50_000_000).default(2_000_000),
  /** Records that are not mapped are told once per poll, unless this says that they are known. */
  ignoreUnmapped: z.boolean().default(false),
};

interface PollFields {
  headers: Record<string, string>;
  intervalSeconds: number;
  timeoutSeconds: number;
  maxBytes: number;
}

export const pollRequest = (url: string, { headers, intervalSeconds, timeoutSeconds, maxBytes }: PollFields): PollRequest => ({
  url, headers, intervalSeconds, timeoutSeconds, maxBytes,
});

/** What a facility of the feed is to us. Its counter is `deviceId`; its opening goes to `controllerId`, by default the same. */
export const facilityBase = {
  ...deviceOf,
  as: z.enum(['parkingAbsolute', 'parkingSpace']).default('parkingAbsolute'),
  controllerId: Id.optional(),
};
export interface FacilityTarget {
  deviceId: string;
  as: 'parkingAbsolute' | 'parkingSpace';
  controllerId?: string | undefined;
}

/** One record of a feed, in our terms; numbers still as the feed has them. */
export interface FeedRecord {
  timeMs: number;
  counts: Values;
  /** The feed says that it does not know the counts. */
  countsUnknown: boolean;
  /** `null` where the feed says nothing of opening. */
  opening: unknown;
}

export const FEED_FAULTS = {
  tooLarge: 'an answer within the configured size',
  time: 'a time with offset, or a configured time zone',
  unmapped: 'every record of the feed mapped in `facilities`, or `ignoreUnmapped`',
  vanished: 'every facility that is mapped to be in the feed',
  duplicate: 'one record per facility and poll',
  missing: 'vacant or occupied in every record',
  range: 'a value within the range of the wire',
  value: 'a value that the mapping names',
} as const;
export type FeedFaultMaker = FaultMaker<typeof FEED_FAULTS>;

/** Most records of one answer that are looked at; more is not a city's feed. */
export const MAX_RECORDS = 20_000;

/** Occupied as a single space has it: from its own field, or from a count of 0 or 1. */
function spaceValues(counts: Values): Values {
  const { occupied, vacant } = counts;
  if (occupied !== undefined && occupied !== null) return { occupied };
  const free = scalarText(vacant);
  // Anything but 0 and 1 stays as it is, and is refused as out of range.
  return { occupied: free === '0' ? true : free === '1' ? false : vacant };
}

interface Target {
  kind: MappedKind;
  deviceId: string;
  values: Values;
  status: Head['status'];
}

function targets(facility: FacilityTarget, record: FeedRecord): Target[] {
  const values = facility.as === 'parkingSpace' ? spaceValues(record.counts) : record.counts;
  const list: Target[] = [{ kind: facility.as, deviceId: facility.deviceId, values, status: record.countsUnknown ? 'fault' : 'ok' }];
  if (record.opening === null || record.opening === undefined) return list;
  return [...list, { kind: 'garageState', deviceId: facility.controllerId ?? facility.deviceId, values: { opening: record.opening }, status: 'ok' }];
}

/** Readings of one record for one facility; `into` takes what cannot be read. */
export function recordToReadings(source: SourceContext<unknown>, message: Received, id: string, facility: FacilityTarget, record: FeedRecord, fault: FeedFaultMaker, into: Decoded): void {
  for (const { kind, deviceId, values, status } of targets(facility, record)) {
    const seq = seqOf(record.timeMs, values, status);
    const head: Head = { deviceId, area: source.area, seq, timeMs: record.timeMs, status, receivedAtMs: message.receivedAtMs };
    const built = buildReading(kind, head, values);
    if (built.ok) into.readings.push(built.reading);
    else into.faults.push(fault(message, built.code, `record ${plainId(id)}: ${built.reason}`));
  }
}

/**
 * Bookkeeping of one poll: which records were not mapped, came twice or are missing. Each is told once per poll and
 * not once per record, so that a changed feed cannot flood the quarantine.
 */
export class PollLedger {
  readonly #mapped: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #unmapped = new Set<string>();
  readonly #twice = new Set<string>();

  constructor(mapped: readonly string[]) {
    this.#mapped = new Set(mapped);
  }

  /** Whether the record is to be read. */
  take(id: string): boolean {
    if (!this.#mapped.has(id)) {
      this.#unmapped.add(id);
      return false;
    }
    if (this.#seen.has(id)) {
      this.#twice.add(id);
      return false;
    }
    this.#seen.add(id);
    return true;
  }

  close(message: Received, fault: FeedFaultMaker, ignoreUnmapped: boolean): Decoded['faults'] {
    const faults: Decoded['faults'] = [];
    const gone = [...this.#mapped].filter((id) => !this.#seen.has(id));
    if (this.#unmapped.size > 0 && !ignoreUnmapped) faults.push(fault(message, 'unmapped', listIds([...this.#unmapped], 'records are not mapped')));
    if (gone.length > 0) faults.push(fault(message, 'vanished', listIds(gone, 'mapped facilities are not in the feed')));
    if (this.#twice.size > 0) faults.push(fault(message, 'duplicate', listIds([...this.#twice], 'records came more than once, the first was read')));
    return faults;
  }
}

/** Two facilities that feed the same counter would overwrite each other. */
export function checkDistinct(facilities: Readonly<Record<string, readonly FacilityTarget[]>>, ctx: z.RefinementCtx): void {
  const owner = new Map<string, string>();
  for (const [id, list] of Object.entries(facilities)) {
    for (const { deviceId } of list) {
      const other = owner.get(deviceId);
      if (other !== undefined) ctx.addIssue({ code: 'custom', path: ['facilities', id], message: `device ${deviceId} is already mapped from ${other}` });
      owner.set(deviceId, id);
    }
  }
}
