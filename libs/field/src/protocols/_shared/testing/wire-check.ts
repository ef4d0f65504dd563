/**
 * For specs: an independent witness that a decoded message is fit for the service. Readings are put back into the shape
 * of the city's own wire and checked by the schemas of the contracts, which the adapters themselves do not use.
 */
import { Id, UP_SCHEMAS, type Decoded, type Fault, type Reading } from '@wegweiser/contracts';
import type { z } from 'zod';

const SCHEMA: Readonly<Record<Reading['kind'], z.ZodType>> = {
  loopInterval: UP_SCHEMAS.loop.interval,
  loopPassage: UP_SCHEMAS.loop.passage,
  parkingAbsolute: UP_SCHEMAS.parking.absolute,
  parkingTotals: UP_SCHEMAS.parking.totals,
  parkingSpace: UP_SCHEMAS.parking.space,
  garageState: UP_SCHEMAS.garage.state,
  signalState: UP_SCHEMAS.signal.state,
  signReadback: UP_SCHEMAS.sign.readback,
  weatherObservation: UP_SCHEMAS.weather.observation,
  deviceLife: UP_SCHEMAS.loop.status,
};

function asWire(reading: Reading): Record<string, unknown> {
  const { deviceId: _d, area: _a, receivedAtMs: _r, kind: _k, timeMs, ...rest } = reading;
  const wire: Record<string, unknown> = { ...rest };
  const time = new Date(timeMs).toISOString();
  if (reading.kind === 'loopInterval') Object.assign(wire, { start: new Date(reading.startMs).toISOString(), end: time });
  else wire['time'] = time;
  // Left out on the wire, not null.
  for (const key of ['mode', 'bootId']) if (wire[key] === null) delete wire[key];
  return wire;
}

function readingProblems(reading: Reading): string[] {
  const problems: string[] = [];
  for (const [key, value] of Object.entries(reading)) {
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) problems.push(`${reading.kind}.${key} is ${String(value)}`);
  }
  if (!Id.safeParse(reading.deviceId).success) problems.push(`${reading.kind} has a bad device id`);
  const result = SCHEMA[reading.kind].safeParse(asWire(reading));
  if (!result.success) problems.push(`${reading.kind}: ${result.error.message}`);
  return problems;
}

function faultProblems({ code, reason, expected }: Fault): string[] {
  const problems: string[] = [];
  if (code === '' || reason === '' || expected === '') problems.push(`fault ${code} lacks reason or expected`);
  if (expected === code) problems.push(`fault ${code} is not in its table`);
  if (reason.length > 200) problems.push(`reason of ${code} is too long`);
  return problems;
}

/** Everything that is wrong with a decoded message; empty when nothing is. */
export const wireProblems = (decoded: Decoded): string[] => [...decoded.readings.flatMap(readingProblems), ...decoded.faults.flatMap(faultProblems)];
