import { Inject, Injectable } from '@nestjs/common';
import { publicAudience, type FacilityConfig, type FacilityState } from '@wegweiser/contracts';
import type { Course, Outlook } from '@wegweiser/guidance';
import { courseNow, outlookHolds, outlookOn } from '../live/outlook.js';
import { PromiseBook, withdrawal, type Pending } from './promise-book.js';

/** A course stands while the state does; a promise makes only the outlook anew. */
interface Made {
  state: FacilityState;
  nowMs: number;
  /** Of the pending promises. */
  change: number;
  course: Course;
  outlook: Outlook;
}

/** The outlook of one facility's public spaces: the engine's account, the forecast, and what this gateway promised since. */
export class Spaces {
  private readonly audience: string;
  private readonly pending: Pending;
  private made: Made | null = null;

  constructor(private readonly book: PromiseBook, config: FacilityConfig) {
    this.audience = publicAudience(config).id;
    this.pending = book.pendingAt(config.id);
  }

  /** `null` where nothing is known of the audience's spaces at arrival. */
  of(state: FacilityState, audience: string, nowMs: number): Outlook | null {
    if (audience !== this.audience) return null;
    const { made } = this;
    if (made !== null && made.state === state && made.nowMs === nowMs && made.change === this.pending.change) return made.outlook;
    return this.make(state, nowMs)?.outlook ?? null;
  }

  private make(state: FacilityState, nowMs: number): Made | null {
    this.book.settle(this.pending, state.guidance?.atMs ?? 0, nowMs);
    const { made, pending: { change, loads } } = this;
    const before = made !== null && made.state === state && outlookHolds(made.course.startMs, nowMs) ? made : null;
    const course = before?.course ?? courseNow(state, nowMs);
    if (course === null) return null;
    return (this.made = { state, nowMs, change, course, outlook: before?.change === change ? before.outlook : outlookOn(course, state, loads) });
  }

  /** The same as if a promise of so much worth were taken back. */
  without(dueMs: number, worth: number, ...[state, audience, nowMs]: Parameters<Spaces['of']>): Outlook | null {
    const course = this.of(state, audience, nowMs) === null ? undefined : this.made?.course;
    return course === undefined ? null : outlookOn(course, state, [...this.pending.loads, withdrawal(dueMs, worth)]);
  }
}

/** The outlooks of the city's facilities. */
@Injectable()
export class Outlooks {
  private readonly spaces = new Map<string, Spaces>();

  constructor(@Inject(PromiseBook) private readonly book: PromiseBook) {}

  at(config: FacilityConfig): Spaces {
    const known = this.spaces.get(config.id) ?? new Spaces(this.book, config);
    this.spaces.set(config.id, known);
    return known;
  }
}
