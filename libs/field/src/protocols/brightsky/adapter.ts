import type { Decoded } from '@wegweiser/contracts';
import type { FieldProtocol, Received, SourceContext } from '../../protocol.js';
import { buildReading, seqOf } from '../_shared/emit.js';
import { failed } from '../_shared/fault.js';
import { pollRequest } from '../_shared/feed.js';
import { parseJson } from '../_shared/json.js';
import { optionsParser } from '../_shared/options.js';
import { observationOf } from './codec.js';
import { fault } from './faults.js';
import { BrightskyOptions } from './options.js';

/** Units are told, not trusted to be the default: `dwd` has millimetres and degrees Celsius. */
function urlOf({ url, position: [lon, lat], maxDistanceKm }: BrightskyOptions): string {
  const asked = new URL(url);
  for (const [name, value] of Object.entries({ lat, lon, max_dist: maxDistanceKm * 1000, units: 'dwd', tz: 'Etc/UTC' })) asked.searchParams.set(name, String(value));
  return asked.href;
}

function decode({ area, options }: SourceContext<BrightskyOptions>, message: Received): Decoded {
  const { length } = message.payload;
  if (length > options.maxBytes) return failed(fault(message, 'tooLarge', `answer has ${length} bytes`));
  const document = parseJson(message.payload);
  if (document === undefined) return failed(fault(message, 'json', `answer of ${length} bytes is not JSON`));
  const found = observationOf(document, options.maxDistanceKm, message.receivedAtMs);
  if (!found.ok) return failed(fault(message, found.code, found.reason));
  const { timeMs, values } = found;
  const built = buildReading('weatherObservation', { deviceId: options.deviceId, area, seq: seqOf(timeMs, values, 'ok'), timeMs, status: 'ok', receivedAtMs: message.receivedAtMs }, values);
  return built.ok ? { readings: [built.reading], faults: [] } : failed(fault(message, built.code, built.reason));
}

/** Polls measurements of the German weather service (DWD) as Bright Sky gives them out; data: Deutscher Wetterdienst, GeoNutzV. */
export const brightsky: FieldProtocol<BrightskyOptions> = {
  name: 'brightsky',
  parseOptions: optionsParser(BrightskyOptions),
  poll: ({ options }) => [pollRequest(urlOf(options), options)],
  decode,
};
