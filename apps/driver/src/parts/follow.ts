import { html, icon, statusWord, type Html } from '@wegweiser/web-kit';
import { queryString } from '../query.js';
import type { FacilityView } from '../view/facility-view.js';
import { facilityHref, navigateButton, toneOf, type CardContext } from './card.js';
import { availability, availabilityText, origin } from './value.js';

/** The target is lost: do not drive there. */
export const isLost = (view: FacilityView): boolean => view.tier === 'full' || view.tier === 'closed';

export const lostText = (view: FacilityView, { m, lang }: CardContext): string => m.followLost(view.brief.name, statusWord(view.status === 'closed' ? 'closed' : 'full', lang));

export const nextText = (next: FacilityView, context: CardContext): string => {
  const { m } = context;
  return m.followNext(next.brief.name, availabilityText(next, context), next.walk === null ? '' : `, ${m.walkMinutes(next.walk.minutes)}`);
};

const leave = ({ m, query }: CardContext): Html => html`<a class="quiet" href="/${queryString({ ...query, follow: null })}"><span>${m.unfollow}</span></a>`;

/** The target is lost: what to do instead comes first. */
const instead = (view: FacilityView, next: FacilityView | null, context: CardContext): Html => {
  const { m, query } = context;
  const other = next === null ? null : html`${navigateButton(next, context, true)}<a class="quiet" href="/${queryString({ ...query, follow: next.brief.id })}">${icon('star')}<span>${m.follow}<span class="vh">: ${next.brief.name}</span></span></a>`;
  return html`<p class="follow__warning">${icon('warning')}<strong>${lostText(view, context)}</strong></p>${next !== null && html`<p class="follow__next">${nextText(next, context)}</p>`}<p class="card__actions">${other}${leave(context)}</p>`;
};

/** Content of the panel above the list about the target that is being followed. */
export const followPanel = (view: FacilityView, next: FacilityView | null, context: CardContext): Html => {
  const { m, query } = context;
  const { id, name } = view.brief;
  return html`<div class="follow__target" data-tone="${toneOf(view)}"><div><h2 class="follow__title">${icon('star')}<span>${m.followed}: <a href="${facilityHref(id, query)}">${name}</a></span></h2><p class="origin">${origin(view, context)}</p></div><div class="avail">${availability(view, context)}</div></div>${
    isLost(view) ? instead(view, next, context) : html`<p class="follow__hint">${m.followHint}</p><p class="card__actions">${navigateButton(view, context, view.tier === 'good')}${leave(context)}</p>`
  }`;
};

/**
 * Best target other than the followed one that is known to be free: the first that guidance advises, which spreads drivers and
 * counts those under way as the signs do; after those the first of the list.
 */
export const nextBest = (views: readonly FacilityView[], followed: string, advised: readonly string[]): FacilityView | null => {
  const free = views.filter((view) => view.brief.id !== followed && view.tier === 'good');
  const ids = new Map(free.map((view) => [view.brief.id, view]));
  const first = advised.find((id) => ids.has(id));
  return (first === undefined ? free[0] : ids.get(first)) ?? null;
};
