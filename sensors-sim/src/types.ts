import type { DeviceClass } from '@wegweiser/contracts';

/** One MQTT publication as a device sends it. `payload` is JSON text, or raw bytes when a fault garbled it. */
export interface Outgoing {
  topic: string;
  payload: string | Uint8Array;
  qos: 0 | 1;
  retain: boolean;
  area: string;
  deviceClass: DeviceClass;
  deviceId: string;
  /** Last topic level: `interval`, `absolute`, `state` ... */
  message: string;
  /** Simulated time at which the device sends it, epoch ms. */
  atMs: number;
}

/** A fault of the line that the transport must act out: these devices lose their connection for a while. */
export interface LinkEvent {
  deviceIds: string[];
  /** Simulated ms until they come back. */
  downMs: number;
}

/** What is really the case in the simulated city: for comparison at the far end, never published. */
export interface Truth {
  timeMs: number;
  vehicles: { entered: number; left: number; onRoads: number; waitingOutside: number; parked: number; atGates: number };
  facilities: Record<string, { capacity: number; occupied: number; entries: number; exits: number; byAudience: Record<string, number> }>;
  /** On-street zones that something watches: cars, valid tickets, and by sensor whether a car stands there. */
  streetZones: Record<string, { spaces: number; occupied: number; tickets: number; watched: boolean[] }>;
  /** True passages per loop device since the start. */
  loops: Record<string, number>;
  /** Since the start, by link: seconds that vehicles were on it, vehicles that came, times that one came to stand. */
  links: Record<string, { vehicleS: number; vehicles: number; stops: number }>;
  signals: Record<string, { plan: string; commandId: string | null }>;
  signs: Record<string, { orderId: string | null; shows: string[] }>;
}

/** A simulated city: a deterministic function of city, scenario, seed and the messages it was given. No I/O, no clock. */
export interface Simulation {
  /** Everything the devices send up to and including `nowMs` (time never runs backwards). */
  step(nowMs: number): Outgoing[];
  /** A retained message from the service: sign order, signal command. Other topics are ignored. */
  receive(topic: string, payload: string | Uint8Array, nowMs: number): void;
  /** Topics the field subscribes to. */
  subscriptions(): string[];
  /** Births (retained) of all devices, for each connection. */
  births(nowMs: number): Outgoing[];
  /** Clean farewells (retained `offline`). */
  farewells(nowMs: number): Outgoing[];
  /** Connection faults since the last call. */
  takeLinkEvents(): LinkEvent[];
  truth(): Truth;
}
