import type { City, FacilityState } from '@wegweiser/contracts';
import type { Lang } from '@wegweiser/web-kit';
import { messagesFor } from '../messages/index.js';
import type { CardContext } from '../parts/card.js';
import { isLost, lostText, nextBest, nextText } from '../parts/follow.js';
import { queryString, readDriverQuery } from '../query.js';
import { briefOf } from './facility-view.js';
import { listViews, rankHere, type ListInput } from './list.js';

export interface FollowQuestion {
  readonly city: City;
  readonly facilities: readonly FacilityState[];
  readonly facilityId: string;
  readonly audience: string;
  readonly heightM: number | null;
  readonly lang: Lang;
  readonly nowMs: number;
  /** Ids in the order in which guidance advises targets near the followed one; asked only when it is lost. */
  readonly advised: () => readonly string[];
}
/** What to tell somebody who drives to a target that is lost. */
export interface FollowNews {
  readonly title: string;
  readonly body: string;
  readonly path: string;
  readonly lang: Lang;
}

/**
 * News about a followed target, `null` while it may be reached. The next best is the one nearest to the target itself, so
 * that nobody need say where they are or where they are going.
 */
export const followNews = ({ city, facilities, facilityId, audience, heightM, lang, nowMs, advised }: FollowQuestion): FollowNews | null => {
  const target = city.facilities.find((one) => one.id === facilityId);
  if (target === undefined) return null;
  const query = { ...readDriverQuery(city, { audience, ...(heightM === null ? {} : { heightM: String(heightM) }) }), lang };
  const list: ListInput = {
    briefs: city.facilities.map(briefOf),
    states: new Map(facilities.map((state) => [state.id, state])),
    context: { audience: query.audience, heightM: query.heightM, walkMinutes: null, nowMs },
  };
  const views = listViews(list, rankHere(list, target.position), 'best');
  const view = views.find((one) => one.brief.id === facilityId);
  if (view === undefined || !isLost(view)) return null;
  const m = messagesFor(lang);
  const context: CardContext = { m, lang, query, timeZone: city.city.timeZone, audience: query.audience };
  const next = nextBest(views, facilityId, advised());
  return {
    title: lostText(view, context),
    body: next === null ? m.nothingFree : nextText({ ...next, walk: null }, context),
    path: `/${queryString({ ...query, langSaid: true, follow: next?.brief.id ?? facilityId })}`,
    lang,
  };
};
