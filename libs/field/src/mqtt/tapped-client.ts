import type { Duplex, Writable } from 'node:stream';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { gateOf, type Gate } from './gate.js';
import { PublishSplitter, type Publish } from './publish-splitter.js';

interface Internals {
  streamBuilder: (client: MqttClient) => Duplex;
}

export interface TappedClient {
  client: MqttClient;
  connect(): void;
  /** Stops and resumes reading from the socket: the broker keeps the rest. */
  pause(): void;
  resume(): void;
}

/**
 * An mqtt.js client whose incoming messages of QoS 0 and 1 do not pass through it. mqtt.js hands over one message at a
 * time, acknowledges QoS 1 as soon as the handler is done and reads nothing else meanwhile - so "acknowledge when durable"
 * would leave one message in flight - and takes 7-15 us for it. Here it connects, signs in, subscribes, publishes, pings
 * and reconnects as ever; PUBLISH packets are taken out of the stream before it parses them, and whoever takes them
 * acknowledges them.
 */
export function createTappedClient(url: string, options: IClientOptions & { protocolVersion: 4 | 5 }, onPublish: (message: Publish) => void): TappedClient {
  const client = mqtt.connect(url, { ...options, manualConnect: true });
  // Read once more at the end of a connection, where it would change how that is done.
  client.options.manualConnect = false;
  const internals = client as unknown as Internals;
  const build = internals.streamBuilder;
  let gate: Gate | null = null;
  internals.streamBuilder = (c) => {
    const fresh = build(c);
    // The client pipes each new stream into its parser, once; that is where the messages are taken out.
    fresh.pipe = <T extends NodeJS.WritableStream>(parser: T): T => {
      const splitter = new PublishSplitter(options.protocolVersion, { publish: onPublish, other: (bytes) => void (parser as unknown as Writable).write(bytes) });
      fresh.on('data', (chunk: Buffer) => splitter.push(chunk));
      return parser;
    };
    gate = gateOf(fresh);
    return fresh;
  };
  return {
    client,
    connect: () => void client.connect(),
    pause: () => gate?.shut(),
    resume: () => gate?.open(),
  };
}
