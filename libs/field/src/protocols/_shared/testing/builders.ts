/** For specs: messages, sources and arbitrary input. */
import fc from 'fast-check';
import type { FieldProtocol, Received, SourceContext } from '../../../protocol.js';

/** 2025-02-07T19:12:00Z. */
export const RECEIVED_MS = Date.UTC(2025, 1, 7, 19, 12);

export const aMessage = (topic: string, payload: unknown, receivedAtMs = RECEIVED_MS): Received => ({
  topic,
  payload: Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  receivedAtMs,
});

/** A source whose options went through the protocol's own check. */
export function aSource<O>(protocol: FieldProtocol<O>, options: unknown): SourceContext<O> {
  const parsed = protocol.parseOptions(options);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return { sourceId: 'source-1', area: 'mitte', options: parsed.options };
}

export const optionErrors = (protocol: FieldProtocol<never> | { parseOptions: (o: unknown) => unknown }, options: unknown): { path: string; message: string }[] => {
  const parsed = protocol.parseOptions(options) as { ok: boolean; errors?: { path: string; message: string }[] };
  return parsed.errors ?? [];
};

const awkward = fc.constantFrom<unknown>(
  null, true, false, 0, -0, -1, 1, 1.5, 1e308, 2 ** 53, -1e9, '', ' ', '-1', 'NaN', '1e999', 'Infinity', '12', 'x'.repeat(5000), [], {}, [null], '2025-02-30T00:00:00Z',
  '2025-02-07T19:05:34Z', '9999-12-31T23:59:59Z', { ['__proto__']: 1 }, { constructor: 1 },
);

/** fast-check's, under a name that lint knows as an assertion. */
export const assert = fc.assert;

/** Values that a careless device sends in the place of any other. */
export const strange = fc.oneof(awkward, fc.jsonValue(), fc.double(), fc.string());

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A document with some of its leaves (or branches) replaced or removed. */
export function mutations(document: unknown): fc.Arbitrary<string> {
  const paths: (string | number)[][] = [];
  const walk = (v: unknown, path: (string | number)[]): void => {
    if (path.length > 0) paths.push(path);
    if (Array.isArray(v)) v.forEach((x, i) => walk(x, [...path, i]));
    else if (typeof v === 'object' && v !== null) for (const [k, x] of Object.entries(v)) walk(x, [...path, k]);
  };
  walk(document, []);
  const change = fc.record({ path: fc.constantFrom(...paths), value: fc.option(strange, { nil: undefined }) });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(document) as Json;
    for (const { path, value } of changes) put(copy, path, structuredClone(value));
    return JSON.stringify(copy);
  });
}

function put(root: Json, path: readonly (string | number)[], value: unknown): void {
  let here: unknown = root;
  for (const key of path.slice(0, -1)) here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[key] : undefined;
  const last = path.at(-1);
  if (typeof here !== 'object' || here === null || last === undefined) return;
  if (value === undefined) delete (here as Record<string | number, unknown>)[last];
  else (here as Record<string | number, unknown>)[last] = value;
}

export const anyBytes = fc.uint8Array({ maxLength: 2000 }).map((b) => Buffer.from(b));
