import type { IPublishPacket, MqttClient, Packet } from 'mqtt';

/**
 * mqtt.js acknowledges QoS 1 one message at a time: it sends the PUBACK as soon as `handleMessage` calls back and reads
 * nothing else meanwhile, so "acknowledge when durable" would leave one message in flight. Here the client is shown each
 * QoS 1 message as QoS 0 - which takes its acknowledging out of the way - and the PUBACKs are held back and written in
 * one piece when the batch is durable. Hundreds are in flight, and a PUBACK costs four bytes of a shared buffer.
 *
 * Both MQTT 3.1.1 (section 3.4) and 5 (section 3.4, reason code left out = success) spell it `40 02 id id`.
 */
export class HeldAcks {
  private heldIds: number[] = [];

  constructor(private readonly client: MqttClient) {
    client.on('packetreceive', (packet: Packet) => {
      if (packet.cmd !== 'publish' || packet.qos !== 1) return;
      this.heldIds.push(packet.messageId!);
      (packet as IPublishPacket).qos = 0;
    });
  }

  /** Takes what was held since the last call; `release` acknowledges it, on this connection only. */
  take(): { count: number; release: () => void } {
    const ids = this.heldIds;
    this.heldIds = [];
    const { stream } = this.client;
    return {
      count: ids.length,
      release: () => {
        // After a reconnect the broker sends unacknowledged messages again: those are known by then and acknowledged anew.
        if (ids.length === 0 || this.client.stream !== stream || !this.client.connected) return;
        const acks = Buffer.allocUnsafe(ids.length * 4);
        let at = 0;
        for (const id of ids) at = acks.writeUInt32BE(0x40_02_00_00 + id, at);
        stream.write(acks);
      },
    };
  }
}
