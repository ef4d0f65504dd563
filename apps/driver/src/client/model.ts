import type { FacilityState, Position } from '@wegweiser/contracts';
import { messagesFor } from '../messages/index.js';
import type { RankedLike } from '../model.js';
import type { PageData } from '../pages/driver-page.js';
import type { CardContext } from '../parts/card.js';
import type { DriverQuery } from '../query.js';
import { viewOf, type FacilityView } from '../view/facility-view.js';
import { listViews, rankHere, type ListInput } from '../view/list.js';

/** What the page knows: the values it came with, brought up to date, and the time by the service's clock. */
export class PageModel {
  states: Map<string, FacilityState>;
  query: DriverQuery;
  ranking: readonly RankedLike[] | null;
  /** The driver's own place, only in memory and only after a click. */
  here: Position | null = null;
  /** Ids in the order in which guidance advises targets to who follows one. */
  advised: readonly string[];
  /** Told of a new `here`. */
  onHere: (at: Position) => void = () => undefined;

  constructor(
    readonly data: PageData,
    private readonly now: () => number,
  ) {
    this.states = new Map(data.states.map((state) => [state.id, state]));
    this.query = data.query;
    this.ranking = data.ranking;
    this.advised = data.advised ?? [];
  }

  nowMs(): number {
    return this.now();
  }

  context(): CardContext {
    const { query, data } = this;
    return { m: messagesFor(query.lang), lang: query.lang, query, timeZone: data.timeZone, audience: query.audience };
  }

  /** Views in the order in which a page made now would list them. */
  views(): FacilityView[] {
    return listViews(this.input(), this.ranking, this.query.sort);
  }

  /** The only facility of a facility's own page, for one of its audiences. */
  viewFor(audience: string): FacilityView | null {
    const [brief] = this.data.briefs;
    return brief === undefined ? null : viewOf(brief, this.states.get(brief.id), undefined, { audience, heightM: null, walkMinutes: null, arriveMinutes: this.query.arriveMinutes, nowMs: this.nowMs() });
  }

  goTo(at: Position): void {
    this.here = at;
    this.onHere(at);
  }

  /** Where the driver is going, as far as it is known here. */
  place(): Position | null {
    return this.here ?? this.query.destination?.position ?? null;
  }

  /** Ranks anew by the rules that the service uses; stays on the device. */
  rankAgain(): void {
    const at = this.place();
    if (at !== null) this.ranking = rankHere(this.input(), at);
  }

  private input(): ListInput {
    const { audience, heightM, walkMinutes, maxCent, arriveMinutes } = this.query;
    return { briefs: this.data.briefs, states: this.states, context: { audience, heightM, walkMinutes, maxCent, arriveMinutes, nowMs: this.nowMs() } };
  }
}
