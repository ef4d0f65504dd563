import { Injectable } from '@nestjs/common';
import { approachOf, createSlownessBook, learnPace, slownessFrom, withApproach, type Driven, type SlownessBook, type Told } from '@wegweiser/guidance';

/**
 * How much longer ways take than is said of them, as cars tell that ask again under way. In memory alone: a gateway that starts
 * learns it within minutes.
 */
@Injectable()
export class Paces {
  private book: SlownessBook = createSlownessBook();

  /** A car that comes from a place with these ways has driven on towards `facilityId`. */
  learn(ways: readonly Told[], facilityId: string, driven: Driven, nowMs: number): void {
    this.book = withApproach(this.book, ways);
    this.book = learnPace(this.book, approachOf(this.book, ways), facilityId, driven, nowMs);
  }

  /** How many times as long as is said each of these ways takes. */
  of(ways: readonly Told[], nowMs: number): (facilityId: string) => number {
    return slownessFrom(this.book, approachOf(this.book, ways), nowMs);
  }
}
