import { describe, expect, it } from 'vitest';
import { StreamClock } from './stream-clock.js';

const T = Date.UTC(2026, 2, 10);
const say = (timeMs: number) => Buffer.from(JSON.stringify({ timeMs, rate: 600, runId: 'r' }));

describe('StreamClock', () => {
  it('runs on between two messages and waits when they stay out', () => {
    let real = 1000;
    const clock = new StreamClock(() => real);
    expect(clock.now()).toBe(0);
    expect(clock.hear(say(T))).toBe(true);
    real += 50;
    expect(clock.now()).toBe(T + 30_000);
    real += 10_000;
    expect(clock.now()).toBe(T + 150_000);
    clock.hear(say(T + 180_000));
    expect(clock.now()).toBe(T + 180_000);
    real += 100;
    expect(clock.now()).toBe(T + 240_000);
  });

  it('does not go back when it had run ahead', () => {
    let real = 1000;
    const clock = new StreamClock(() => real);
    clock.hear(say(T));
    real += 5000;
    expect(clock.now()).toBe(T + 150_000);
    clock.hear(say(T + 60_000));
    expect(clock.now()).toBe(T + 150_000);
  });

  it('a message that is none does not move it', () => {
    let real = 1000;
    const clock = new StreamClock(() => real);
    expect(clock.hear(Buffer.from('{'))).toBe(false);
    expect(clock.now()).toBe(0);
    clock.hear(say(T));
    real += 1000;
    expect(clock.hear(Buffer.from('{'))).toBe(false);
    expect(clock.now()).toBe(T + 150_000);
  });
});
