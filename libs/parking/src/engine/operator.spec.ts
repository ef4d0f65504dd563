import { describe, expect, it } from 'vitest';
import { applyOperatorAction, type OperatorAction } from '../index.js';
import { aFacility, Bench, HOUR, MINUTE } from '../testing/build.js';

type Set = Extract<OperatorAction, { kind: 'setTemporaryCapacity' }>;
const set = (b: Bench, given: Partial<Set> = {}) =>
  applyOperatorAction(b.state, {
    kind: 'setTemporaryCapacity', capacityId: 'works', audience: 'shortStay', capacity: 300, startMs: b.nowMs, endMs: null,
    by: 'anna', reason: 'renovation', atMs: b.nowMs, ...given,
  }, b.config);
const garage = () => new Bench(aFacility({ capacity: 800, dwellSeconds: 0, staleSeconds: 86_400 }));

describe('temporary capacity', () => {
  it('begins and ends by itself', () => {
    const b = garage();
    b.vacant(700);
    const done = set(b, { startMs: b.nowMs + HOUR, endMs: b.nowMs + 2 * HOUR });
    expect(done.audit).toMatchObject([{ action: 'setTemporaryCapacity', by: 'anna', reason: 'renovation', detail: { capacity: 300, audience: 'shortStay' } }]);
    expect(b.seen()).toMatchObject({ capacity: 800, vacant: 700 });
    b.pass(HOUR);
    expect(b.seen()).toMatchObject({ capacity: 300, vacant: 200, occupied: 100, reasons: ['temporaryCapacity'] });
    b.pass(HOUR);
    expect(b.seen()).toMatchObject({ capacity: 800, vacant: 700, reasons: [] });
    set(b, { capacityId: 'other', startMs: b.nowMs + HOUR });
    expect(b.state.temporary.map((t) => t.capacityId)).toEqual(['other']);
  });

  it('Hauptbahnhof, 800 to 300: vehicles beyond it make it full, not nonsense', () => {
    const b = garage();
    b.vacant(250);
    set(b);
    expect(b.seen()).toMatchObject({ status: 'full', capacity: 300, vacant: 0, occupied: 300, reasons: ['temporaryCapacity', 'negative'] });
  });

  it('is taken at its word where the counter follows it', () => {
    const b = garage();
    set(b, { counterFollows: true });
    b.vacant(250);
    expect(b.seen()).toMatchObject({ capacity: 300, vacant: 250, occupied: 50 });
  });

  it('of two the one that began last is in force; a new one of the same name replaces', () => {
    const b = garage();
    b.vacant(700);
    set(b, { capacityId: 'b', capacity: 200, startMs: b.nowMs, endMs: b.nowMs + HOUR });
    set(b, { capacityId: 'a', capacity: 400, startMs: b.nowMs - MINUTE });
    expect(b.seen().capacity).toBe(200);
    b.pass(HOUR);
    expect(b.seen().capacity).toBe(400);
    set(b, { capacityId: 'a', capacity: 500 });
    expect(b.seen().capacity).toBe(500);
  });

  it('of nothing closes the audience', () => {
    const b = garage();
    b.vacant(700);
    set(b, { capacity: 0 });
    expect(b.seen()).toMatchObject({ status: 'closed', vacant: null, capacity: 0 });
    expect(b.seen().reasons).toContain('noCapacity');
    b.pass(MINUTE);
    b.vacant(701);
    expect(b.seen().status).toBe('closed');
  });

  it('leaves other audiences alone', () => {
    const config = aFacility({
      audiences: [{ id: 'shortStay', capacity: 100 }, { id: 'contract', capacity: 100 }],
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        { counterId: 'c2', kind: 'absolute', audience: 'contract' },
      ],
    });
    const b = new Bench(config);
    b.vacant(50);
    b.vacant(60, { counterId: 'c2' });
    set(b, { capacity: 80 });
    expect(b.seen('contract')).toMatchObject({ capacity: 100, vacant: 60 });
    expect(b.all().total).toMatchObject({ capacity: 180, vacant: 90 });
    expect(set(b, { audience: 'total' }).outcome).toBe('invalid');
  });

  it('is cleared, once', () => {
    const b = garage();
    set(b, { audience: 'total' });
    expect(b.seen().capacity).toBe(300);
    const clear = { kind: 'clearTemporaryCapacity', capacityId: 'works', by: 'anna', reason: 'done', atMs: b.nowMs } as const;
    expect(applyOperatorAction(b.state, clear, b.config).audit).toHaveLength(1);
    expect(b.seen().capacity).toBe(800);
    expect(applyOperatorAction(b.state, clear, b.config).outcome).toBe('nothingToDo');
  });

  it('is refused when it makes no sense', () => {
    const b = garage();
    expect(set(b, { audience: 'nobody' }).outcome).toBe('invalid');
    expect(set(b, { capacity: -1 }).outcome).toBe('invalid');
    expect(set(b, { capacity: 1.5 }).outcome).toBe('invalid');
    expect(set(b, { endMs: b.nowMs }).outcome).toBe('invalid');
    expect(b.state.temporary).toEqual([]);
  });
});
