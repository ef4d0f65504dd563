import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partBoxes, type Box } from './declutter.js';

const box = (x: number, y: number): Box => ({ x, y, width: 60, height: 26 });
const overlaps = (a: Box, b: Box): boolean => Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01;

describe('partBoxes', () => {
  it('leaves alone what does not overlap', () => {
    expect(partBoxes([box(0, 0), box(100, 0), box(0, 50)])).toEqual([{ dx: 0, dy: 0 }, { dx: 0, dy: 0 }, { dx: 0, dy: 0 }]);
  });

  it('parts two labels on the shorter way, by halves', () => {
    const [a, b] = partBoxes([box(0, 0), box(10, 20)], 2);
    expect(a).toEqual({ dx: 0, dy: -4 });
    expect(b).toEqual({ dx: 0, dy: 4 });
  });

  it('never leaves two of a few labels on top of each other', () => {
    const few = fc.array(fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 300 }) }), { maxLength: 5 });
    fc.assert(
      fc.property(few, (places) => {
        const boxes = places.map(({ x, y }) => box(x, y));
        const shifts = partBoxes(boxes);
        const moved = boxes.map((b, n) => ({ ...b, x: b.x + shifts[n]!.dx, y: b.y + shifts[n]!.dy }));
        for (const [n, a] of moved.entries()) for (const b of moved.slice(n + 1)) expect(overlaps(a, b)).toBe(false);
      }),
    );
  });

  it('is finite and bounded for a heap of labels at one place', () => {
    for (const { dx, dy } of partBoxes(Array.from({ length: 60 }, () => box(5, 5)))) expect(Math.hypot(dx, dy)).toBeLessThanOrEqual(90);
  });
});
