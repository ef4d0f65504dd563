import { Inject, Injectable } from '@nestjs/common';
import type { FacilityConfig, FacilityState } from '@wegweiser/contracts';
import type { Outlook } from '@wegweiser/guidance';
import { publicAudience } from '../city/public-audience.js';
import { outlookNow, outlookStart } from '../live/outlook.js';
import { PromiseBook } from './promise-book.js';

interface Made {
  outlook: Outlook;
  state: FacilityState;
  change: number;
}

/** The outlook of each facility's public spaces: the engine's account, the forecast, and what this gateway promised since. */
@Injectable()
export class Outlooks {
  private readonly made = new Map<string, Made>();

  constructor(@Inject(PromiseBook) private readonly book: PromiseBook) {}

  /** `null` where nothing is known of the audience's spaces at arrival. */
  of(config: FacilityConfig, state: FacilityState, audience: string, nowMs: number): Outlook | null {
    if (audience !== publicAudience(config).id) return null;
    const { loads, change } = this.book.pendingFor(state.id, state.guidance?.atMs ?? 0);
    const before = this.made.get(state.id);
    if (before !== undefined && before.state === state && before.change === change && outlookStart(nowMs) === before.outlook.startMs) return before.outlook;
    const outlook = outlookNow(state, loads, nowMs);
    if (outlook !== null) this.made.set(state.id, { outlook, state, change });
    return outlook;
  }
}
