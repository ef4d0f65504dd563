import { describe, expect, it } from 'vitest';
import { applyGarageState, applyOperatorAction, type GarageReport, type OperatorAction } from '../index.js';
import { aFacility, Bench, DAY, HOUR, MINUTE, NOON } from '../testing/build.js';
import { quietSinceMs, scheduleState } from './opening.js';

const DAYTIME = aFacility({ openingHours: 'Mo-Su 06:00-22:00' });
const report = (b: Bench, given: Omit<GarageReport, 'timeMs' | 'seq'>) =>
  applyGarageState(b.state, { timeMs: b.nowMs, seq: 1, ...given }, b.config);
const act = (b: Bench, kind: 'open' | 'close', untilMs: number | null = null) =>
  applyOperatorAction(b.state, { kind, untilMs, by: 'anna', reason: 'test', atMs: b.nowMs }, b.config);
const release: Pick<Extract<OperatorAction, { kind: 'releaseOpening' }>, 'kind' | 'by' | 'reason'> = {
  kind: 'releaseOpening', by: 'anna', reason: 'test',
};

describe('opening', () => {
  it('is always without hours', () => {
    const b = new Bench();
    b.vacant(50);
    expect(b.all().opening).toMatchObject({ state: 'open', cause: 'always', nextChangeMs: null });
  });

  it('follows the schedule, by tick alone', () => {
    const b = new Bench(DAYTIME);
    b.vacant(50);
    expect(b.all().opening).toMatchObject({ state: 'open', cause: 'schedule', nextChangeMs: NOON + 10 * HOUR });
    const closing = b.pass(10 * HOUR);
    expect(closing.changed).toBe(true);
    b.vacant(150);
    expect(b.seen()).toMatchObject({ status: 'closed', vacant: null, occupied: null, raw: { vacant: 150 }, reasons: ['closed'] });
    b.pass(8 * HOUR - 1);
    expect(b.seen().status).toBe('closed');
    b.pass(1);
    b.vacant(150);
    expect(b.seen()).toMatchObject({ status: 'available', vacant: 150 });
  });

  it('evaluates the schedule once until it changes', () => {
    const first = scheduleState(null, DAYTIME, NOON);
    expect(scheduleState(first, DAYTIME, NOON + 9 * HOUR)).toBe(first);
    const closed = scheduleState(first, DAYTIME, NOON + 10 * HOUR);
    expect(closed).toMatchObject({ state: 'closed', sinceMs: NOON + 10 * HOUR });
    expect(scheduleState(closed, DAYTIME, NOON)).toMatchObject({ state: 'open', sinceMs: NOON });
  });

  it('keeps since when the state lasts over several evaluations', () => {
    const always = aFacility({ openingHours: '24/7' });
    const first = scheduleState(null, always, NOON);
    expect(scheduleState(first, always, NOON + DAY)).toMatchObject({ state: 'open', sinceMs: NOON, fromMs: NOON + DAY });
    const off = scheduleState({ ...(first as NonNullable<typeof first>), state: 'closed' }, always, NOON + DAY);
    expect(off).toMatchObject({ state: 'open', sinceMs: NOON + DAY });
  });

  it('believes a garage that says closed, and open only until the next scheduled change', () => {
    const b = new Bench(DAYTIME);
    b.vacant(17);
    report(b, { opening: 'closed' });
    expect(b.all().opening).toMatchObject({ state: 'closed', cause: 'garage' });
    b.pass(MINUTE);
    report(b, { opening: 'open' });
    expect(b.all().opening).toMatchObject({ state: 'open', cause: 'garage' });
    b.pass(11 * HOUR);
    expect(b.all().opening).toMatchObject({ state: 'closed', cause: 'schedule' });
    // An evening of its own: it says so anew.
    report(b, { opening: 'unknown' });
    b.pass(MINUTE);
    report(b, { opening: 'open' });
    expect(b.all().opening).toMatchObject({ state: 'open', cause: 'garage' });
  });

  it('takes "open" from a garage without hours', () => {
    const b = new Bench();
    report(b, { opening: 'open' });
    expect(b.all().opening.cause).toBe('garage');
  });

  it('puts the operator above all, until the time given', () => {
    const b = new Bench(DAYTIME);
    b.vacant(50);
    act(b, 'close', b.nowMs + 20 * MINUTE);
    expect(b.seen()).toMatchObject({ status: 'closed', reasons: ['closed', 'manual'] });
    b.pass(20 * MINUTE - 1);
    expect(b.seen().status).toBe('closed');
    b.pass(1);
    expect(b.seen()).toMatchObject({ status: 'available', vacant: 50 });
    act(b, 'close');
    b.pass(DAY);
    expect(b.seen().status).toBe('closed');
    expect(applyOperatorAction(b.state, { ...release, atMs: b.nowMs }, b.config).outcome).toBe('applied');
    expect(applyOperatorAction(b.state, { ...release, atMs: b.nowMs }, b.config).outcome).toBe('nothingToDo');
    report(b, { opening: 'closed', barrier: 'faultClosed' });
    act(b, 'open');
    expect(b.all().opening).toMatchObject({ state: 'open', cause: 'operator' });
  });

  it('shows by a look alone that an override has ended', () => {
    const b = new Bench();
    b.vacant(50);
    act(b, 'close', b.nowMs + MINUTE);
    b.nowMs += MINUTE;
    expect(b.seen().status).toBe('available');
    expect(b.state.manual).not.toBeNull();
  });

  it('refuses an override that is over before it begins', () => {
    const b = new Bench();
    expect(act(b, 'close', b.nowMs).outcome).toBe('invalid');
  });

  it('closes behind a barrier that lets nobody in and mistrusts counts behind one that lets all', () => {
    const b = new Bench();
    b.vacant(50);
    report(b, { barrier: 'faultClosed' });
    expect(b.seen()).toMatchObject({ status: 'closed', reasons: ['closed', 'barrierFault'] });
    for (const barrier of ['faultOpen', 'fault'] as const) {
      b.pass(MINUTE);
      report(b, { barrier });
      expect(b.seen()).toMatchObject({ status: 'available', vacant: 50, quality: 'estimated', reasons: ['barrierFault'] });
    }
    b.pass(HOUR);
    expect(b.seen()).toMatchObject({ status: 'unavailable', quality: 'unknown' });
  });

  it('says when the hours leave it open', () => {
    const b = new Bench(aFacility({ openingHours: 'Mo-Su 06:00-22:00 unknown' }));
    b.vacant(50);
    expect(b.seen()).toMatchObject({ status: 'available', reasons: ['openingUnknown'] });
  });
});

