import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { monotonicMs, SimulatedClock, SystemClock, systemClock } from './clock.js';

let realMs: number;
let clock: SimulatedClock;
beforeEach(() => {
  realMs = 1000;
  clock = new SimulatedClock(() => realMs);
});
const hear = (timeMs: number, rate = 60, runId = 'r1') => clock.hear(Buffer.from(JSON.stringify({ timeMs, rate, runId })));

describe('SystemClock', () => {
  it('goes with the wall clock, and at half speed - never backwards, never standing - while that was put back', () => {
    let wallMs = 100_000;
    const system = new SystemClock(() => wallMs, () => realMs);
    expect([system.now(), system.rate()]).toEqual([100_000, 1]);
    wallMs = 96_000;
    expect([system.now(), system.rate()]).toEqual([100_000, 0.5]);
    wallMs += 2000;
    realMs += 2000;
    expect(system.now()).toBe(101_000);
    wallMs += 6000;
    realMs += 6000;
    expect([system.now(), system.rate()]).toEqual([104_000, 1]);
    wallMs += 5000;
    expect(system.now()).toBe(109_000);
  });
});

describe('SimulatedClock', () => {
  it('stands at nothing until it hears something', () => {
    realMs += 5000;
    expect([clock.now(), clock.rate(), clock.mode]).toEqual([0, 0, 'simulated']);
  });

  it('runs at the announced rate between two messages', () => {
    hear(1_000_000, 60);
    realMs += 500;
    expect(clock.now()).toBe(1_030_000);
    expect(clock.rate()).toBe(60);
  });

  it('runs on for two real seconds at most when the simulator falls silent', () => {
    hear(1_000_000, 600);
    realMs += 60_000;
    expect(clock.now()).toBe(1_000_000 + 2000 * 600);
  });

  it('waits for a simulator that is behind, rather than go back', () => {
    hear(1_000_000, 60);
    realMs += 1000;
    const before = clock.now();
    hear(1_010_000, 60);
    expect(clock.now()).toBe(before);
    realMs += 1000;
    expect(clock.now()).toBe(1_070_000);
  });

  it('begins anew with another run, even an earlier day', () => {
    hear(9_000_000, 60, 'r1');
    clock.now();
    hear(1_000_000, 60, 'r2');
    expect(clock.now()).toBe(1_000_000);
  });

  it('stands still at rate 0', () => {
    hear(1_000_000, 0);
    realMs += 1500;
    expect(clock.now()).toBe(1_000_000);
  });

  it.each(['', '{', 'null', '{"timeMs":-1,"rate":1,"runId":"r"}', '{"timeMs":1,"rate":3601,"runId":"r"}', '{"timeMs":1.5,"rate":1,"runId":"r"}', '{"timeMs":1,"rate":1}'])('ignores what is no clock message: %s', (payload) => {
    hear(1_000_000, 1);
    expect(clock.hear(Buffer.from(payload))).toBe(false);
    expect(clock.now()).toBe(1_000_000);
  });

  it('never goes back within a run, whatever it hears', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ timeMs: fc.nat(1e6), rate: fc.nat(3600), afterMs: fc.nat(5000) })), (steps) => {
        const c = new SimulatedClock(() => realMs);
        let before = 0;
        for (const { timeMs, rate, afterMs } of steps) {
          c.hear(Buffer.from(JSON.stringify({ timeMs, rate, runId: 'r' })));
          realMs += afterMs;
          const now = c.now();
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
      }),
    );
  });
});

describe('systemClock', () => {
  it('is the wall clock, at rate 1', () => {
    const [before, now, after] = [Date.now(), systemClock.now(), Date.now()];
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(after);
    expect(systemClock.rate()).toBe(1);
  });
  it('measures spans with a clock of its own', () => {
    const before = monotonicMs();
    expect(monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});
