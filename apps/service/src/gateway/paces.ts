import { Injectable } from '@nestjs/common';
import { approachOf, createSlownessBook, learnPace, slownessFrom, withApproach, type Driven, type SlownessBook, type Told } from '@wegweiser/guidance';
import { outlookStart } from '../live/outlook.js';

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
    // Nearly every car comes from where others came before: one look through the approaches is enough.
    let approach = approachOf(this.book, ways);
    if (approach < 0) {
      this.book = withApproach(this.book, ways);
      approach = approachOf(this.book, ways);
    }
    this.book = learnPace(this.book, approach, facilityId, driven, nowMs);
    this.read.clear();
  }

  /** How many times as long as is said each of these ways takes, in their order. */
  of(ways: readonly Told[], nowMs: number): readonly number[] {
    // What is learned fades over minutes: read on the outlooks' grid, what was worked out says the same as what is worked out anew.
    const atMs = outlookStart(nowMs);
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
