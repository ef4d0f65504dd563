import { describe, expect, it } from 'vitest';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import { contentAt, createSign, orderSign, refresh } from './sign.js';

const config = aCity().signs[0]!;
const T = TUESDAY_7;
const order = (extra: object = {}) => ({
  orderId: 'o1', signId: 'sign-n', issuedAtMs: T, validUntilMs: T + 600_000,
  content: {
    type: 'counter',
    rows: [
      { rowId: 'r1', text: '123', level: 'live', showUntilMs: T + 300_000, fallbackText: '' },
      { rowId: 'r2', text: 'FREI', level: 'live', showUntilMs: T + 60_000, fallbackText: '<-' },
    ],
  },
  why: { ruleId: 'normal', inputs: [], lock: null, trigger: null, text: { de: 'x', en: 'x' } }, ...extra,
});
const send = (sign: ReturnType<typeof createSign>, o: object, nowMs = T): void => orderSign(sign, JSON.stringify(o), nowMs);

describe('sign', () => {
  it('ages row by row, then goes dark, without hearing anything', () => {
    const sign = createSign(config);
    send(sign, order());
    const shown: string[][] = [];
    for (const s of [0, 59, 60, 299, 300, 599, 600]) {
      refresh(sign, T + s * 1000);
      shown.push(sign.shows);
    }
    expect(shown).toEqual([['123', 'FREI'], ['123', 'FREI'], ['123', '<-'], ['123', '<-'], ['', '<-'], ['', '<-'], ['', '']]);
    expect(sign.order).toBeNull();
  });

  it('counts a read-back for the order and for each change', () => {
    const sign = createSign(config);
    send(sign, order());
    const first = sign.changes;
    refresh(sign, T + 1000);
    expect(sign.changes).toBe(first);
    refresh(sign, T + 60_000);
    expect(sign.changes).toBe(first + 1);
    send(sign, order({ orderId: 'o2' }), T + 61_000);
    expect(sign.changes).toBeGreaterThan(first + 1);
  });

  it('goes dark when the order is taken back', () => {
    const sign = createSign(config);
    send(sign, order());
    orderSign(sign, '', T + 1000);
    expect(sign.shows).toEqual(['', '']);
  });

  it.each([
    ['another sign', order({ signId: 'other' }), /another sign/],
    ['the wrong type', order({ content: { type: 'freeText', multi: 'A', level: 'live', showUntilMs: T + 1, fallbackMulti: '' } }), /sign is counter/],
    ['an unknown row', order({ content: { type: 'counter', rows: [{ rowId: 'zz', text: '1', level: 'live', showUntilMs: T + 1, fallbackText: '' }] } }), /unknown row zz/],
    ['what has run out', order({ validUntilMs: T }), /no longer valid/],
    ['rubbish', { a: 1 }, /not readable/],
  ])('refuses %s, keeps what it shows and says why', (_, bad, why) => {
    const sign = createSign(config);
    send(sign, order({ orderId: 'good' }));
    send(sign, bad);
    expect(sign.rejected).toMatch(why);
    expect(sign.order?.orderId).toBe('good');
    expect(sign.shows).toEqual(['123', 'FREI']);
  });

  it('dead lamp: dark; stuck: keeps what it shows; silent: hears nothing', () => {
    const dead = createSign(config);
    dead.lamp = 'fault';
    send(dead, order());
    expect(dead.shows).toEqual(['', '']);
    expect(dead.order?.orderId).toBe('o1');
    const stuck = createSign(config);
    send(stuck, order());
    stuck.stuck = true;
    refresh(stuck, T + 900_000);
    expect(stuck.shows).toEqual(['123', 'FREI']);
    const silent = createSign(config);
    silent.silent = true;
    send(silent, order());
    expect(silent.order).toBeNull();
  });

  it('free text falls back to its second page', () => {
    const free = { ...config, type: 'freeText' as const };
    const o = { ...order(), content: { type: 'freeText' as const, multi: 'STAU', level: 'live' as const, showUntilMs: T + 1000, fallbackMulti: 'VORSICHT' } };
    expect(contentAt(free, o as never, T)).toEqual(['STAU']);
    expect(contentAt(free, o as never, T + 1000)).toEqual(['VORSICHT']);
    expect(contentAt(free, o as never, T + 600_000)).toEqual(['']);
  });
});
