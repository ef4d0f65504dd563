/** A seeded stream of random numbers (sfc32): the same seed and name give the same numbers on every machine. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** Integer in [0, n). */
  int(n: number): number;
  chance(probability: number): boolean;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  pick<T>(list: readonly T[]): T;
}

/** FNV-1a of a text, 32 bit: also used to choose shares of devices without drawing numbers. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** One stream per concern, so that switching one fault on does not change everything else. */
export function createRng(seed: number, name: string): Rng {
  let a = hash32(`${seed}/a/${name}`);
  let b = hash32(`${seed}/b/${name}`);
  let c = hash32(`${seed}/c/${name}`);
  let d = 1;
  const next = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    int: (n) => Math.floor(next() * n),
    chance: (p) => next() < p,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError('pick from an empty list');
      return list[Math.floor(next() * list.length)] as T;
    },
  };
}
