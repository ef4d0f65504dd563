import type { StreetConfig, StreetReading, StreetState } from './model.js';

export const createStreetState = (): StreetState => ({ sensors: {}, machines: {} });

/**
 * Takes one reading into the state. Ordered by device time, then sequence: duplicates and late ones change nothing, nor does
 * a device that the zone does not have, nor a number of tickets that is none.
 * @returns whether the state has changed
 */
export function applyStreetReading(state: StreetState, reading: StreetReading, config: StreetConfig): boolean {
  const { deviceId, timeMs, seq, receivedMs } = reading;
  const said = { timeMs, seq, receivedMs };
  if (reading.kind === 'space') {
    if (!config.sensors.includes(deviceId) || !isNews(state.sensors[deviceId], reading)) return false;
    state.sensors[deviceId] = { ...said, occupied: reading.occupied };
    return true;
  }
  const isKnown = config.machines?.ids.includes(deviceId) === true;
  if (!isKnown || !isNews(state.machines[deviceId], reading) || !Number.isSafeInteger(reading.tickets) || reading.tickets < 0) return false;
  state.machines[deviceId] = { ...said, tickets: reading.tickets };
  return true;
}

type Order = Pick<StreetReading, 'timeMs' | 'seq'>;
const isNews = (before: Order | undefined, { timeMs, seq }: Order): boolean => before === undefined || timeMs > before.timeMs || (timeMs === before.timeMs && seq > before.seq);
