import type { DeviceStatus, Reading } from '@wegweiser/contracts';
import type { TimeTableName } from '../schema/tables.js';
import type { DerivedRow, DerivedTable } from '../types.js';

/** A value as the encoders take it: instants are epoch milliseconds, `jsonb` is any plain value. */
export type Value = number | string | boolean | null | object;
export type Row = Value[];

export const DEVICE_STATUS: readonly DeviceStatus[] = ['ok', 'fault', 'maintenance', 'startup'];

export const TABLE_OF_KIND: Record<Reading['kind'], TimeTableName> = {
  loopInterval: 'loop_interval',
  loopPassage: 'loop_passage',
  parkingAbsolute: 'parking_count',
  parkingTotals: 'parking_count',
  parkingSpace: 'parking_count',
  garageState: 'device_event',
  signalState: 'device_event',
  signReadback: 'device_event',
  weatherObservation: 'device_event',
  deviceLife: 'device_event',
};

/** Time that a reading is filed under: where an interval begins, otherwise when it was measured. */
export const filedAtMs = (r: Reading): number => (r.kind === 'loopInterval' ? r.startMs : r.timeMs);

/** Row of a reading in the order of its table's columns. */
export function readingRow(r: Reading, key: number): Row {
  const status = DEVICE_STATUS.indexOf(r.status);
  switch (r.kind) {
    case 'loopInterval':
      return [r.startMs, r.receivedAtMs, r.seq, key, r.timeMs - r.startMs, r.vehicles, r.heavyVehicles, r.occupancyPct, r.meanSpeedKmh, r.meanSpeedCarKmh, r.meanSpeedHeavyKmh, status];
    case 'loopPassage':
      return [r.timeMs, r.receivedAtMs, r.seq, key, r.occupiedMs, r.speedKmh, r.lengthM, status];
    case 'parkingAbsolute':
      return [r.timeMs, r.receivedAtMs, r.seq, null, null, key, r.vacant, r.occupied, r.capacity, status];
    case 'parkingTotals':
      return [r.timeMs, r.receivedAtMs, r.seq, r.entries, r.exits, key, null, null, null, status];
    case 'parkingSpace':
      return [r.timeMs, r.receivedAtMs, r.seq, null, null, key, null, r.occupied === null ? null : Number(r.occupied), null, status];
    case 'garageState':
    case 'signalState':
    case 'signReadback':
    case 'weatherObservation':
    case 'deviceLife':
      return [r.timeMs, r.receivedAtMs, r.seq, key, status, eventBody(r)];
  }
}

function eventBody(reading: Reading): object {
  const { deviceId: _d, kind: _k, area: _a, seq: _s, timeMs: _t, status: _st, receivedAtMs: _r, ...body } = reading;
  // Seconds of detectors are for control: what the past needs of loops stands in their intervals.
  if (reading.kind === 'signalState' && 'detectors' in body) delete (body as { detectors?: unknown }).detectors;
  return body;
}

export type TimeDerived = Exclude<DerivedRow, { table: 'alarm' | 'audit' }>;
const isTimeDerived = (row: DerivedRow): row is TimeDerived => row.table !== 'alarm' && row.table !== 'audit';
export const timeDerived = (rows: readonly DerivedRow[]): TimeDerived[] => rows.filter(isTimeDerived);

export const TABLE_OF_DERIVED: Record<Exclude<DerivedTable, 'alarm' | 'audit'>, TimeTableName> = {
  facilityState: 'facility_state',
  linkState: 'link_state',
  signOrder: 'sign_order',
  recommendation: 'recommendation',
};

/** What a derived row is about, as it stands in the registry. */
export function subjectOfDerived(row: TimeDerived): { kind: string; id: string } {
  switch (row.table) {
    case 'facilityState':
      return { kind: 'facility', id: row.value.id };
    case 'linkState':
      return { kind: 'link', id: row.value.id };
    case 'signOrder':
      return { kind: 'sign', id: row.value.signId };
    case 'recommendation':
      return { kind: 'junction', id: row.value.junctionId };
  }
}

export function derivedRow(row: TimeDerived, key: number): Row {
  const { atMs, offset, ordinal } = row;
  switch (row.table) {
    case 'facilityState': {
      const v = row.value;
      return [atMs, offset, v.measuredAtMs, key, ordinal, v.capacity, v.vacant, v.status, v.quality, v];
    }
    case 'linkState': {
      const v = row.value;
      return [atMs, offset, v.measuredAtMs, key, ordinal, v.flowVehPerH, v.meanSpeedKmh, v.occupancyPct, v.travelTimeS, v.congested, v.level, v.quality];
    }
    case 'signOrder':
      return [atMs, offset, row.value.validUntilMs, key, ordinal, row.value.orderId, row.value.why.ruleId, row.value];
    case 'recommendation':
      return [atMs, offset, row.value.expiresAtMs, key, ordinal, row.value.id, row.value.state, row.value.decidedBy, row.value];
  }
}
