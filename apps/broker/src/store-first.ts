import { Readable } from 'node:stream';
import type { Aedes, AuthorizePublishHandler, Client, PublishPacket } from 'aedes';

interface Subscription {
  clientId: string;
  topic: string;
  qos: number;
}
interface Persistence {
  subscriptionsByTopic(topic: string): Promise<Subscription[]>;
  outgoingEnqueueCombi(subscriptions: Subscription[], packet: StoredPacket): Promise<unknown>;
  storeRetained(packet: PublishPacket): Promise<unknown>;
  /** What a session has not acknowledged yet. */
  outgoingStream(client: Client): AsyncIterable<StoredPacket>;
}
type StoredPacket = PublishPacket & { brokerId: string; brokerCounter: number; messageId?: number };
type Internals = { id: string; counter: number; persistence: Persistence };

/**
 * aedes acknowledges a QoS 1 message and stores it for absent subscribers afterwards: a kill in between loses what was
 * acknowledged. Here storing comes first, in the hook that aedes awaits before its PUBACK, and the later storing of the
 * same packet is left out. What is stored is with the operating system: it survives a kill, not a power cut.
 */
export function acknowledgeWhenStored(broker: Aedes): void {
  const internals = broker as unknown as Internals;
  const { persistence } = internals;
  const storeForAbsent = persistence.outgoingEnqueueCombi.bind(persistence);
  const stored = new Set<number>();

  persistence.outgoingEnqueueCombi = (subscriptions, packet) => (stored.delete(packet.brokerCounter) ? Promise.resolve() : storeForAbsent(subscriptions, packet));

  const store = async (packet: StoredPacket): Promise<void> => {
    packet.brokerId = internals.id;
    packet.brokerCounter = ++internals.counter;
    const subscriptions = await persistence.subscriptionsByTopic(packet.topic);
    await Promise.all([storeForAbsent(subscriptions, packet), packet.retain ? persistence.storeRetained(packet) : null]);
    stored.add(packet.brokerCounter);
  };
  broker.authorizePublish = storeFirst(store);
  letOvertakersPass(broker);
  sendAgainUnderNewIds(persistence);
}

/** Writes run side by side but report in order, so that a device's messages stay in order. */
function storeFirst(store: (packet: StoredPacket) => Promise<void>): AuthorizePublishHandler {
  let before: Promise<unknown> = Promise.resolve();
  return (_client, packet, done) => {
    if (packet.topic.startsWith('$')) return done(new Error('topics below $ belong to the broker'));
    if (packet.qos === 0) return done(null);
    const written = store(packet as StoredPacket);
    const inOrder = before.then(() => written);
    before = inOrder.catch(() => undefined);
    inOrder.then(() => done(null), done);
  };
}

/**
 * aedes takes a message that another overtook inside it for a duplicate and keeps it from a connected subscriber until
 * that one reconnects (seen: 70 of 2,000). A subscriber with overlapping subscriptions may now get a message twice,
 * which MQTT 3.1.1 (3.3.5) allows.
 */
function letOvertakersPass(broker: Aedes): void {
  broker.on('client', (client) => {
    (client as unknown as { duplicates: object }).duplicates = new Proxy({}, { get: () => 0, set: () => true });
  });
}

/**
 * aedes sends what a session has open again under its old packet ids, and gives ids to what is new from a counter of the
 * connection: where the two meet, the acknowledgement of one deletes the other from the store. Here both take their ids from
 * the counter. MQTT 3.1.1 (4.4) wants the old id on a repetition, which matters to a QoS 2 receiver only: there it stays.
 */
function sendAgainUnderNewIds(persistence: Persistence): void {
  const open = persistence.outgoingStream.bind(persistence);
  async function* withoutIds(client: Client): AsyncGenerator<StoredPacket> {
    for await (const packet of open(client)) {
      if (packet.cmd === 'publish' && packet.qos === 1) delete packet.messageId;
      yield packet;
    }
  }
  persistence.outgoingStream = (client) => Readable.from(withoutIds(client));
}
