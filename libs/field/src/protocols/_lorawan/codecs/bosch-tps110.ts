import { bad, frame, none, type DeviceCodec, type FrameResult } from './codec.js';

/** Byte of a port's frame that holds the state in its lowest bit, and the length that the frame has at least. */
const STATE_BYTE: Readonly<Record<number, { byte: number; length: number }>> = {
  1: { byte: 0, length: 1 }, // parking status, on change
  2: { byte: 0, length: 1 }, // heartbeat, daily; later firmware adds the temperature
  3: { byte: 16, length: 17 }, // start-up: debug 0-11, firmware 12-14, reset reason 15, state 16
};

/** Ports without a measurement: device information, usage, debug, temperature alert. */
const SILENT = new Set([4, 5, 6, 7]);

function decode(fPort: number, bytes: Uint8Array): FrameResult {
  if (SILENT.has(fPort)) return none;
  const place = STATE_BYTE[fPort];
  if (place === undefined) return bad(`port ${fPort} is not one of the sensor's`);
  const state = bytes[place.byte];
  if (state === undefined || bytes.length < place.length) return bad(`port ${fPort} carries ${bytes.length} bytes, needs ${place.length}`);
  // Seven bits are reserved: on 1 and 2 they are zero, and anything else is another device's frame.
  if (fPort !== 3 && state > 1) return bad(`port ${fPort} carries a state that is neither 0 nor 1`);
  return frame({ occupied: (state & 1) === 1 });
}

/** Bosch Parking Lot Sensor TPS110. */
export const boschTps110: DeviceCodec = {
  source: 'Bosch Parking Lot Sensor, Communication Interface - Technical Description v0.29.4, uplink messages',
  channels: ['main'],
  decode,
};
