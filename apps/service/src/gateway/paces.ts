import { Injectable } from '@nestjs/common';
import { approachOf, createSlownessBook, learnPace, slownessFrom, withApproach, type Driven, type SlownessBook, type Told } from '@wegweiser/guidance';

/** What is learned fades over minutes: it is read on this grid, so that what was worked out says the same as what is worked out anew. */
const HOLDS_MS = 5000;

/** What was worked out for these targets, in this order. */
interface Read {
  targetIds: readonly string[];
  slowness: readonly number[];
}
const isOf = ({ targetIds }: Read, ways: readonly Told[]): boolean => {
  for (let index = 0; index < ways.length; index += 1) if (targetIds[index] !== ways[index]!.targetId) return false;
  return targetIds.length === ways.length;
};

/**
 * How much longer ways take than is said of them, as cars tell that ask again under way. In memory alone: a gateway that starts
 * learns it within minutes.
 */
@Injectable()
export class Paces {
  private book: SlownessBook = createSlownessBook();
  private readAtMs = Number.NaN;
  /** What was worked out since, by approach. */
  private readonly read = new Map<number, Read>();

  /** A car that comes from a place with these ways has driven on towards `facilityId`. */
  learn(ways: readonly Told[], facilityId: string, driven: Driven, nowMs: number): void {
    this.book = withApproach(this.book, ways);
    this.book = learnPace(this.book, approachOf(this.book, ways), facilityId, driven, nowMs);
    this.read.clear();
  }

  /** How many times as long as is said each of these ways takes, in their order. */
  of(ways: readonly Told[], nowMs: number): readonly number[] {
    const atMs = nowMs - (nowMs % HOLDS_MS);
    if (atMs !== this.readAtMs) this.read.clear();
    this.readAtMs = atMs;
    const approach = approachOf(this.book, ways);
    const before = this.read.get(approach);
    if (before !== undefined && isOf(before, ways)) return before.slowness;
    const from = slownessFrom(this.book, approach, atMs);
    const made = { targetIds: ways.map(({ targetId }) => targetId), slowness: ways.map(({ targetId }) => from(targetId)) };
    this.read.set(approach, made);
    return made.slowness;
  }
}
