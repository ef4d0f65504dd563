import { bad, none, type DeviceCodec, type Frame, type FrameResult } from './codec.js';

const VENDOR = 0xbe;
const FAMILY = 0x02;
const COUNT_PORT = 15;
const CONFIG_PORT = 190;
/** Bytes before the first speed class, by payload version: version 1 has the battery in one byte, version 2 in two. */
const HEADER_BYTES: Readonly<Record<number, number>> = { 1: 8, 2: 9 };
const CLASSES = 4;
/** Per class: left count (2), left mean speed (1), right count (2), right mean speed (1). */
const CLASS_BYTES = 6;

/** Count of all classes and the mean of their speeds weighted by count. */
function direction(view: DataView, first: number): Frame {
  let vehicles = 0;
  let speedSum = 0;
  for (let c = 0; c < CLASSES; c++) {
    const count = view.getUint16(first + c * CLASS_BYTES);
    vehicles += count;
    speedSum += count * view.getUint8(first + c * CLASS_BYTES + 2);
  }
  const values: Frame['values'] = { vehicles };
  // No vehicle has no speed: 0 km/h would read as a jam (MARZ B7).
  if (vehicles > 0) values['meanSpeedKmh'] = Math.round((speedSum / vehicles) * 100) / 100;
  return { status: 'ok', values };
}

function decode(fPort: number, bytes: Uint8Array): FrameResult {
  if (bytes[0] !== VENDOR || bytes[1] !== FAMILY) return bad('does not start with the vendor and family of the counter');
  if (fPort === CONFIG_PORT) return none;
  if (fPort !== COUNT_PORT) return bad(`port ${fPort} is neither ${COUNT_PORT} nor ${CONFIG_PORT}`);
  const header = HEADER_BYTES[bytes[2] ?? 0];
  if (header === undefined) return bad('payload version is neither 1 nor 2');
  if (bytes.length !== header + CLASSES * CLASS_BYTES) return bad(`carries ${bytes.length} bytes, needs ${header + CLASSES * CLASS_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { kind: 'frame', channels: { left: direction(view, header), right: direction(view, header + 3) } };
}

/** Parametric TCR radar traffic counter: vehicles since the last uplink by direction and speed class. */
export const parametricTcr: DeviceCodec = {
  source: 'Parametric TCR application payload, versions 1 and 2 (port 15) and configuration (port 190)',
  channels: ['left', 'right'],
  decode,
};
