export const [PIN_WIDTH, PIN_HEIGHT] = [48, 30];

export interface Point {
  x: number;
  y: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pushes pins apart until none overlaps; deterministic, so that a map does not change between two visits. */
export const spread = (points: readonly Point[], { width, height }: Size, obstacle: Readonly<Point> | null): Point[] => {
  const pins = points.map((point) => ({ ...point }));
  const [needX, needY] = [PIN_WIDTH + 3, PIN_HEIGHT + 3];
  for (let round = 0; round < 80; round += 1) {
    let moved = false;
    for (let i = 0; i < pins.length; i += 1) {
      for (let j = i + 1; j < pins.length; j += 1) moved = apart(pins[i] as Point, pins[j] as Point, needX, needY) || moved;
    }
    for (const pin of pins) {
      // The obstacle takes its half of the push back: it stays where it is.
      if (obstacle !== null) moved = apart({ ...obstacle }, pin, PIN_WIDTH / 2 + 13, PIN_HEIGHT / 2 + 13) || moved;
      pin.x = Math.min(width - PIN_WIDTH / 2 - 2, Math.max(PIN_WIDTH / 2 + 2, pin.x));
      pin.y = Math.min(height - PIN_HEIGHT / 2 - 2, Math.max(PIN_HEIGHT / 2 + 2, pin.y));
    }
    if (!moved) break;
  }
  return pins;
};
const apart = (a: Point, b: Point, needX: number, needY: number): boolean => {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [overX, overY] = [needX - Math.abs(dx), needY - Math.abs(dy)];
  if (overX <= 0.1 || overY <= 0.1) return false;
  if (overX < overY) {
    const step = ((dx < 0 ? -1 : 1) * overX) / 2;
    a.x -= step;
    b.x += step;
  } else {
    const step = ((dy < 0 ? -1 : 1) * overY) / 2;
    a.y -= step;
    b.y += step;
  }
  return true;
};
