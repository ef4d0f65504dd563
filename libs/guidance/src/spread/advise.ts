import { hashAfter, lettersOf } from './hash.js';
import { placeAt, readBetween } from './outlook.js';
import type { Outlook } from './outlook.js';

/** One way to park: drive, find a space, walk, pay. */
export interface Way {
  targetId: string;
  /** Those of its name (`lettersOf`), where thousands of questions ask about the same target. */
  letters?: readonly number[];
  /** As is said of the way. */
  driveSeconds: number;
  /** How many times as long it takes, as learned (`slownessFrom`); without, it takes as long as is said. */
  slowness?: number;
  walkSeconds: number;
  /** What the price weighs, seconds. */
  priceSeconds: number;
  /** What is known of the target; `null`: nothing, it is judged by drive and walk and `unknownRisk`. */
  outlook: Outlook | null;
  /** Closed, unsuitable, or found full by this driver a moment ago: comes last. */
  ruledOut: boolean;
}
/** What a driver who is already under way says of the target followed. */
export interface Followed {
  targetId: string;
  sinceMs: number;
}
export interface AdviceOptions {
  /** Minutes on foot feel longer than minutes at the wheel. */
  walkWeight: number;
  /** What it costs to find a target full: on to the next one, seconds. */
  searchSeconds: number;
  /**
   * How much of that counts when it meets somebody else who comes later: one who is guided is led on in time, one who is
   * not has to search.
   */
  considerGuided: number;
  considerUnguided: number;
  /** How much a second in a jam on the way counts for those who have to wait behind. */
  considerBehind: number;
  unknownRisk: number;
  /** Targets that differ by less than this are as good as each other: a stable hash decides, so that streams spread. */
  spreadSeconds: number;
  /** A new target is not given up again before this. */
  dwellSeconds: number;
  /** A change on the way must save at least this much. */
  gainSeconds: number;
}
export const DEFAULT_ADVICE: AdviceOptions = { walkWeight: 1.5, searchSeconds: 1200, considerGuided: 1, considerUnguided: 5, considerBehind: 0.5, unknownRisk: 0.3, spreadSeconds: 10, dwellSeconds: 60, gainSeconds: 90 };

export interface Advised {
  targetId: string;
  /** Its place among the ways that were asked about. */
  place: number;
  /** Whether there is an outlook; without one the probability is a guess that nobody is told. */
  outlook: boolean;
  /** Probability of a free space at arrival, 0 to 1. */
  freeProbability: number;
  /** Probability that somebody who comes later misses the space. */
  missedProbability: number;
  /** Own expected time: drive, search, walk (weighted), price; seconds. */
  expectedSeconds: number;
  /** What the rule sorts by: own time, what it costs others, and the spread; seconds. */
  scoreSeconds: number;
  ruledOut: boolean;
}

/** How long the drive takes by what is learned, seconds. */
export const drivenSeconds = ({ driveSeconds, slowness }: Pick<Way, 'driveSeconds' | 'slowness'>): number => driveSeconds * (slowness ?? 1);

/** Whoever joins a queue stands in it for a while, and all who come behind wait for one car more. */
const behindSeconds = (way: Way, { considerBehind }: AdviceOptions): number => considerBehind * (drivenSeconds(way) - way.driveSeconds);

/** How much a minute counts that somebody else searches. */
const consideration = ({ outlook }: Way, options: AdviceOptions): number => {
  const unguided = outlook?.unguidedShare ?? 0;
  return options.considerGuided * (1 - unguided) + options.considerUnguided * unguided;
};

const blank = (): Advised => ({ targetId: '', place: 0, outlook: false, freeProbability: 0, missedProbability: 0, expectedSeconds: 0, scoreSeconds: 0, ruledOut: false });

/** Writes over `one`. */
const judge = (one: Advised, way: Way, index: number, hash: (letters: readonly number[]) => number, nowMs: number, options: AdviceOptions): void => {
  const { outlook } = way;
  const drive = drivenSeconds(way);
  const place = outlook === null ? 0 : placeAt(outlook, nowMs + drive * 1000);
  const step = Math.floor(place);
  const full = outlook === null ? options.unknownRisk : readBetween(outlook.full, step, place - step);
  const missed = outlook === null ? options.unknownRisk : Math.max(full, readBetween(outlook.missed, step, place - step));
  const expectedSeconds = drive + options.walkWeight * way.walkSeconds + way.priceSeconds + full * options.searchSeconds;
  const others = consideration(way, options) * (missed - full) * options.searchSeconds;
  const spread = options.spreadSeconds * hash(way.letters ?? lettersOf(way.targetId));
  one.targetId = way.targetId;
  one.place = index;
  one.outlook = outlook !== null;
  one.freeProbability = 1 - full;
  one.missedProbability = missed;
  one.expectedSeconds = expectedSeconds;
  one.scoreSeconds = expectedSeconds + others + behindSeconds(way, options) + spread;
  one.ruledOut = way.ruledOut;
};

