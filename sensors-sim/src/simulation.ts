import { parseTopic, topicOf, type City } from '@wegweiser/contracts';
import type { Device, Draft, Sensor } from './devices/device.js';
import { createSensors, wiredTo } from './devices/registry.js';
import { createFaults, noFaults, type FaultEngine } from './faults/engine.js';
import { createLine, type Line } from './faults/messages.js';
import { applyGarageModes, applySignalModes, applySignModes, hearsNothing, refusesCommands } from './faults/modes.js';
import { applyValueFaults } from './faults/values.js';
import { applyWiredFaults } from './faults/wired.js';
import { commandController } from './signals/controller.js';
import { requestStage } from './signals/stage-requests.js';
import { orderSign } from './signs/sign.js';
import { loadProfile } from './scenario/load.js';
import type { Profile } from './scenario/profile.js';
import { Scenario, type ScenarioInput } from './scenario/schema.js';
import type { LinkEvent, Outgoing, Simulation } from './types.js';
import type { World } from './world.js';
import { createWarmWorld, stepWorld, truthOf } from './world-step.js';

const FIRMWARE = 'wegweiser-sim 0.1';

interface Field {
  world: World;
  faults: FaultEngine;
  line: Line;
  sensors: Sensor[];
  devices: Device[];
  /** Devices by what may happen to them, so that each second looks at those only. */
  troubled: { modes: Device[]; resets: Device[]; storms: Device[]; outages: Device[]; clocks: Set<Device>; drift: Map<string, Device> };
  /** Broken loops by the controller that they are wired to. */
  wired: Map<Device, readonly Device[]>;
  seed: number;
  startMs: number;
  linkEvents: LinkEvent[];
}

/**
 * A simulated city that has been running for a quarter of an hour at `startMs`. The same arguments and messages give the
 * same output, byte for byte. `profile` is read from the profiles folder by the scenario's name when left out.
 */
export function createSimulation(city: City, scenario: ScenarioInput, seed: number, startMs: number, profile?: Profile): Simulation {
  const parsed = Scenario.parse(scenario);
  const start = Math.floor(startMs / 1000) * 1000;
  const world = createWarmWorld(city, parsed, profile ?? loadProfile(parsed.demand.profile), seed, start);
  const field = createField(world, seed, start);
  return {
    step: (nowMs) => {
      const out: Outgoing[] = [];
      while (world.nowMs + 1000 <= nowMs) {
        stepWorld(world);
        stepField(field);
        for (const o of field.line.due(world.nowMs)) out.push(o);
      }
      return out;
    },
    receive: (topic, payload, nowMs) => receive(field, topic, payload, Math.max(nowMs, world.nowMs)),
    subscriptions: () => ['wegweiser/v1/+/sign/+/order', 'wegweiser/v1/+/signal/+/command', 'wegweiser/v1/+/signal/+/stage'],
    births: (nowMs) => field.devices.map((d) => life(field, d, 'online', nowMs)),
    farewells: (nowMs) => field.devices.map((d) => life(field, d, 'offline', nowMs)),
    takeLinkEvents: () => field.linkEvents.splice(0),
    truth: () => truthOf(world),
  };
}

function createField(world: World, seed: number, startMs: number): Field {
  // Loops were counting before: what they saw in the running interval is kept, so that the first one is complete.
  const intervalMs = world.scenario.devices.loopIntervalS * 1000;
  const gridMs = Math.floor(startMs / intervalMs) * intervalMs;
  for (const d of world.roads.network.detectors) {
    d.passages = d.passages.filter((p) => p.offMs > gridMs);
    d.total = 0;
  }
  const field: Field = { world, seed, startMs, linkEvents: [], sensors: [], devices: [], faults: noFaults, line: createLine(noFaults), troubled: troubledBy(noFaults), wired: new Map() };
  const misses = {
    entry: (id: string, nowMs: number) => missed(field, id, nowMs, 'missEntriesPct'),
    exit: (id: string, nowMs: number) => missed(field, id, nowMs, 'missExitsPct'),
    wrapBefore: (id: string) => wrapBefore(world, id, seed),
  };
  field.sensors = createSensors(world, misses);
  field.devices = field.sensors.map((s) => s.device);
  field.faults = createFaults(world.scenario, field.devices, seed, startMs, world.local);
  field.troubled = troubledBy(field.faults);
  field.line = createLine(field.faults);
  field.wired = brokenByController(field);
  return field;
}

