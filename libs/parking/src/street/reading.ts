import type { StreetConfig, StreetReading, StreetState } from './model.js';

export const createStreetState = (): StreetState => ({ sensors: {}, machines: {} });

/**
 * Takes one reading into the state. Ordered by device time, then sequence: duplicates and late ones change nothing, nor does
 * a device that the zone does not have, nor a number of tickets that is none.
 * @returns whether the state has changed
 */
export function applyStreetReading(state: StreetState, reading: StreetReading, config: StreetConfig): boolean {
  const { deviceId, timeMs, seq, receivedMs } = reading;
  const isSpace = reading.kind === 'space';
  const known = isSpace ? config.sensors : (config.machines?.ids ?? []);
  if (!known.includes(deviceId)) return false;
  const before = isSpace ? state.sensors[deviceId] : state.machines[deviceId];
  if (before !== undefined && (timeMs < before.timeMs || (timeMs === before.timeMs && seq <= before.seq))) return false;
  const said = { timeMs, seq, receivedMs };
  if (reading.kind === 'space') {
    state.sensors[deviceId] = { ...said, occupied: reading.occupied };
    return true;
  }
  if (!Number.isSafeInteger(reading.tickets) || reading.tickets < 0) return false;
  state.machines[deviceId] = { ...said, tickets: reading.tickets };
  return true;
}
