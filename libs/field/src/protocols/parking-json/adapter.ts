import type { Decoded } from '@wegweiser/contracts';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { failed, plainId } from '../_shared/fault.js';
import { MAX_RECORDS, PollLedger, pollRequest, recordToReadings } from '../_shared/feed.js';
import { parseJson } from '../_shared/json.js';
import { optionsParser, own } from '../_shared/options.js';
import { idOf, readRecord, recordsOf } from './codec.js';
import { fault } from './faults.js';
import { ParkingJsonOptions } from './options.js';

type Source = SourceContext<ParkingJsonOptions>;

function readInto(source: Source, message: Received, document: unknown, id: string, record: unknown, out: Decoded): void {
  for (const [i, facility] of (own(source.options.facilities, id) ?? []).entries()) {
    const read = readRecord(document, record, source.options, facility, message.receivedAtMs);
    // A record has one opening, however many counts: it goes to the first, and to whoever names a controller.
    const tellsOpening = i === 0 || facility.controllerId !== undefined;
    if (read.ok) recordToReadings(source, message, id, facility, tellsOpening ? read.record : { ...read.record, opening: null }, fault, out);
    else out.faults.push(fault(message, read.code, `record ${plainId(id)}: ${read.reason}`));
  }
}

function decodeRecords(source: Source, message: Received, document: unknown, records: readonly unknown[]): Decoded {
  const { options } = source;
  const out: Decoded = { readings: [], faults: [] };
  const ledger = new PollLedger(Object.keys(options.facilities));
  let withoutId = 0;
  for (const record of records) {
    const id = idOf(record, options);
    if (id === null) withoutId++;
    else if (ledger.take(id)) readInto(source, message, document, id, record, out);
  }
  if (withoutId > 0) out.faults.push(fault(message, 'schema', `${withoutId} records have no id`));
  out.faults.push(...ledger.close(message, fault, options.ignoreUnmapped));
  return out;
}

function decode(source: Source, message: Received): Decoded {
  const { length } = message.payload;
  if (length > source.options.maxBytes) return failed(fault(message, 'tooLarge', `answer has ${length} bytes`));
  const document = parseJson(message.payload);
  if (document === undefined) return failed(fault(message, 'json', `answer of ${length} bytes is not JSON`));
  const records = recordsOf(document, source.options);
  if (records === null) return failed(fault(message, 'schema', 'answer has no list at the configured path'));
  if (records.length > MAX_RECORDS) return failed(fault(message, 'tooLarge', `answer has ${records.length} records`));
  return decodeRecords(source, message, document, records);
}

/** Polls a JSON feed of parking counts whose shape is told by options: Cologne, Freiburg, Heilbronn, ParkAPI v3. */
export const parkingJson: FieldProtocol<ParkingJsonOptions> = {
  name: 'parking-json',
  parseOptions: optionsParser(ParkingJsonOptions),
  poll: ({ options }) => [pollRequest(options.url, options)],
  decode,
};