function brokenByController({ world, faults, devices }: Field): Field['wired'] {
  const broken = faults.devicesWith('stuck', 'selfReported').filter((d) => d.deviceClass === 'loop');
  return new Map([...world.controllers.values()].flatMap((c): [Device, Device[]][] => {
    const own = new Set(wiredTo(world, c)?.map((d) => d.deviceId));
    const device = devices.find((d) => d.deviceClass === 'signal' && d.deviceId === c.deviceId);
    const loops = broken.filter((d) => own.has(d.deviceId));
    return device === undefined || loops.length === 0 ? [] : [[device, loops]];
  }));
}

function troubledBy(faults: FaultEngine): Field['troubled'] {
  return {
    modes: faults.devicesWith('sign', 'signal', 'garage'), resets: faults.devicesWith('reset'), storms: faults.devicesWith('storm'),
    outages: faults.devicesWith('outage'), clocks: new Set(faults.devicesWith('clockSkew')),
    drift: new Map(faults.devicesWith('drift').filter((d) => d.deviceClass === 'parking').map((d) => [d.deviceId, d])),
  };
}

/** Wrap faults are needed while the counters are being made, before all devices are known. */
function wrapBefore(world: World, id: string, seed: number): number | null {
  const probe: Device = { area: '', deviceClass: 'parking', deviceId: id, seq: {}, boots: 0 };
  return createFaults(world.scenario, [probe], seed, world.nowMs, world.local).of(probe, world.nowMs, 'wrap')[0]?.config.before ?? null;
}

function missed(field: Field, id: string, nowMs: number, which: 'missEntriesPct' | 'missExitsPct'): boolean {
  const device = field.troubled.drift.get(id);
  return device !== undefined && field.faults.of(device, nowMs, 'drift').some((f) => f.rng.chance(f.config[which] / 100));
}

function stepField(field: Field): void {
  const { world, faults } = field;
  const nowMs = world.nowMs;
  trouble(field, nowMs);
  for (const sensor of field.sensors) {
    const drafts = sensor.sense(nowMs, skewMs(field, sensor.device, nowMs));
    for (const draft of drafts) {
      applyWiredFaults(faults, field.wired.get(draft.device) ?? [], draft);
      if (faults.any(draft.device)) applyValueFaults(faults, draft);
      field.line.send(draft.device, write(field, draft), nowMs);
    }
  }
}

/** Modes, restarts, outages and storms of the devices that the scenario troubles. */
function trouble(field: Field, nowMs: number): void {
  const { world, faults } = field;
  const storms = new Map<number, string[]>();
  for (const device of field.troubled.modes) applyModes(field, device, nowMs);
  for (const device of field.troubled.resets) {
    for (const f of faults.of(device, nowMs, 'reset')) if (f.rng.chance(1 / f.config.meanEveryS)) restart(field, device, nowMs);
  }
  for (const device of field.troubled.storms) {
    for (const f of faults.of(device, nowMs, 'storm')) {
      if ((nowMs - field.startMs) % (f.config.everyS * 1000) !== 0) continue;
      const downMs = f.config.downS * 1000;
      storms.set(downMs, [...(storms.get(downMs) ?? []), device.deviceId]);
    }
  }
  for (const [downMs, deviceIds] of storms) field.linkEvents.push({ deviceIds, downMs });
  field.line.tick(field.troubled.outages, nowMs, (d, state) => life(field, d, state, world.nowMs));
}

