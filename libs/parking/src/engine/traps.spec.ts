import { describe, expect, it } from 'vitest';
import { applyGarageState, applyOperatorAction, resolveFacilityConfig } from '../index.js';
import { aFacility, Bench, HOUR, MINUTE } from '../testing/build.js';

const garage = (capacity: number) => new Bench(aFacility({ capacity, dwellSeconds: 0, estimate: { enabled: false } }));

describe('traps of real feeds', () => {
  it('Aarhus: 8,259 free of 140 is no number', () => {
    const b = garage(140);
    b.vacant(8259);
    expect(b.seen()).toMatchObject({
      status: 'unknown', vacant: null, occupied: null, quality: 'unknown', raw: { vacant: 8259 }, reasons: ['implausible', 'aboveCapacity'],
    });
  });

  it('Hamburg, Hahnenkamp: 251 free of 70 is no number', () => {
    const b = garage(70);
    b.vacant(251, { capacity: 70 });
    expect(b.seen()).toMatchObject({ status: 'unknown', vacant: null, raw: { vacant: 251 } });
  });

  it('a little above capacity is drift: all free', () => {
    const b = garage(140);
    b.vacant(143);
    expect(b.seen()).toMatchObject({ status: 'available', vacant: 140, raw: { vacant: 143 }, reasons: ['aboveCapacity'] });
  });

  it('a little below zero is drift: none free', () => {
    const b = garage(140);
    b.vacant(-4);
    expect(b.seen()).toMatchObject({ status: 'full', vacant: 0, occupied: 140, raw: { vacant: -4 }, reasons: ['negative'] });
  });

  it('Cologne: -1 out of the blue means unknown, and keeps its raw value', () => {
    const b = garage(190);
    b.vacant(190);
    b.pass(MINUTE);
    b.vacant(-1);
    expect(b.seen()).toMatchObject({ status: 'unknown', vacant: null, raw: { vacant: -1 }, reasons: ['unknownCode'] });
    b.pass(MINUTE);
    b.occupied(-1);
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { occupied: -1 }, reasons: ['unknownCode'] });
  });

  it('-1 next to nothing is a counter that is one off', () => {
    const b = garage(190);
    b.vacant(2);
    b.pass(MINUTE);
    b.vacant(-1);
    expect(b.seen()).toMatchObject({ status: 'full', vacant: 0, raw: { vacant: -1 }, reasons: ['negative'] });
  });

  it('Heilbronn: 3 free in all while the public count is 0', () => {
    const config = resolveFacilityConfig({
      id: 'heilbronn',
      capacity: 150,
      audiences: [{ id: 'shortStay', capacity: 70 }, { id: 'contract', capacity: 80 }],
      evidence: [
        { counterId: 'short', kind: 'absolute', audience: 'shortStay' },
        { counterId: 'all', kind: 'absolute', audience: 'total' },
      ],
    });
    const b = new Bench(config);
    b.vacant(0, { counterId: 'short', occupied: 70 });
    b.vacant(3, { counterId: 'all', occupied: 147 });
    const { audiences, total, publicAudience } = b.all();
    expect(audiences[publicAudience]).toMatchObject({ status: 'full', vacant: 0 });
    expect(total).toMatchObject({ audience: 'total', vacant: 3, capacity: 150 });
    expect(audiences['contract']).toMatchObject({ status: 'unavailable', vacant: null, reasons: ['noData'] });
  });

  it('Heilbronn: 9,999 contract spaces were never built', () => {
    const b = garage(692);
    b.vacant(250, { capacity: 9999 });
    expect(b.seen()).toMatchObject({ capacity: 692, vacant: 250, reasons: ['capacityImplausible'] });
  });

  it('Stuttgart: closed together with spaces available is closed', () => {
    const b = garage(300);
    b.vacant(200);
    applyGarageState(b.state, { timeMs: b.nowMs, seq: 1, opening: 'closed' }, b.config);
    expect(b.seen()).toMatchObject({ status: 'closed', vacant: null, raw: { vacant: 200 }, reasons: ['closed'] });
  });

  it('Stuttgart: open for 13 days without a word is unavailable', () => {
    const b = garage(300);
    b.vacant(200);
    applyGarageState(b.state, { timeMs: b.nowMs, seq: 1, opening: 'open' }, b.config);
    b.pass(13 * 24 * HOUR);
    expect(b.seen()).toMatchObject({ status: 'unavailable', vacant: null, raw: { vacant: 200 }, reasons: ['stale'] });
  });

  it('Ingolstadt, Hallenbad: struck through while it shows 17', () => {
    const b = garage(836);
    b.vacant(17);
    const action = { kind: 'close', untilMs: null, by: 'anna', reason: 'Volksfest', atMs: b.nowMs } as const;
    applyOperatorAction(b.state, action, b.config);
    expect(b.seen()).toMatchObject({ status: 'closed', vacant: null, raw: { vacant: 17 }, reasons: ['closed', 'manual'] });
  });

  it('Ingolstadt, Hauptbahnhof: the feed itself says 300 instead of 800', () => {
    const b = garage(800);
    b.vacant(700, { capacity: 800 });
    expect(b.seen()).toMatchObject({ capacity: 800, vacant: 700, reasons: [] });
    b.pass(HOUR / 4);
    b.vacant(250, { capacity: 300 });
    expect(b.seen()).toMatchObject({ capacity: 300, vacant: 250, occupied: 50, status: 'available', reasons: ['reportedCapacity'] });
    b.pass(HOUR / 4);
    b.vacant(295);
    expect(b.seen()).toMatchObject({ capacity: 300, vacant: 295 });
  });

  it('an occupied count that is read as free contradicts itself', () => {
    const b = garage(200);
    b.vacant(150, { occupied: 150 });
    expect(b.seen()).toMatchObject({ vacant: 150, reasons: ['contradiction'] });
  });

  it('a stamp from tomorrow does not lock out today', () => {
    const b = garage(200);
    const r = { kind: 'absolute', counterId: 'c1', seq: 1, vacant: 5, receivedMs: b.nowMs } as const;
    expect(b.feed({ ...r, timeMs: b.nowMs + HOUR }).outcome).toBe('future');
    expect(b.feed({ ...r, timeMs: b.nowMs + MINUTE }).outcome).toBe('applied');
    expect(b.state.nowMs).toBe(b.nowMs);
  });
});

