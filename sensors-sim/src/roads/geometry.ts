import type { Position } from '@wegweiser/contracts';

const M_PER_DEG = 111_320;

/** Local plane around a latitude: good to centimetres over a city. */
export function toMetres(p: Position, latDeg: number): [number, number] {
  return [p[0] * M_PER_DEG * Math.cos((latDeg * Math.PI) / 180), p[1] * M_PER_DEG];
}

/** Compass bearing from `a` to `b`, degrees clockwise from north. */
export function bearingDeg(a: Position, b: Position): number {
  const [ax, ay] = toMetres(a, a[1]);
  const [bx, by] = toMetres(b, a[1]);
  return (Math.atan2(bx - ax, by - ay) * 180) / Math.PI;
}

/** Angle in (-180, 180]. */
export function normaliseDeg(deg: number): number {
  const a = ((deg % 360) + 360) % 360;
  return a > 180 ? a - 360 : a;
}

/** Nearest point of a line to `p`: distance in metres, and the share of the line's length before it. */
export function nearestOnLine(shape: readonly Position[], p: Position): { distanceM: number; share: number } {
  const pts = shape.map((q) => toMetres(q, p[1]));
  const [px, py] = toMetres(p, p[1]);
  let total = 0;
  let best = { distanceM: Number.POSITIVE_INFINITY, alongM: 0 };
  for (let i = 1; i < pts.length; i++) {
    const [ax, ay] = pts[i - 1] as [number, number];
    const [bx, by] = pts[i] as [number, number];
    const lengthM = Math.hypot(bx - ax, by - ay);
    const t = lengthM === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / (lengthM * lengthM)));
    const distanceM = Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
    if (distanceM < best.distanceM) best = { distanceM, alongM: total + t * lengthM };
    total += lengthM;
  }
  return { distanceM: best.distanceM, share: total === 0 ? 0 : best.alongM / total };
}

/** Movement at a junction by turning angle: entering heading to leaving heading, right turns positive. */
export function movementOf(angleDeg: number): 'left' | 'through' | 'right' | 'uTurn' {
  if (Math.abs(angleDeg) > 160) return 'uTurn';
  if (Math.abs(angleDeg) <= 42) return 'through';
  return angleDeg > 0 ? 'right' : 'left';
}
