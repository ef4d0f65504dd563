import { availabilityText } from '../parts/value.js';
import type { FacilityView } from '../view/facility-view.js';
import { byId } from './dom.js';
import type { PageModel } from './model.js';

/** Not more often than this, and not more facilities at once: a busy city must not talk all the time. */
const PAUSE_MS = 10_000;
const MOST = 3;

/** Politely says which facilities have changed their status; single numbers are not announced. */
export class Announcer {
  private readonly statuses = new Map<string, string>();
  private readonly waiting = new Map<string, FacilityView>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly model: PageModel) {
    for (const view of model.views()) this.statuses.set(view.brief.id, view.status);
  }

  note(views: readonly FacilityView[]): void {
    for (const view of views) {
      const { id } = view.brief;
      if (this.statuses.get(id) !== view.status) this.waiting.set(id, view);
      this.statuses.set(id, view.status);
    }
    if (this.waiting.size > 0 && this.timer === undefined) this.say();
  }

  private say(): void {
    const context = this.model.context();
    const texts = [...this.waiting.values()].slice(0, MOST).map((view) => context.m.changedTo(view.brief.name, availabilityText(view, context)));
    this.waiting.clear();
    const region = byId('announce');
    if (region !== null) region.textContent = texts.join('. ');
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.waiting.size > 0) this.say();
    }, PAUSE_MS);
  }
}
