import { Inject, Injectable } from '@nestjs/common';
import { publicAudience, type FacilityConfig, type FacilityState } from '@wegweiser/contracts';
import type { Course, Outlook } from '@wegweiser/guidance';
import { courseNow, outlookOn, outlookStart } from '../live/outlook.js';
import { PromiseBook, withdrawal } from './promise-book.js';

/** A course stands while the state does; a promise makes only the outlook anew. */
interface Made {
  /** The garage's public one. */
  audience: string;
  state: FacilityState;
  course: Course;
  outlook: Outlook;
  change: number;
}

/** The outlook of each facility's public spaces: the engine's account, the forecast, and what this gateway promised since. */
@Injectable()
export class Outlooks {
  private readonly made = new Map<string, Made>();

  constructor(@Inject(PromiseBook) private readonly book: PromiseBook) {}

  /** `null` where nothing is known of the audience's spaces at arrival. */
  of(config: FacilityConfig, state: FacilityState, audience: string, nowMs: number): Outlook | null {
    const before = this.made.get(state.id);
    if (before?.audience !== audience && audience !== publicAudience(config).id) return null;
    const change = this.book.changeOf(state.id, state.guidance?.atMs ?? 0, nowMs);
    const course = before !== undefined && stands(before, state, nowMs) ? before.course : courseNow(state, nowMs);
    if (course === null) return null;
    if (course === before?.course && before.change === change) return before.outlook;
    const outlook = outlookOn(course, state, this.book.pendingFor(state.id));
    this.made.set(state.id, { audience, state, course, outlook, change });
    return outlook;
  }

  /** The same as if a promise of so much worth were taken back. */
  without(dueMs: number, worth: number, ...[config, state, audience, nowMs]: Parameters<Outlooks['of']>): Outlook | null {
    const course = this.of(config, state, audience, nowMs) === null ? undefined : this.made.get(state.id)?.course;
    return course === undefined ? null : outlookOn(course, state, [...this.book.pendingFor(state.id), withdrawal(dueMs, worth)]);
  }
}

const stands = (before: Made, state: FacilityState, nowMs: number): boolean => before.state === state && before.course.startMs === outlookStart(nowMs);
