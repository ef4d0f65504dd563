import type { MqttClient } from 'mqtt';

/**
 * PUBACKs held back until what they acknowledge is durable, and then written in one piece: hundreds of messages are in
 * flight, and a PUBACK costs four bytes of a shared buffer.
 *
 * Both MQTT 3.1.1 (section 3.4) and 5 (section 3.4, reason code left out = success) spell it `40 02 id id`.
 */
export class HeldAcks {
  private heldIds: number[] = [];
  private stream: MqttClient['stream'] | null = null;

  constructor(private readonly client: MqttClient) {}

  hold(packetId: number): void {
    // Ids belong to a connection: on the next one the broker sends again what was open, and may number it anew.
    if (this.stream !== this.client.stream) this.heldIds = [];
    this.stream = this.client.stream;
    this.heldIds.push(packetId);
  }

  /** Takes what was held since the last call; `release` acknowledges it, on the connection it came by only. */
  take(): { count: number; release: () => void } {
    const { heldIds: ids, stream } = this;
    this.heldIds = [];
    return {
      count: ids.length,
      release: () => {
        if (stream !== null && this.client.stream === stream) this.acknowledge(ids);
      },
    };
  }

  /** Acknowledges at once what came by the present connection. */
  acknowledge(ids: readonly number[]): void {
    if (ids.length === 0 || !this.client.connected) return;
    const acks = Buffer.allocUnsafe(ids.length * 4);
    let at = 0;
    for (const id of ids) at = acks.writeUInt32BE(0x40_02_00_00 + id, at);
    this.client.stream.write(acks);
  }
}
