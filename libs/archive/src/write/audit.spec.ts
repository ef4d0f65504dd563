import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditBody, auditHash, canonicalJson, GENESIS_HASH } from './audit.js';

it('gives the same text for the same value, whatever order its keys came in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: [undefined, 1], a: undefined })).toBe('{"b":[null,1]}');
});

it('hashes what is said and what came before', () => {
  const row = { table: 'audit', atMs: 1, offset: 2, ordinal: 3, value: { commandId: 'c', by: 'b', action: 'a', about: { kind: 'k', id: 'i' }, outcome: 'ok', detail: {} } } as const;
  const body = auditBody(row);
  expect(body).toBe('{"about":{"id":"i","kind":"k"},"action":"a","atMs":1,"by":"b","commandId":"c","detail":{},"offset":2,"ordinal":3,"outcome":"ok"}');
  const first = auditHash(GENESIS_HASH, body);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(auditHash(first, body)).not.toBe(first);
  expect(auditHash(GENESIS_HASH, `${body} `)).not.toBe(first);
});
