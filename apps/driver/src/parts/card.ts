import { html, icon, type Html } from '@wegweiser/web-kit';
import { queryString, type DriverQuery } from '../query.js';
import type { FacilityView } from '../view/facility-view.js';
import { groupViews } from '../view/list.js';
import { availability, facts, origin, type PartContext } from './value.js';

export interface CardContext extends PartContext {
  readonly query: DriverQuery;
}

/** Class that gives a card its colours; the word and the shape say the same. */
export const toneOf = (view: FacilityView): string => (view.offered ? view.status : 'unavailable');

export const facilityHref = (id: string, query: DriverQuery, part = ''): string => `/parken/${id}${queryString({ ...query, follow: null })}${part}`;

/** Opens the navigation app; only for what is known to be free it is the first thing to do. */
export const navigateButton = (view: FacilityView, { m, query }: CardContext, isFirst: boolean): Html =>
  html`<a class="button button--small${isFirst ? '' : ' button--second'}" data-navigate="${view.brief.id}" href="${facilityHref(view.brief.id, query, '#anfahrt')}">${icon('route')}<span>${m.navigate}<span class="vh"> ${m.to(view.brief.name)}</span></span></a>`;

/** One facility of the list. Parts marked `data-part` are brought up to date by the browser. */
export const card = (view: FacilityView, context: CardContext, look: 'best' | 'full' | 'compact'): Html => {
  const { m, query } = context;
  const { id, name, address } = view.brief;
  const isFollowed = query.follow === id;
  const street = address.split(',')[0];
  return html`<li class="card" id="p-${id}" data-facility="${id}" data-tone="${toneOf(view)}">
<div class="card__head">${look === 'best' && html`<p class="badge">${m.best}</p>`}<h3 class="card__name"><a href="${facilityHref(id, query)}">${name}</a></h3><p class="card__street">${street}</p></div>
<div class="avail" data-part="avail">${availability(view, context)}</div>
<ul class="facts" data-part="facts">${facts(view, context)}</ul>
<p class="origin" data-part="origin">${origin(view, context)}</p>
${look !== 'compact' && html`<p class="card__actions">${navigateButton(view, context, view.tier === 'good')}<a class="quiet" href="/${queryString({ ...query, follow: isFollowed ? null : id })}">${icon('star')}<span>${isFollowed ? m.unfollow : m.follow}<span class="vh">: ${name}</span></span></a></p>`}
</li>`;
};

/** What can never fit the driver's needs, however the count changes. More of it than this is folded away. */
const isMisfit = (view: FacilityView): boolean => view.tier === 'unsuitable' || !view.offered;
const FOLD_FROM = 2;

/** The list in its groups, usable ones first. */
export const cardGroups = (views: readonly FacilityView[], context: CardContext): Html => {
  const { m, query } = context;
  const [first] = views;
  const best = query.destination !== null && query.sort === 'best' && first?.tier === 'good' ? first : null;
  const shown = query.onlyFree ? views.filter((view) => view.tier === 'good' || view.tier === 'uncertain') : views;
  const nothingFree = !shown.some((view) => view.tier === 'good');
  const fold = shown.filter(isMisfit);
  const unfolded = fold.length > FOLD_FROM ? shown.filter((view) => !isMisfit(view)) : shown;
  const folded = fold.length > FOLD_FROM && html`<details class="misfits"><summary>${m.notFitting(fold.length)}</summary><ol class="cards">${fold.map((view) => card(view, context, 'compact'))}</ol></details>`;
  const groups = groupViews(unfolded).map(
    ([name, group]) => html`<section class="group group--${name}" aria-labelledby="g-${name}"><h2 class="group__title" id="g-${name}">${m.groups[name]} <span class="group__count">${group.length}</span></h2>${
      m.groupHints[name] !== '' && html`<p class="group__hint">${m.groupHints[name]}</p>`
    }<ol class="cards">${group.map((view) => card(view, context, name === 'unusable' ? 'compact' : view === best ? 'best' : 'full'))}</ol></section>`,
  );
  return html`${nothingFree && html`<div class="notice">${icon('warning')}<div><p><strong>${m.nothingFree}</strong></p><p>${m.nothingFreeHelp}</p></div></div>`}${groups}${folded}`;
};
