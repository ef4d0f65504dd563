import { html, icon, statusWord, type Html } from '@wegweiser/web-kit';
import { queryString } from '../query.js';
import type { FacilityView } from '../view/facility-view.js';
import { facilityHref, toneOf, type CardContext } from './card.js';
import { availability, availabilityText, origin } from './value.js';

/** The target is lost: do not drive there. */
export const isLost = (view: FacilityView): boolean => view.tier === 'full' || view.tier === 'closed';

export const lostText = (view: FacilityView, { m, lang }: CardContext): string => m.followLost(view.brief.name, statusWord(view.status === 'closed' ? 'closed' : 'full', lang));

export const nextText = (next: FacilityView, context: CardContext): string => {
  const { m } = context;
  return m.followNext(next.brief.name, availabilityText(next, context), next.walk === null ? '' : `, ${m.walkMinutes(next.walk.minutes)}`);
};

/** Content of the panel above the list about the target that is being followed. */
export const followPanel = (view: FacilityView, next: FacilityView | null, context: CardContext): Html => {
  const { m, query } = context;
  const { id, name } = view.brief;
  const isGone = isLost(view);
  return html`<div class="follow__target" data-tone="${toneOf(view)}"><div><h2 class="follow__title">${icon('star')}<span>${m.followed}: <a href="${facilityHref(id, query)}">${name}</a></span></h2><p class="origin">${origin(view, context)}</p></div><div class="avail">${availability(view, context)}</div></div>${
    isGone ? html`<p class="follow__warning">${icon('warning')}<strong>${lostText(view, context)}</strong></p>` : html`<p class="follow__hint">${m.followHint}</p>`
  }${
    isGone && next !== null && html`<p class="follow__next">${nextText(next, context)} <a class="button button--small" href="/${queryString({ ...query, follow: next.brief.id })}">${icon('star')}<span>${m.follow}<span class="vh">: ${next.brief.name}</span></span></a></p>`
  }<p class="card__actions"><a class="button button--small" data-navigate="${id}" href="${facilityHref(id, query, '#anfahrt')}">${icon('route')}<span>${m.navigate}<span class="vh"> ${m.to(name)}</span></span></a><a class="quiet" href="/${queryString({ ...query, follow: null })}"><span>${m.unfollow}</span></a></p>`;
};

/** Best target other than the followed one that is known to be free. */
export const nextBest = (views: readonly FacilityView[], followed: string): FacilityView | null => views.find((view) => view.brief.id !== followed && view.tier === 'good') ?? null;
