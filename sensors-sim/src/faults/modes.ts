import type { Device } from '../devices/device.js';
import type { Garage } from '../garages/garage.js';
import type { Controller } from '../signals/model.js';
import type { Sign } from '../signs/sign.js';
import type { FaultEngine } from './engine.js';

/** Faults of the apparatus itself, switched on and off by their time window. */
export function applySignModes(faults: FaultEngine, device: Device, sign: Sign, nowMs: number): void {
  const on = new Set(faults.of(device, nowMs, 'sign').map((f) => f.config.mode));
  const lamp = on.has('lamp') ? 'fault' : on.has('degraded') ? 'degraded' : 'ok';
  if (lamp !== sign.lamp) {
    sign.lamp = lamp;
    sign.changes++;
  }
  sign.stuck = on.has('stuck');
  sign.rejects = on.has('reject');
  sign.silent = on.has('silent');
}

export function applySignalModes(faults: FaultEngine, device: Device, c: Controller, nowMs: number): void {
  const on = new Set(faults.of(device, nowMs, 'signal').map((f) => f.config.mode));
  const forced = on.has('off') ? 'off' : on.has('flashing') ? 'flashing' : on.has('manual') ? 'manual' : null;
  if (forced) c.mode = forced;
  else if (c.mode === 'off' || c.mode === 'flashing' || c.mode === 'manual') c.mode = c.commandId ? 'central' : 'local';
}

export const refusesCommands = (faults: FaultEngine, device: Device, nowMs: number): boolean =>
  faults.of(device, nowMs, 'signal').some((f) => f.config.mode === 'reject' || f.config.mode === 'manual');

/** A controller that takes no notice of what it is told, and does not say so. */
export const hearsNothing = (faults: FaultEngine, device: Device, nowMs: number): boolean =>
  faults.of(device, nowMs, 'signal').some((f) => f.config.mode === 'deaf');

export function applyGarageModes(faults: FaultEngine, device: Device, g: Garage, nowMs: number): void {
  const list = faults.of(device, nowMs, 'garage');
  const has = (mode: string): boolean => list.some((f) => f.config.mode === mode);
  g.barrier = has('barrierFault') ? 'fault' : has('heldOpen') ? 'heldOpen' : 'ok';
  g.capacityOverride = list.find((f) => f.config.mode === 'capacity')?.config.capacity ?? null;
  g.forcedClosed = has('closed');
}
