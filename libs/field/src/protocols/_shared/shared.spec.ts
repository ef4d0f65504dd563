import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seqOf } from './emit.js';
import { faultMaker, listIds, plainId } from './fault.js';
import { toInstant } from './instant.js';
import { at, compilePath } from './path.js';
import { assert } from './testing/builders.js';
import { toBoolean, toNumber } from './value.js';

const SUMMER = Date.UTC(2025, 6, 1);
const ms = (value: unknown, zone: string | null = null, received = SUMMER) => {
  const r = toInstant(value, zone, received);
  return r.ok ? r.ms : r.problem;
};

describe('toInstant', () => {
  it.each([
    ['2025-02-07T19:05:34.176Z', Date.UTC(2025, 1, 7, 19, 5, 34, 176)],
    ['2025-02-07T19:05:34.176999Z', Date.UTC(2025, 1, 7, 19, 5, 34, 176)],
    ['2025-02-07T20:05+01:00', Date.UTC(2025, 1, 7, 19, 5)],
    ['2025-02-07 20:05:00 +0100', Date.UTC(2025, 1, 7, 19, 5)],
    ['2025-02-07T20:05:00+01', Date.UTC(2025, 1, 7, 19, 5)],
    ['2025-02-07T09:05:00-10:00', Date.UTC(2025, 1, 7, 19, 5)],
    [1_738_955_134, 1_738_955_134_000],
    [1_738_955_134_176.9, 1_738_955_134_176],
  ])('%s', (text, expected) => expect(ms(text)).toBe(expected));
  it.each([
    ['11.03.2022, 21:05', Date.UTC(2022, 2, 11, 20, 5)],
    ['4.7.2015 17.44 Uhr', Date.UTC(2015, 6, 4, 15, 44)],
    ['2024-06-10 10:20:00', Date.UTC(2024, 5, 10, 8, 20)],
    ['2025-12-03T13:35:01.906', Date.UTC(2025, 11, 3, 12, 35, 1, 906)],
  ])('%s in Berlin', (text, expected) => expect(ms(text, 'Europe/Berlin')).toBe(expected));
  it('takes the hour that exists twice as the one nearest to the receipt', () => {
    const first = Date.UTC(2025, 9, 26, 0, 30);
    const second = Date.UTC(2025, 9, 26, 1, 30);
    expect(ms('2025-10-26 02:30:00', 'Europe/Berlin', first + 60_000)).toBe(first);
    expect(ms('2025-10-26 02:30:00', 'Europe/Berlin', second + 60_000)).toBe(second);
  });
  it('moves on an hour that does not exist', () => expect(ms('2025-03-30 02:30:00', 'Europe/Berlin')).toBe(Date.UTC(2025, 2, 30, 1, 30)));
  it.each([
    [undefined, 'missing'], [null, 'missing'], ['', 'missing'], ['gestern', 'format'], ['2025-02-30T00:00:00Z', 'format'], ['2025-13-01T00:00:00Z', 'format'], ['2025-01-01T24:30:00Z', 'format'],
    [Number.NaN, 'format'], [true, 'format'], [{}, 'format'], ['2025-02-07T19:05:34', 'noZone'], ['1970-01-01T00:00:00Z', 'range'], ['9999-01-01T00:00:00Z', 'range'], [-5, 'range'], ['1'.repeat(100), 'format'],
  ])('%s is %s', (value, problem) => expect(ms(value)).toBe(problem));
  it('brings every instant back from Berlin wall-clock time', () =>
    assert(
      fc.property(fc.integer({ min: Date.UTC(2001, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 }), (seconds) => {
        const local = new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' });
        expect(ms(local, 'Europe/Berlin', seconds * 1000)).toBe(seconds * 1000);
      }),
    ));
});

describe('paths', () => {
  const record = { id: 1, a: { 'b.c': 2, list: [{ type: { type: 'TOTAL' }, free: 3 }, { type: { type: 'SHORT' }, free: 4 }] }, '': 5 };
  it.each<[string, unknown]>([
    ['', record], ['id', 1], ['/a/b.c', 2], ['a.list[1].free', 4], ['a.list[type.type=SHORT].free', 4], ['a.list[type.type=NONE].free', undefined], ['a.list.0.free', 3], ['/', 5],
    ['id.x', undefined], ['constructor', undefined], ['a.__proto__', undefined], ['a[x=1]', undefined],
  ])('[%s]', (path, expected) => expect(at(record, compilePath(path) ?? [])).toEqual(expected));
  it.each(['.a', 'a..b', 'a.', 'a[', 'a[]', 'a]'])('[%s] is none', (path) => expect(compilePath(path)).toBeNull());
  it('never throws', () => assert(fc.property(fc.string(), fc.jsonValue(), (path, value) => void at(value, compilePath(path) ?? []))));
});

describe('numbers and booleans', () => {
  it.each([[12, 12], ['12', 12], [' -4 ', -4], ['1.5', 1.5], ['', null], [null, null], [undefined, null], ['1e5', undefined], ['0x10', undefined], [Infinity, undefined], [JSON.parse('1e999'), undefined], [true, undefined], [[], undefined]])(
    '%j is the number %s', (value, expected) => expect(toNumber(value)).toBe(expected));
  it.each([[true, true], ['TRUE', true], [1, true], ['0', false], [false, false], [null, null], [2, undefined], ['ja', undefined], [{}, undefined]])('%j is the boolean %s', (value, expected) =>
    expect(toBoolean(value)).toBe(expected));
});

describe('sequence numbers of polled records', () => {
  const T = Date.UTC(2025, 1, 7);
  it('are the same for the same content, and differ when it changes under one time stamp', () => {
    expect(seqOf(T, { vacant: '5' }, 'ok')).toBe(seqOf(T, { vacant: 5 }, 'ok'));
    expect(seqOf(T, { vacant: 5 }, 'ok')).not.toBe(seqOf(T, { vacant: 6 }, 'ok'));
    expect(seqOf(T, { vacant: 5 }, 'ok')).not.toBe(seqOf(T, { vacant: 5 }, 'fault'));
  });
  it('grow with time and stay safe integers', () =>
    assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), fc.integer(), fc.integer(), (t, a, b) => {
        const [one, two] = [seqOf(t, { vacant: a }, 'ok'), seqOf(t + 1, { vacant: b }, 'ok')];
        expect(one).toBeLessThan(two);
        expect(Number.isSafeInteger(two)).toBe(true);
      }),
    ));
});

describe('faults', () => {
  const make = faultMaker({ a: 'an a' });
  it('cuts a long reason', () => expect(make({ topic: 't', payload: Buffer.alloc(0), receivedAtMs: 1 }, 'a', 'x'.repeat(500)).reason).toHaveLength(200));
  it('makes ids plain and lists a few', () => {
    expect(plainId('P5\u0000<b>')).toBe('P5??b?');
    expect(listIds(['a', 'b', 'c', 'd', 'e', 'f'], 'records')).toBe('6 records: a, b, c, d, e, ...');
  });
});
