/**
 * How much longer a way takes than is said of it: learned from guided cars that are under way. Whoever asks again tells how long
 * it took to come so much nearer. A way is from where one comes (an approach) to a target, because a queue holds up one side of a
 * garage and not the other. An approach is known by how far each target is from there. Nothing tells who came, or when.
 */
export interface SlownessBook {
  /** Every target that was ever named. */
  targetIds: readonly string[];
  approaches: readonly Approach[];
  /** Of all ways together. */
  city: Pace;
}
export interface Approach {
  /** What is said of the way to each target, seconds, in the order of the book; less than nothing where it was not known yet. */
  told: readonly number[];
  paces: Readonly<Record<string, Pace>>;
}
/** Seconds that cars took, for ways of which so many seconds were said; both fade. */
export interface Pace {
  taken: number;
  told: number;
  atMs: number;
}
/** What is said of the way to a target. */
export interface Told {
  targetId: string;
  driveSeconds: number;
}
export interface SlownessOptions {
  /** Memory, seconds. */
  memorySeconds: number;
  /** A way is believed to be like the city's usual until so many seconds of it were driven. */
  beliefSeconds: number;
  /** Ways in the city are believed to take as long as is said until so many seconds of them were driven: one car is not the city. */
  cityBeliefSeconds: number;
  /** Two who are as far from every target, to within this, come the same way. */
  sameSeconds: number;
  /** No more are told apart; who comes another way is judged by the city's usual. */
  mostApproaches: number;
  /** Who asks again after more than this has done something else meanwhile. */
  mostTakenSeconds: number;
  /** Nothing is believed to take more times as long. */
  mostFactor: number;
}
export const DEFAULT_SLOWNESS: SlownessOptions = { memorySeconds: 900, beliefSeconds: 150, cityBeliefSeconds: 1000, sameSeconds: 60, mostApproaches: 64, mostTakenSeconds: 120, mostFactor: 6 };

const NOTHING: Pace = { taken: 0, told: 0, atMs: 0 };
export const createSlownessBook = (): SlownessBook => ({ targetIds: [], approaches: [], city: NOTHING });

/** Of a target that was not known when an approach was noted. */
const UNKNOWN = -1;

/** What is said of the ways, in the order of the book's targets. */
const inOrder = (ways: readonly Told[], targetIds: readonly string[]): number[] => {
  const seconds: number[] = [];
  for (let index = 0; index < targetIds.length; index += 1) {
    // Nearly always in the same order.
    const way = ways[index]?.targetId === targetIds[index] ? ways[index] : ways.find(({ targetId }) => targetId === targetIds[index]);
    seconds.push(way === undefined ? UNKNOWN : way.driveSeconds);
  }
  return seconds;
};

/** By how much two differ where they differ most; `limit` ends the looking, and is said of two with nothing in common: dozens of approaches are looked at in every question. */
const apart = (told: readonly number[], mine: readonly number[], limit: number): number => {
  let most = UNKNOWN;
  for (let index = 0; index < told.length; index += 1) {
    const [theirs, own] = [told[index] as number, mine[index] as number];
    const difference = theirs === UNKNOWN || own === UNKNOWN ? UNKNOWN : Math.abs(theirs - own);
    if (difference >= limit) return limit;
    if (difference > most) most = difference;
  }
  return most === UNKNOWN ? limit : most;
};

/** The nearest approach that is known, -1 where there is none. */
export const approachOf = ({ approaches, targetIds }: SlownessBook, ways: readonly Told[], options: SlownessOptions = DEFAULT_SLOWNESS): number => {
  if (approaches.length === 0) return -1;
  const mine = inOrder(ways, targetIds);
  let nearest = -1;
  let least = options.sameSeconds;
  for (let index = 0; index < approaches.length && least > 0; index += 1) {
    const seconds = apart((approaches[index] as Approach).told, mine, least);
    if (seconds >= least) continue;
    nearest = index;
    least = seconds;
  }
  return nearest;
};

/** Notes an approach from which nobody came yet. */
export const withApproach = (book: SlownessBook, ways: readonly Told[], options: SlownessOptions = DEFAULT_SLOWNESS): SlownessBook => {
  if (book.approaches.length >= options.mostApproaches || approachOf(book, ways, options) >= 0) return book;
  const fresh = ways.map(({ targetId }) => targetId).filter((id) => !book.targetIds.includes(id));
  const targetIds = fresh.length === 0 ? book.targetIds : [...book.targetIds, ...fresh];
  return { ...book, targetIds, approaches: [...book.approaches, { told: inOrder(ways, targetIds), paces: {} }] };
};

const faded = ({ taken, told, atMs }: Pace, nowMs: number, options: SlownessOptions): Pace => {
  const keep = Math.exp(-Math.max(0, nowMs - atMs) / (options.memorySeconds * 1000));
  return { taken: taken * keep, told: told * keep, atMs: nowMs };
};

/** A car on its way needed so long to come nearer to its target by so much, as is said of the way; less than nothing: it turned. */
export interface Driven {
  takenSeconds: number;
  nearerSeconds: number;
}
const withDriven = (pace: Pace, { takenSeconds, nearerSeconds }: Driven, nowMs: number, options: SlownessOptions): Pace => {
  const { taken, told } = faded(pace, nowMs, options);
  return { taken: taken + takenSeconds, told: Math.max(0, told + nearerSeconds), atMs: nowMs };
};

/** Learns from a car that came from an approach and is led to a target. What cannot have been driving changes nothing. */
export const learnPace = (book: SlownessBook, approach: number, targetId: string, driven: Driven, nowMs: number, options: SlownessOptions = DEFAULT_SLOWNESS): SlownessBook => {
  const { takenSeconds, nearerSeconds } = driven;
  if (!(takenSeconds > 0 && takenSeconds <= options.mostTakenSeconds && Math.abs(nearerSeconds) <= options.mostFactor * takenSeconds)) return book;
  const city = withDriven(book.city, driven, nowMs, options);
  const one = book.approaches[approach];
  if (one === undefined) return { ...book, city };
  const before = Object.hasOwn(one.paces, targetId) ? one.paces[targetId] : undefined;
  const paces = { ...one.paces, [targetId]: withDriven(before ?? NOTHING, driven, nowMs, options) };
  return { ...book, city, approaches: book.approaches.with(approach, { ...one, paces }) };
};

const within = (factor: number, options: SlownessOptions): number => Math.min(options.mostFactor, Math.max(1, factor));

/** How many times as long as is said a way from an approach (-1: somewhere in the city) takes, by target; 1 or more. */
export const slownessFrom = (book: SlownessBook, approach: number, nowMs: number, options: SlownessOptions = DEFAULT_SLOWNESS): ((targetId: string) => number) => {
  const { beliefSeconds: belief, cityBeliefSeconds: cityBelief } = options;
  const city = faded(book.city, nowMs, options);
  const usual = within((city.taken + cityBelief) / (city.told + cityBelief), options);
  const paces = book.approaches[approach]?.paces ?? {};
  return (targetId) => {
    const pace = Object.hasOwn(paces, targetId) ? paces[targetId] : undefined;
    if (pace === undefined) return usual;
    const { taken, told } = faded(pace, nowMs, options);
    return within((taken + belief * usual) / (told + belief), options);
  };
};
