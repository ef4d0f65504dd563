import type { Decoded } from '@wegweiser/contracts';
import type { FieldProtocol, PollRequest, Received, SourceContext } from '../../protocol.js';
import { failed, plainId } from '../_shared/fault.js';
import { MAX_RECORDS, PollLedger, pollRequest, recordToReadings, type FeedRecord } from '../_shared/feed.js';
import { optionsParser, own } from '../_shared/options.js';
import { readStatus, statusPublication, tableIds } from './codec.js';
import { fault } from './faults.js';
import { flatId, flatRecords, readFlat } from './flat.js';
import { Datex2ParkingOptions, type DatexFacility } from './options.js';
import { parseXml, type Node } from './xml.js';

type Source = SourceContext<Datex2ParkingOptions>;
type Read = { ok: true; record: FeedRecord } | { ok: false; code: 'time' | 'value'; reason: string };

/** One record of a feed before it is known which devices it feeds. */
interface Item {
  id: string | null;
  read(facility: DatexFacility): Read;
}

function decodeItems(source: Source, message: Received, items: readonly Item[]): Decoded {
  const { facilities, ignoreUnmapped } = source.options;
  if (items.length > MAX_RECORDS) return failed(fault(message, 'tooLarge', `answer has ${items.length} records`));
  const out: Decoded = { readings: [], faults: [] };
  const ledger = new PollLedger(Object.keys(facilities));
  for (const { id, read } of items) {
    if (id === null || !ledger.take(id)) continue;
    for (const facility of own(facilities, id) ?? []) {
      const result = read(facility);
      if (result.ok) recordToReadings(source, message, id, facility, result.record, fault, out);
      else out.faults.push(fault(message, result.code, `record ${plainId(id)}: ${result.reason}`));
    }
  }
  const anonymous = items.filter((i) => i.id === null).length;
  if (anonymous > 0) out.faults.push(fault(message, 'schema', `${anonymous} records have no id`));
  out.faults.push(...ledger.close(message, fault, ignoreUnmapped));
  return out;
}

function datexItems(source: Source, message: Received, root: Node): Item[] | null {
  const publication = statusPublication(root);
  if (publication === null) return null;
  const zone = source.options.zone ?? null;
  return publication.records.map((status) => ({
    id: status.id,
    read: (facility): Read => {
      const r = readStatus(status, facility.category ?? null, publication.publicationTime, zone, message.receivedAtMs);
      return r.ok ? r : { ...r, code: 'time' };
    },
  }));
}

function flatItems(source: Source, message: Received, root: Node): Item[] | null {
  const { flat, zone } = source.options;
  if (flat === undefined) return null;
  return flatRecords(root, flat).map((record) => ({ id: flatId(record, flat), read: () => readFlat(record, flat, zone ?? null, message.receivedAtMs) }));
}

/** A parking table tells no counts; it tells which facilities the city has now. */
function decodeTable(source: Source, message: Received, ids: readonly string[]): Decoded {
  const ledger = new PollLedger(Object.keys(source.options.facilities));
  for (const id of new Set(ids)) ledger.take(id);
  return { readings: [], faults: ledger.close(message, fault, source.options.ignoreUnmapped) };
}

function decode(source: Source, message: Received): Decoded {
  const { length } = message.payload;
  if (length > source.options.maxBytes) return failed(fault(message, 'tooLarge', `answer has ${length} bytes`));
  const xml = parseXml(message.payload);
  if (!xml.ok) return failed(fault(message, xml.code, xml.reason));
  const items = source.options.flat === undefined ? datexItems(source, message, xml.root) : flatItems(source, message, xml.root);
  if (items !== null && (items.length > 0 || source.options.flat === undefined)) return decodeItems(source, message, items);
  const ids = source.options.flat === undefined ? tableIds(xml.root) : null;
  return ids === null ? failed(fault(message, 'schema', 'document holds no parking records')) : decodeTable(source, message, ids);
}

function poll({ options }: Source): PollRequest[] {
  const live = pollRequest(options.url, options);
  if (options.staticUrl === undefined) return [live];
  return [live, pollRequest(options.staticUrl, { ...options, intervalSeconds: options.staticIntervalSeconds })];
}

/** Polls a city's parking feed in DATEX II 2.3 (ParkingStatusPublication), or in plain XML records. */
export const datex2Parking: FieldProtocol<Datex2ParkingOptions> = {
  name: 'datex2-parking',
  parseOptions: optionsParser(Datex2ParkingOptions),
  poll,
  decode,
};
