import { beforeEach, describe, expect, it } from 'vitest';
import { RetainedPublisher } from './retained-publisher.js';
import { FakeClient } from './testing/fake-client.js';

let client: FakeClient;
let publisher: RetainedPublisher;
beforeEach(() => {
  client = new FakeClient();
  publisher = new RetainedPublisher(client.asMqtt());
});
const sent = () => client.published.map((p) => `${p.topic}=${p.payload}`);

describe('RetainedPublisher', () => {
  it('publishes with QoS 1, retained, and counts what the broker has not confirmed', () => {
    client.connect();
    publisher.publish('sign/1', 'a');
    expect(client.published).toMatchObject([{ topic: 'sign/1', payload: 'a', options: { qos: 1, retain: true } }]);
    expect(publisher.unconfirmed).toBe(1);
    client.published[0]!.answer();
    expect(publisher.unconfirmed).toBe(0);
  });

  it('piles nothing up while the broker is away: the newest of each topic goes when it is back', () => {
    for (const payload of ['a', 'b', 'c']) publisher.publish('sign/1', payload);
    publisher.publish('sign/2', 'x');
    expect(sent()).toEqual([]);
    expect(publisher.unconfirmed).toBe(2);
    client.connect();
    expect(sent()).toEqual(['sign/1=c', 'sign/2=x']);
  });

  it('says again after a reconnect what was not confirmed, and not what was', () => {
    client.connect();
    publisher.publish('sign/1', 'a');
    publisher.publish('sign/2', 'x');
    client.published[0]!.answer();
    client.lose();
    client.connect();
    expect(sent()).toEqual(['sign/1=a', 'sign/2=x', 'sign/2=x']);
  });

  it('does not take the confirmation of an older payload for the newer one\'s', () => {
    client.connect();
    publisher.publish('sign/1', 'a');
    publisher.publish('sign/1', 'b');
    client.published[0]!.answer();
    expect(publisher.unconfirmed).toBe(1);
    client.lose();
    client.connect();
    expect(sent().at(-1)).toBe('sign/1=b');
  });

  it('keeps a payload whose publication failed for the next connection', () => {
    client.connect();
    publisher.publish('sign/1', 'a');
    client.published[0]!.answer(new Error('connection closed'));
    expect(publisher.unconfirmed).toBe(1);
    client.connect();
    expect(sent()).toEqual(['sign/1=a', 'sign/1=a']);
  });

  it('does not insist on what the broker refuses, but counts it, and says what is newer', () => {
    client.connect();
    publisher.publish('sign/1', 'a');
    client.published[0]!.answer(Object.assign(new Error('Not authorized'), { code: 135 }));
    client.lose();
    client.connect();
    expect(sent()).toEqual(['sign/1=a']);
    expect(publisher.unconfirmed).toBe(1);
    publisher.publish('sign/1', 'b');
    expect(sent()).toEqual(['sign/1=a', 'sign/1=b']);
  });

  it('publishes an empty payload too: it takes back what was retained', () => {
    client.connect();
    publisher.publish('signal/1/command', '');
    expect(sent()).toEqual(['signal/1/command=']);
  });
});
