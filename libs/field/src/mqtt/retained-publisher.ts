import type { MqttClient } from 'mqtt';

interface Entry {
  payload: string;
  confirmed: boolean;
  /** The broker does not let us: brokers that cut off whoever was refused would do so at every reconnect. */
  refused: boolean;
}

/** From here on a reason code is a refusal, MQTT 5 section 2.4. */
const REFUSED = 0x80;

/**
 * Publishes retained state with QoS 1, newest per topic: while the broker is away nothing piles up, and after a
 * reconnect every topic whose newest payload is not confirmed is published again.
 */
export class RetainedPublisher {
  private readonly newest = new Map<string, Entry>();

  constructor(private readonly client: MqttClient) {
    client.on('connect', () => this.resend());
  }

  /** Topics whose newest payload the broker has not confirmed. */
  get unconfirmed(): number {
    let n = 0;
    for (const e of this.newest.values()) if (!e.confirmed) n += 1;
    return n;
  }

  publish(topic: string, payload: string): void {
    const entry = { payload, confirmed: false, refused: false };
    this.newest.set(topic, entry);
    if (this.client.connected) this.send(topic, entry);
  }

  private resend(): void {
    for (const [topic, entry] of this.newest) if (!entry.confirmed && !entry.refused) this.send(topic, entry);
  }

  private send(topic: string, entry: Entry): void {
    this.client.publish(topic, entry.payload, { qos: 1, retain: true }, (error) => {
      if (!error) entry.confirmed = true;
      else entry.refused = Number((error as { code?: unknown }).code) >= REFUSED;
    });
  }
}
