import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { DOWN_MESSAGES, topicOf, UP_MESSAGES, upSubscriptions, type DeviceClass } from '@wegweiser/contracts';
import { asyncApiDocument } from '@wegweiser/contracts/asyncapi';

const parse = (document: unknown) => new Parser().parse(JSON.stringify(document));
let parsed: Awaited<ReturnType<typeof parse>>;
beforeAll(async () => {
  parsed = await parse(asyncApiDocument());
});

const sample = { area: 'mitte', deviceId: 'd1' };
const matches = (address: string, topic: string): boolean => new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+')}$`).test(topic);

describe('AsyncAPI', () => {
  it('is accepted by the official parser without errors or warnings', () => {
    const said = parsed.diagnostics.filter((d) => d.severity <= DiagnosticSeverity.Warning);
    expect(said.map((d) => `${d.path.join('/')}: ${d.message}`)).toEqual([]);
    expect(parsed.document?.version()).toMatch(/^3\./);
  });

  it('would be refused with a mistake in it', async () => {
    const broken = asyncApiDocument();
    (broken['operations'] as Record<string, { channel: unknown }>)['receiveLoopInterval']!.channel = { $ref: '#/channels/nowhere' };
    const { diagnostics } = await parse(broken);
    expect(diagnostics.some((d) => d.severity === DiagnosticSeverity.Error)).toBe(true);
  });

  it('has exactly one channel for every message up and down', () => {
    const addresses = parsed.document!.channels().all().map((c) => c.address()!);
    const topics = (table: Partial<Record<DeviceClass, readonly string[]>>) =>
      Object.entries(table).flatMap(([deviceClass, messages]) => messages.map((message) => topicOf({ ...sample, deviceClass: deviceClass as DeviceClass, message })));
    const all = [...topics(UP_MESSAGES), ...topics(DOWN_MESSAGES)];
    expect(all.filter((topic) => addresses.filter((a) => matches(a, topic)).length !== 1)).toEqual([]);
    // Live values and the simulated clock are the other two.
    expect(addresses).toHaveLength(all.length + 2);
  });

  it('receives what the service subscribes to, and sends the rest retained, all with QoS 1', () => {
    const operations = parsed.document!.operations().all().filter((o) => o.bindings().get('mqtt') !== undefined);
    const addressOf = (o: (typeof operations)[number]) => o.channels().all()[0]!.address()!;
    const subscribed = upSubscriptions().map((s) => s.replace('+', 'mitte').replace('+', 'd1'));
    const received = operations.filter((o) => o.action() === 'receive').map(addressOf).filter((a) => a.includes('{'));
    expect(received).toHaveLength(subscribed.length);
    expect(subscribed.filter((topic) => !received.some((a) => matches(a, topic)))).toEqual([]);
    for (const o of operations) {
      const { qos, retain } = o.bindings().get('mqtt')!.value<{ qos: number; retain: boolean }>();
      expect({ id: o.id(), qos, retain }).toEqual({ id: o.id(), qos: 1, retain: o.action() === 'send' || addressOf(o).endsWith('/status') });
    }
  });
});
