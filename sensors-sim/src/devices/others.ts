import type { Garage } from '../garages/garage.js';
import type { Detector } from '../roads/model.js';
import type { Controller } from '../signals/model.js';
import type { Sign } from '../signs/sign.js';
import { createDevice, type Draft, type Sensor } from './device.js';
import { createSecondWatch } from './second-watch.js';

const HEARTBEAT_S = 300;
const onGrid = (nowMs: number, everyS: number): boolean => nowMs % (everyS * 1000) === 0;

/** Barrier controller: opening, barrier, capacity; on change and by interval. */
export function createGarageDevice(garage: Garage, deviceId: string, everyS: number): Sensor {
  const device = createDevice(garage.config.area, 'garage', deviceId);
  let last = '';
  return {
    device,
    sense: (nowMs) => {
      const body = { opening: garage.opening, barrier: garage.barrier, capacity: garage.capacityOverride ?? garage.config.capacity };
      const now = `${body.opening}/${body.barrier}/${body.capacity}`;
      if (now === last && !onGrid(nowMs, everyS)) return [];
      last = now;
      return [{ device, message: 'state', atMs: nowMs, status: 'ok', times: { time: nowMs }, body }];
    },
  };
}

/**
 * Signal controller: its state when a stage begins (or every second), and at once when command, mode or a refusal changes. One that takes
 * stage requests says every second its stage and what the loops saw that are wired to it.
 */
export function createSignalDevice(c: Controller, everySecond: boolean, wired: readonly Detector[] | null): Sensor {
  const watch = wired === null ? null : createSecondWatch(wired);
  const device = createDevice(c.junction.area, 'signal', c.deviceId);
  let last = '';
  let stage = '';
  return {
    device,
    sense: (nowMs) => {
      const now = `${c.plan.id}/${c.commandId ?? ''}/${c.mode}/${c.refused ?? ''}`;
      const began = c.phase === 'green' && stage !== `${c.stageIndex}`;
      stage = c.phase === 'green' ? `${c.stageIndex}` : '';
      if (watch !== null) return [signalState(device, c, nowMs, { stage: stageShown(c), detectors: watch(nowMs) })];
      if (!everySecond && !began && now === last && !onGrid(nowMs, 60)) return [];
      last = now;
      return [signalState(device, c, nowMs, {})];
    },
  };
}

const stageShown = (c: Controller) => ({ id: c.stage.id, greenS: c.greenS, nextId: c.phase === 'inter' ? c.nextStage.id : null, requestId: c.follows });

function signalState(device: Sensor['device'], c: Controller, nowMs: number, more: object): Draft {
  const groups: Record<string, number> = {};
  for (const [id, light] of c.lights) groups[id] = light.colour;
  // Lamps that follow requests follow no plan.
  const planless = c.mode === 'off' || c.mode === 'flashing' || c.follows !== null;
  return {
    device, message: 'state', atMs: nowMs, status: 'ok', times: { time: nowMs },
    body: {
      plan: planless ? null : c.plan.id,
      cycleS: planless ? null : c.plan.cycleS,
      cycleSecond: planless ? null : Math.min(c.cycleSecond, c.plan.cycleS - 1),
      groups, mode: c.mode, commandId: c.commandId, faults: c.refused ? [c.refused] : [], ...more,
    },
  };
}

/** Sign: read-back upon order, on any change of what it shows, and as a heartbeat. */
export function createSignDevice(sign: Sign): Sensor {
  const device = createDevice(sign.config.area, 'sign', sign.config.id);
  let seen = -1;
  return {
    device,
    sense: (nowMs) => {
      const state = sign.changes;
      if (sign.silent || (state === seen && !onGrid(nowMs, HEARTBEAT_S))) return [];
      seen = state;
      return [{
        device, message: 'readback', atMs: nowMs, status: 'ok', times: { time: nowMs },
        body: { orderId: sign.order?.orderId ?? null, shows: sign.shows, lamp: sign.lamp, link: 'ok', rejected: sign.rejected },
      }];
    },
  };
}