describe('four things that are not the same', () => {
  it('closed, full, unknown and unavailable', () => {
    const seen = [
      (b: Bench) => applyGarageState(b.state, { timeMs: b.nowMs, seq: 1, opening: 'closed' }, b.config),
      (b: Bench) => b.vacant(0),
      (b: Bench) => b.vacant(null),
      () => undefined,
    ].map((happens) => {
      const b = garage(200);
      happens(b);
      return b.seen().status;
    });
    expect(seen).toEqual(['closed', 'full', 'unknown', 'unavailable']);
  });
});

describe('readings that are refused', () => {
  it('say why and leave everything as it was', () => {
    const b = garage(200);
    b.vacant(50);
    const before = structuredClone(b.state);
    const base = { kind: 'absolute', counterId: 'c1', timeMs: b.nowMs + 1, seq: 9 } as const;
    expect(b.feed({ ...base, counterId: 'nobody' }).outcome).toBe('unknownCounter');
    expect(b.feed({ kind: 'space', counterId: 'c1', timeMs: b.nowMs, seq: 9, occupied: true }).outcome).toBe('kindMismatch');
    expect(b.feed({ ...base, vacant: 1.5 }).outcome).toBe('invalid');
    expect(b.feed({ ...base, occupied: Number.NaN }).outcome).toBe('invalid');
    expect(b.feed({ ...base, capacity: 0.5 }).outcome).toBe('invalid');
    expect(b.feed({ ...base, timeMs: -5 }).outcome).toBe('invalid');
    expect(b.feed({ ...base, timeMs: Number.NaN }).outcome).toBe('invalid');
    expect(b.feed({ ...base, seq: 0.5 }).outcome).toBe('invalid');
    expect(b.feed({ ...base, timeMs: b.nowMs, seq: 0, vacant: 9 }).outcome).toBe('duplicate');
    expect(b.feed({ ...base, timeMs: b.nowMs - 1, vacant: 9 }).outcome).toBe('late');
    expect(b.feed({ ...base, timeMs: b.nowMs, seq: -1, vacant: 9 }).outcome).toBe('late');
    expect(b.state).toEqual(before);
    expect(b.feed({ ...base, timeMs: b.nowMs, seq: 10, vacant: 9 }).outcome).toBe('applied');
  });
});
