import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { UP_SCHEMAS } from '../field-up.js';
import { SignalRecommendationMessage, SignOrderMessage } from '../field-down.js';
import type * as sockets from '../sockets.js';
import { GuideAnswer, asyncApiDocument, Delta, Hello, INBOUND, OUTBOUND, Pulse, Snapshot, UnwatchRequest, WatchAnswer } from './index.js';

interface Message {
  name: string;
  payload: { $ref: string };
  examples: { payload: unknown }[];
}
const { messages, schemas } = asyncApiDocument()['components'] as { messages: Record<string, Message>; schemas: Record<string, unknown> };
const schemaName = (m: Message) => m.payload.$ref.replace('#/components/schemas/', '');
const known: Readonly<Record<string, z.ZodType>> = { ...INBOUND, ...OUTBOUND };

describe('AsyncAPI examples and schemas', () => {
  it.each(Object.entries(messages))('%s: the example is what the contract accepts, whole', (_key, message) => {
    const [example] = message.examples;
    const parsed = known[schemaName(message)]!.parse(example!.payload);
    // A field that the contract does not know would be gone.
    expect(parsed).toMatchObject(example!.payload as object);
  });

  it('documents each message with the schema that the service checks it by', () => {
    const documented = (key: string) => known[schemaName(messages[key]!)];
    for (const [deviceClass, byMessage] of Object.entries(UP_SCHEMAS)) {
      for (const [message, schema] of Object.entries(byMessage)) expect(documented(`${deviceClass}${message[0]!.toUpperCase()}${message.slice(1)}`)).toBe(schema);
    }
    expect(documented('signOrder')).toBe(SignOrderMessage);
    expect(documented('signalCommand')).toBe(SignalRecommendationMessage);
    expect(documented('signalRecommendation')).toBe(SignalRecommendationMessage);
  });

  it('leaves no reference open', () => {
    const references = [...JSON.stringify(schemas).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]!);
    expect(references.length).toBeGreaterThan(5);
    for (const r of references) expect(schemas).toHaveProperty(r);
  });

  it('asks a device for no field that has a default', () => {
    const { required } = schemas['LoopInterval'] as { required: string[] };
    expect(required).toEqual(['seq', 'start', 'end', 'vehicles']);
  });

  it('has the socket messages in the shape that the code sends', () => {
    expectTypeOf<z.infer<typeof Delta>>().toExtend<sockets.Delta>();
    expectTypeOf<sockets.Delta>().toExtend<z.infer<typeof Delta>>();
    expectTypeOf<z.infer<typeof Snapshot>>().toExtend<sockets.Snapshot>();
    expectTypeOf<sockets.Snapshot>().toExtend<z.infer<typeof Snapshot>>();
    expectTypeOf<z.infer<typeof WatchAnswer>>().toExtend<sockets.WatchAnswer>();
    expectTypeOf<sockets.WatchAnswer>().toExtend<z.infer<typeof WatchAnswer>>();
    expectTypeOf<z.infer<typeof Hello>>().toEqualTypeOf<Parameters<sockets.ServerToClient['v1:hello']>[0]>();
    expectTypeOf<z.infer<typeof Pulse>>().toEqualTypeOf<Parameters<sockets.ServerToClient['v1:pulse']>[0]>();
    expectTypeOf<z.infer<typeof GuideAnswer>>().toEqualTypeOf<sockets.GuideAnswer>();
    expectTypeOf<z.infer<typeof UnwatchRequest>>().toEqualTypeOf<Parameters<sockets.ClientToServer['v1:unwatch']>[0]>();
  });

  it('tells a delta of one collection from one of another', () => {
    const [facility] = (messages['delta']!.examples[0]!.payload as { changed: unknown[] }).changed;
    const delta = { room: 'signs', epoch: 'e', from: 1, version: 2, atMs: 5, changed: [facility], removed: [] };
    expect(Delta.safeParse(delta).success).toBe(false);
    expect(Delta.safeParse({ ...delta, room: 'facilities/theater-west' }).success).toBe(true);
  });
});
