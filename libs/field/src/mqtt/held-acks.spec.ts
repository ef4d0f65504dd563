import { beforeEach, describe, expect, it } from 'vitest';
import { HeldAcks } from './held-acks.js';
import { FakeClient } from './testing/fake-client.js';

let client: FakeClient;
let acks: HeldAcks;
beforeEach(() => {
  client = new FakeClient();
  acks = new HeldAcks(client.asMqtt());
  client.connect();
});

describe('HeldAcks', () => {
  it('acknowledges nothing before it is told to, then all in one piece and in order', () => {
    for (const id of [7, 300, 65_535]) acks.hold(id);
    const held = acks.take();
    expect(client.acknowledged()).toEqual([]);
    held.release();
    expect(client.acknowledged()).toEqual([7, 300, 65_535]);
    expect(client.writes).toBe(1);
    expect(client.stream.written[0]!.subarray(0, 8)).toEqual(Buffer.from([0x40, 2, 0, 7, 0x40, 2, 1, 44]));
  });

  it('keeps what comes while a batch is being written for the next one', () => {
    acks.hold(1);
    const first = acks.take();
    acks.hold(2);
    first.release();
    expect(client.acknowledged()).toEqual([1]);
    acks.take().release();
    expect(client.acknowledged()).toEqual([1, 2]);
  });

  it('writes nothing for nothing', () => {
    acks.take().release();
    expect(client.writes).toBe(0);
  });

  it('does not acknowledge on another connection what came by the last one', () => {
    acks.hold(1);
    const held = acks.take();
    client.lose();
    client.connect();
    held.release();
    expect(client.acknowledged()).toEqual([]);
  });

  it('acknowledges at once what needs no journal', () => {
    acks.acknowledge([5]);
    expect(client.acknowledged()).toEqual([5]);
    client.lose();
    acks.acknowledge([6]);
    expect(client.acknowledged()).toEqual([5]);
  });

  it('does not acknowledge while the connection is gone', () => {
    acks.hold(1);
    const held = acks.take();
    client.lose();
    held.release();
    expect(client.acknowledged()).toEqual([]);
  });

  it('acknowledges a message that is sent again after a reconnect once: a second time could hit another with its identifier', () => {
    acks.hold(1);
    acks.hold(2);
    client.lose();
    client.connect();
    // The broker sends again what it has no answer to.
    acks.hold(1);
    acks.hold(2);
    const held = acks.take();
    expect(held.count).toBe(2);
    held.release();
    expect(client.acknowledged()).toEqual([1, 2]);
  });

  it('does not acknowledge on the new connection what was held and is not sent again yet', () => {
    acks.hold(1);
    client.lose();
    client.connect();
    acks.take().release();
    expect(client.acknowledged()).toEqual([]);
  });
});
