/** A label in pixels of the screen, by its middle. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Shift {
  dx: number;
  dy: number;
}

const ROUNDS = 40;
/** A label that would go further than this from its place stays on top of others instead. */
const FARTHEST_PX = 90;

/** How far two boxes lie over each other, on the axis where less is needed to part them; `null` when they do not. */
function overlap(a: Box, b: Box, gapPx: number): { dx: number; dy: number } | null {
  const [x, y] = [b.x - a.x, b.y - a.y];
  const [w, h] = [(a.width + b.width) / 2 + gapPx - Math.abs(x), (a.height + b.height) / 2 + gapPx - Math.abs(y)];
  if (w <= 0 || h <= 0) return null;
  return h <= w ? { dx: 0, dy: (y < 0 ? -1 : 1) * h } : { dx: (x < 0 ? -1 : 1) * w, dy: 0 };
}

/**
 * Shifts that part labels which lie over each other, each pair by halves, until nothing overlaps or `ROUNDS` are over.
 * Deterministic: the same boxes in the same order give the same picture, so nothing dances when a number changes.
 */
export function partBoxes(boxes: readonly Box[], gapPx = 3): Shift[] {
  const at = boxes.map((box) => ({ ...box }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (let i = 0; i < at.length; i += 1) {
      for (let j = i + 1; j < at.length; j += 1) {
        const [a, b] = [at[i] as Box, at[j] as Box];
        const push = overlap(a, b, gapPx);
        if (push === null) continue;
        moved = true;
        a.x -= push.dx / 2;
        a.y -= push.dy / 2;
        b.x += push.dx / 2;
        b.y += push.dy / 2;
      }
    }
    if (!moved) break;
  }
  return at.map((box, n) => {
    const origin = boxes[n] as Box;
    const [dx, dy] = [box.x - origin.x, box.y - origin.y];
    return Math.hypot(dx, dy) > FARTHEST_PX ? { dx: 0, dy: 0 } : { dx, dy };
  });
}
