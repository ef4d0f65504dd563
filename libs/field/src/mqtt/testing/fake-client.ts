import { EventEmitter } from 'node:events';
import type { MqttClient } from 'mqtt';

interface Publication {
  topic: string;
  payload: string;
  options: unknown;
  /** The broker's confirmation, or what went wrong. */
  answer(error?: Error): void;
}

/** As much of mqtt.js' client as the parts beside it touch: connections, bytes out, publications that a test confirms. */
export class FakeClient extends EventEmitter {
  connected = false;
  stream = newStream();
  readonly published: Publication[] = [];

  publish(topic: string, payload: string, options: unknown, answer: (error?: Error) => void): void {
    this.published.push({ topic, payload, options, answer });
  }

  connect(): void {
    this.stream = newStream();
    this.connected = true;
    this.emit('connect');
  }
  lose(): void {
    this.connected = false;
    this.emit('close');
  }
  /** Packet identifiers acknowledged on the present connection, in order. */
  acknowledged(): number[] {
    const bytes = Buffer.concat(this.stream.written);
    return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt16BE(i * 4 + 2));
  }
  get writes(): number {
    return this.stream.written.length;
  }
  asMqtt(): MqttClient {
    return this as unknown as MqttClient;
  }
}

const newStream = () => {
  const written: Buffer[] = [];
  return { written, write: (bytes: Buffer) => void written.push(bytes) };
};
