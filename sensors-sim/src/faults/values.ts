import type { Draft } from '../devices/device.js';
import type { ActiveFault, FaultEngine } from './engine.js';

type Body = Record<string, unknown>;
const num = (v: unknown): number | null => (typeof v === 'number' ? v : null);
const clamp = (v: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, v));

/** What goes wrong between the street and the device's memory: the message stays well-formed, its values do not stay true. */
export function applyValueFaults(faults: FaultEngine, draft: Draft): void {
  for (const f of faults.of(draft.device, draft.atMs, 'noise', 'drift', 'stuck', 'flicker', 'selfReported')) {
    switch (f.config.kind) {
      case 'noise': noise(f, draft, f.config.percent); break;
      case 'drift': missVehicles(f, draft, f.config.missEntriesPct); break;
      case 'stuck': stuck(f, draft, f.config.mode); break;
      case 'flicker': if (f.rng.chance(f.config.probability)) flicker(f, draft, f.config.amplitude); break;
      case 'selfReported': if (f.rng.chance(f.config.probability)) reportFault(draft); break;
    }
  }
}

function noise(f: ActiveFault, draft: Draft, percent: number): void {
  const { body } = draft;
  const off = (v: number): number => v * (1 + (percent / 100) * f.rng.normal());
  if (draft.message === 'absolute') {
    shiftLevel(body, Math.round(off(num(body['occupied']) ?? 0)) - (num(body['occupied']) ?? 0));
    return;
  }
  if (draft.message !== 'interval') return;
  const vehicles = clamp(Math.round(off(num(body['vehicles']) ?? 0)), 0, 65_535);
  body['heavyVehicles'] = Math.min(vehicles, num(body['heavyVehicles']) ?? 0);
  body['vehicles'] = vehicles;
  body['occupancyPct'] = Math.round(clamp(off(num(body['occupancyPct']) ?? 0), 0, 100) * 10) / 10;
  for (const key of ['meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh']) {
    const v = num(body[key]);
    if (v !== null) body[key] = vehicles === 0 ? null : Math.round(clamp(off(v), 1, 300) * 10) / 10;
  }
}

function shiftLevel(body: Body, by: number): void {
  body['occupied'] = (num(body['occupied']) ?? 0) + by;
  body['vacant'] = (num(body['vacant']) ?? 0) - by;
}

/** Loops miss vehicles; parking counters do so at their barriers (`devices/parking.ts`). */
function missVehicles(f: ActiveFault, draft: Draft, percent: number): void {
  if (draft.message !== 'interval') return;
  const seen = num(draft.body['vehicles']) ?? 0;
  let left = seen;
  for (let i = 0; i < seen; i++) if (f.rng.chance(percent / 100)) left--;
  draft.body['vehicles'] = left;
  draft.body['heavyVehicles'] = Math.min(left, num(draft.body['heavyVehicles']) ?? 0);
  if (left === 0) for (const key of ['meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh']) draft.body[key] = null;
}

function stuck(f: ActiveFault, draft: Draft, mode: 'frozen' | 'covered' | 'zero'): void {
  if (mode === 'frozen' || draft.message !== 'interval') {
    const kept = f.frozen[draft.message];
    if (kept) draft.body = structuredClone(kept);
    else f.frozen[draft.message] = structuredClone(draft.body);
    return;
  }
  draft.body = { vehicles: 0, heavyVehicles: 0, occupancyPct: mode === 'covered' ? 100 : 0, meanSpeedKmh: null, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null };
}

function flicker(f: ActiveFault, draft: Draft, amplitude: number): void {
  const { body } = draft;
  const by = 1 + f.rng.int(amplitude);
  if (draft.message === 'absolute') shiftLevel(body, f.rng.chance(0.5) ? by : -by);
  if (draft.message === 'space') body['occupied'] = body['occupied'] !== true;
  if (draft.message !== 'interval') return;
  body['vehicles'] = (num(body['vehicles']) ?? 0) + by;
  body['meanSpeedKmh'] ??= Math.round(f.rng.between(5, 120));
}

const VALUES: Record<string, string[]> = {
  interval: ['vehicles', 'heavyVehicles', 'occupancyPct', 'meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh'],
  absolute: ['vacant', 'occupied'],
  space: ['occupied'],
};

function reportFault(draft: Draft): void {
  draft.status = 'fault';
  for (const key of VALUES[draft.message] ?? []) draft.body[key] = null;
}