describe('garage reports', () => {
  it('go by device time', () => {
    const b = new Bench();
    expect(report(b, { opening: 'closed' }).outcome).toBe('applied');
    expect(report(b, { opening: 'closed' }).outcome).toBe('duplicate');
    b.nowMs -= MINUTE;
    expect(report(b, { opening: 'open' }).outcome).toBe('late');
    expect(report(b, { opening: 'open', receivedMs: b.nowMs - HOUR }).outcome).toBe('future');
    expect(applyGarageState(b.state, { timeMs: Number.NaN, seq: 1 }, b.config).outcome).toBe('invalid');
  });

  it('change the capacity, within what was built', () => {
    const b = new Bench();
    b.vacant(50);
    expect(report(b, { capacity: { shortStay: 100 }, receivedMs: b.nowMs }).changed).toBe(true);
    expect(b.seen()).toMatchObject({ capacity: 100, vacant: 50, reasons: ['reportedCapacity'] });
    b.pass(MINUTE);
    expect(report(b, { capacity: { shortStay: 9999 } }).outcome).toBe('invalid');
    expect(report(b, { capacity: { caravans: 10 } }).outcome).toBe('invalid');
    report(b, { capacity: { shortStay: null } });
    expect(b.seen()).toMatchObject({ capacity: 200, reasons: [] });
  });
});

describe('quiet hours', () => {
  const quiet = { from: '23:30', to: '01:00' };
  it('span midnight and know when tonight began', () => {
    expect(quietSinceMs(23 * 60 + 29, NOON, quiet)).toBeNull();
    expect(quietSinceMs(23 * 60 + 31, NOON, quiet)).toBe(NOON - MINUTE);
    expect(quietSinceMs(30, NOON + 5000, quiet)).toBe(NOON - HOUR);
    expect(quietSinceMs(60, NOON, quiet)).toBeNull();
  });
});
