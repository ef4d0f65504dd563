import { describe, expect, it } from 'vitest';
import { aCounterOrder, aTextOrder, NOW_MS } from '../../testing/an-order.js';
import { parseOrder, readOrder } from './order.js';
import { pauseMs } from './poll.js';
import { dotPx } from './show.js';
import { ServerClock, serverTimeOf } from './server-clock.js';

describe('server clock', () => {
  const clocks = () => {
    const device = { monotonic: 1000, wall: 5 };
    return { device, clock: new ServerClock(() => device.monotonic, () => device.wall) };
  };
  it('knows nothing before the service spoke, and goes on by the monotonic clock', () => {
    const { device, clock } = clocks();
    expect(clock.nowMs()).toBeNull();
    clock.hear(NOW_MS);
    device.monotonic += 60_000;
    device.wall -= 86_400_000;
    expect(clock.nowMs()).toBe(NOW_MS + 60_000);
  });
  it('is not put back by an answer that was slow', () => {
    const { device, clock } = clocks();
    clock.hear(NOW_MS);
    device.monotonic += 10_000;
    clock.hear(NOW_MS + 8000);
    expect(clock.nowMs()).toBe(NOW_MS + 10_000);
    clock.hear(NOW_MS + 10_500);
    expect(clock.nowMs()).toBe(NOW_MS + 10_500);
  });
  it('follows a service whose clock was set back', () => {
    const { clock } = clocks();
    clock.hear(NOW_MS);
    clock.hear(NOW_MS - 3_600_000);
    expect(clock.nowMs()).toBe(NOW_MS - 3_600_000);
  });
  it('adds the time that a device slept', () => {
    const { device, clock } = clocks();
    clock.hear(NOW_MS);
    device.monotonic += 500;
    device.wall += 3_600_500;
    expect(clock.hasSlept()).toBe(true);
    expect(clock.nowMs()).toBe(NOW_MS + 3_600_500);
    device.monotonic += 500;
    device.wall += 500;
    expect(clock.hasSlept()).toBe(false);
  });
  it('takes the page for as old as it is', () => {
    const { clock } = clocks();
    clock.hear(NOW_MS, 700);
    expect(clock.nowMs()).toBe(NOW_MS + 700);
  });
  it('prefers the exact header', () => {
    const headers: Record<string, string> = { 'x-server-time-ms': String(NOW_MS), date: 'Fri, 15 Jan 2027 07:00:00 GMT' };
    expect(serverTimeOf((name) => headers[name] ?? null)).toBe(NOW_MS);
    expect(serverTimeOf((name) => (name === 'date' ? (headers[name] ?? null) : null))).toBe(NOW_MS - 3_600_000 + 500);
    expect(serverTimeOf(() => null)).toBeNull();
  });
});

describe('orders from the wire', () => {
  it('takes orders', () => {
    for (const order of [aCounterOrder(['1']), aTextOrder('A', 'B')]) expect(parseOrder(JSON.stringify(order))).toEqual(order);
  });
  it.each(['', 'null', '[]', '{}', '<html>', '{"issuedAtMs":1,"validUntilMs":2,"content":null}', '{"issuedAtMs":1,"validUntilMs":2,"content":{"rows":[{"rowId":"a"}]}}', '{"issuedAtMs":"1","validUntilMs":2,"content":{"rows":[]}}'])('takes nothing else: %s', (text) => {
    expect(parseOrder(text)).toBeNull();
  });
  it('takes no order for none', () => expect(readOrder(null)).toBeNull());
});

describe('pause before the next poll', () => {
  it('is short after an answer and never zero in a loop', () => {
    expect([pauseMs('order', 0, 25_000, 0.5), pauseMs('same', 0, 10, 0.5), pauseMs('none', 0, 10, 0.5)]).toEqual([0, 990, 5000]);
  });
  it('grows with failures up to half a minute, and differs between players', () => {
    expect([1, 2, 5, 50].map((failures) => pauseMs('failed', failures, 0, 1))).toEqual([2000, 4000, 30_000, 30_000]);
    expect(pauseMs('failed', 50, 0, 0)).toBe(15_000);
  });
});

describe('size of a dot', () => {
  it('is in whole pixels of the screen, and smaller than one only where it must', () => {
    expect([dotPx(100, 23, 1), dotPx(100, 23, 2), dotPx(100, 200, 1)]).toEqual([4, 4, 0.5]);
    expect(dotPx(105, 23, 2)).toBe(4.5);
  });
});