const isBetter = (a: Advised, b: Advised): boolean => {
  if (a.ruledOut !== b.ruledOut) return b.ruledOut;
  return a.scoreSeconds === b.scoreSeconds ? a.targetId < b.targetId : a.scoreSeconds < b.scoreSeconds;
};

/** Above this the usual sort is the better one. */
const FEW = 40;
/** In place. A dozen garages are put in order by insertion: thousands ask at once, and half of the rule's time went into sorting. */
const inOrder = (list: Advised[]): Advised[] => {
  if (list.length > FEW) return list.sort((a, b) => Number(isBetter(b, a)) - Number(isBetter(a, b)));
  for (let index = 1; index < list.length; index += 1) {
    const one = list[index] as Advised;
    let at = index;
    for (; at > 0 && isBetter(one, list[at - 1] as Advised); at -= 1) list[at] = list[at - 1] as Advised;
    list[at] = one;
  }
  return list;
};

/**
 * Every way, best first. A target that is followed stays first until another one saves `gainSeconds` and the dwell is
 * over; only a target that is ruled out is left at once. `question` is the class of the question (where to, for whom): the
 * same question is spread alike. `into`: an answer that nobody reads any more, to be written over; thousands ask at once.
 */
export const advise = (ways: readonly Way[], question: string, followed: Followed | null, nowMs: number, options: AdviceOptions = DEFAULT_ADVICE, into: Advised[] = []): Advised[] => {
  const hash = hashAfter(`${question}|`);
  while (into.length < ways.length) into.push(blank());
  into.length = ways.length;
  for (let index = 0; index < ways.length; index += 1) judge(into[index] as Advised, ways[index] as Way, index, hash, nowMs, options);
  const judged = inOrder(into);
  const best = judged[0];
  if (best === undefined || followed === null) return judged;
  const current = judged.find(({ targetId }) => targetId === followed.targetId);
  if (current === undefined || current.ruledOut) return judged;
  const dwells = nowMs - followed.sinceMs < options.dwellSeconds * 1000;
  if (!dwells && current.scoreSeconds - best.scoreSeconds >= options.gainSeconds) return judged;
  return [current, ...judged.filter((one) => one !== current)];
};

/**
 * The target that a driver would take if none were ever full, by what is said of the ways; `null` where nothing is known
 * of any. Who asks nobody knows of no jam either.
 */
export const wishOf = (ways: readonly Way[], { walkWeight }: Pick<AdviceOptions, 'walkWeight'> = DEFAULT_ADVICE): string | null => {
  let [wish, least]: [string | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const { targetId, driveSeconds, walkSeconds, priceSeconds, outlook } of ways) {
    const seconds = driveSeconds + walkWeight * walkSeconds + priceSeconds;
    if (outlook === null || seconds > least || (seconds === least && wish !== null && wish < targetId)) continue;
    wish = targetId;
    least = seconds;
  }
  return wish;
};

/** What a way's score is made of, seconds: what the rule went by, to be looked at afterwards. */
export interface Account {
  targetId: string;
  /** As is said of the way. */
  drive: number;
  /** How much longer the way takes, as learned. */
  jam: number;
  /** Weighted. */
  walk: number;
  price: number;
  /** Probability of finding it full, times what that costs. */
  search: number;
  /** What it costs those who come later. */
  others: number;
  /** What it costs those who wait behind in the same jam. */
  behind: number;
  /** The stable spread between equals. */
  spread: number;
  /** The sum: least is first, ways that are ruled out last. */
  score: number;
}
/** `advised` is what was advised of `way`, with the same options. */
export const accountOf = (way: Way, advised: Advised, options: AdviceOptions = DEFAULT_ADVICE): Account => {
  const others = consideration(way, options) * (advised.missedProbability - (1 - advised.freeProbability)) * options.searchSeconds;
  const behind = behindSeconds(way, options);
  return {
    targetId: way.targetId, drive: way.driveSeconds, jam: drivenSeconds(way) - way.driveSeconds, walk: options.walkWeight * way.walkSeconds, price: way.priceSeconds, search: (1 - advised.freeProbability) * options.searchSeconds,
    others, behind, spread: advised.scoreSeconds - advised.expectedSeconds - others - behind, score: advised.scoreSeconds,
  };
};
