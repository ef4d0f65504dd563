import mqtt, { type MqttClient } from 'mqtt';
import { topicOf, type DeviceClass } from '@wegweiser/contracts';

export interface FieldMessage {
  topic: string;
  text: string;
  retain: boolean;
}

/** A device's, sign's or bystander's end of MQTT. */
export class FieldClient {
  readonly messages: FieldMessage[] = [];
  private readonly seqs = new Map<string, number>();
  private readonly listeners: ((m: FieldMessage) => void)[] = [];

  private constructor(readonly client: MqttClient) {
    client.on('message', (topic, payload, packet) => {
      const message = { topic, text: payload.toString(), retain: packet.retain };
      this.messages.push(message);
      for (const listener of this.listeners) listener(message);
    });
    client.on('error', () => undefined);
  }

  static async connect(url: string): Promise<FieldClient> {
    return new FieldClient(await mqtt.connectAsync(url, { reconnectPeriod: 100 }));
  }

  async subscribe(...topics: string[]): Promise<void> {
    await this.client.subscribeAsync(topics, { qos: 1 });
  }
  onMessage(listener: (m: FieldMessage) => void): void {
    this.listeners.push(listener);
  }
  /** Newest message of a topic. */
  newest(topic: string): FieldMessage | undefined {
    return this.messages.findLast((m) => m.topic === topic);
  }

  /** QoS 1; resolves when the broker has acknowledged. */
  async publish(topic: string, payload: string | Buffer, retain = false): Promise<void> {
    await this.client.publishAsync(topic, payload, { qos: 1, retain });
  }

  /** A device's message with its own counting sequence number. */
  async say(area: string, deviceClass: DeviceClass, deviceId: string, message: string, body: object): Promise<void> {
    const topic = topicOf({ area, deviceClass, deviceId, message });
    const seq = this.seqs.get(topic) ?? 0;
    this.seqs.set(topic, seq + 1);
    await this.publish(topic, JSON.stringify({ seq, ...body }));
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** What a retained topic holds now, asked by a client of its own. */
export async function retained(url: string, filter: string, quietMs = 300): Promise<Map<string, string>> {
  const client = await mqtt.connectAsync(url);
  const found = new Map<string, string>();
  try {
    let newest = performance.now();
    client.on('message', (topic, payload) => {
      newest = performance.now();
      found.set(topic, payload.toString());
    });
    await client.subscribeAsync(filter, { qos: 1 });
    // The broker sends what it keeps at once; a pause says that this was all.
    newest = performance.now();
    while (performance.now() - newest < quietMs) await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    await client.endAsync(true);
  }
  return found;
}
