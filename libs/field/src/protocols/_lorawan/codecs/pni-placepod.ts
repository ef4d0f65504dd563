import { bad, frame, none, type DeviceCodec, type FrameResult } from './codec.js';

type Meaning = 'occupied' | 'vehicles' | null;

/** Records `channel type value...`: bytes of the value, and what it means to us. */
const RECORDS: Readonly<Record<string, { bytes: number; meaning: Meaning }>> = {
  '01:01': { bytes: 1, meaning: null }, // recalibrated
  '02:67': { bytes: 2, meaning: null }, // temperature, 0.1 degrees
  '03:02': { bytes: 2, meaning: null }, // battery, 0.01 V
  '15:66': { bytes: 1, meaning: 'occupied' }, // parking status, on change
  '1c:01': { bytes: 1, meaning: null }, // deactivated
  '21:00': { bytes: 1, meaning: 'vehicles' }, // vehicle count
  '37:66': { bytes: 1, meaning: 'occupied' }, // keep-alive with status
  '37:00': { bytes: 1, meaning: 'vehicles' }, // keep-alive with count
  '3f:01': { bytes: 1, meaning: null }, // rebooted
};

/** A count above this says "rebooted or recalibrated" instead. */
const MAX_COUNT = 0x80;

const hex = (n: number | undefined): string => (n ?? 0).toString(16).padStart(2, '0');

function take(values: Record<string, number | boolean>, meaning: Meaning, value: number): string | null {
  if (meaning === 'occupied') {
    if (value > 1) return 'status is neither 0 nor 1';
    values['occupied'] = value === 1;
  } else if (meaning === 'vehicles' && value <= MAX_COUNT) values['vehicles'] = value;
  return null;
}

function decode(_fPort: number, bytes: Uint8Array): FrameResult {
  const values: Record<string, number | boolean> = {};
  for (let i = 0; i < bytes.length; ) {
    const record = RECORDS[`${hex(bytes[i])}:${hex(bytes[i + 1])}`];
    if (record === undefined) return bad(`unknown record at byte ${i}`);
    if (i + 2 + record.bytes > bytes.length) return bad(`record at byte ${i} is cut off`);
    const problem = take(values, record.meaning, bytes[i + 2] ?? 0);
    if (problem !== null) return bad(problem);
    i += 2 + record.bytes;
  }
  return Object.keys(values).length === 0 ? none : frame(values);
}

/** PNI PlacePod: parking status or, in counting mode, vehicles; Cayenne-like records on any port. */
export const pniPlacePod: DeviceCodec = { source: 'PNI PlacePod Sensor - Communications Protocol', channels: ['main'], decode };