function applyModes(field: Field, device: Device, nowMs: number): void {
  const { world, faults } = field;
  if (device.deviceClass === 'sign') {
    const sign = world.signs.get(device.deviceId);
    if (sign) applySignModes(faults, device, sign, nowMs);
  } else if (device.deviceClass === 'signal') {
    const c = controllerOf(world, device.deviceId);
    if (c) applySignalModes(faults, device, c, nowMs);
  } else if (device.deviceClass === 'garage') {
    for (const g of world.garages.values()) if (g.config.controllerId === device.deviceId) applyGarageModes(faults, device, g, nowMs);
  }
}

const controllerOf = (world: World, deviceId: string) => [...world.controllers.values()].find((c) => c.deviceId === deviceId);

function restart(field: Field, device: Device, nowMs: number): void {
  device.boots++;
  device.seq = {};
  field.sensors.find((s) => s.device === device)?.restart?.();
  field.line.send(device, life(field, device, 'online', nowMs), nowMs);
}

/** Error of the device's clock in whole seconds, so that it still meets its grid. */
function skewMs(field: Field, device: Device, nowMs: number): number {
  if (!field.troubled.clocks.has(device)) return 0;
  let ms = 0;
  for (const { config } of field.faults.of(device, nowMs, 'clockSkew')) ms += config.offsetS * 1000 + ((nowMs - field.startMs) * config.driftPpm) / 1e6;
  return Math.round(ms / 1000) * 1000;
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();

function write(field: Field, draft: Draft): Outgoing {
  const { device, message, atMs, times } = draft;
  const seq = device.seq[message] ?? 0;
  device.seq[message] = seq + 1;
  const skew = skewMs(field, device, atMs);
  const stamps: Record<string, string> = {};
  for (const [key, ms] of Object.entries(times)) stamps[key] = iso(ms + skew);
  return outgoing(field, device, message, JSON.stringify({ seq, status: draft.status, ...stamps, ...draft.body }), atMs, false);
}

function outgoing(field: Field, device: Device, message: string, payload: string, atMs: number, retain: boolean): Outgoing {
  const { area, deviceClass, deviceId } = device;
  const qos = retain ? 1 : field.world.scenario.devices.qos;
  return { topic: topicOf({ area, deviceClass, deviceId, message }), payload, qos, retain, area, deviceClass, deviceId, message, atMs };
}

function life(field: Field, device: Device, state: 'online' | 'offline', nowMs: number): Outgoing {
  const bootId = `${field.seed}-${Math.floor(field.startMs / 1000)}-${device.boots}`;
  return outgoing(field, device, 'status', JSON.stringify({ state, time: iso(nowMs), bootId, firmware: FIRMWARE }), nowMs, true);
}

function receive(field: Field, topic: string, payload: string | Uint8Array, nowMs: number): void {
  const t = parseTopic(topic);
  if (!t) return;
  const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8');
  if (t.deviceClass === 'sign' && t.message === 'order') {
    const sign = field.world.signs.get(t.deviceId);
    if (sign && sign.config.area === t.area) orderSign(sign, text, nowMs);
  }
  if (t.deviceClass === 'signal') receiveSignal(field, t, text, nowMs);
}

function receiveSignal(field: Field, t: NonNullable<ReturnType<typeof parseTopic>>, text: string, nowMs: number): void {
  const c = controllerOf(field.world, t.deviceId);
  const device = field.devices.find((d) => d.deviceClass === 'signal' && d.deviceId === t.deviceId);
  if (!c || device?.area !== t.area || hearsNothing(field.faults, device, nowMs)) return;
  const refuses = refusesCommands(field.faults, device, nowMs);
  if (t.message === 'command') commandController(c, text, nowMs, refuses);
  if (t.message === 'stage') requestStage(c, text, nowMs, refuses || c.junction.tactical === undefined);
}
