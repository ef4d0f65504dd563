/** Seeded random numbers (mulberry32): a failed run can be thrown again with the same dice. */
export function dice(seed: number): { next(): number; between(from: number, to: number): number; pick<T>(list: readonly T[]): T } {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, between: (from, to) => from + next() * (to - from), pick: (list) => list[Math.floor(next() * list.length)]! };
}
