import { toneOf } from '../parts/card.js';
import { followPanel, isLost, lostText, nextBest, nextText } from '../parts/follow.js';
import { pinContent, pinLabel } from '../parts/map.js';
import { availability, facts, origin, rowNumber, rowState } from '../parts/value.js';
import type { FacilityView } from '../view/facility-view.js';
import { byId, put } from './dom.js';
import type { PageModel } from './model.js';

const refreshCard = (view: FacilityView, model: PageModel): void => {
  const card = document.querySelector<HTMLElement>(`[data-facility="${CSS.escape(view.brief.id)}"]`);
  if (card === null) return;
  const context = model.context();
  card.dataset['tone'] = toneOf(view);
  put(card.querySelector('[data-part="avail"]'), availability(view, context));
  put(card.querySelector('[data-part="facts"]'), facts(view, context));
  put(card.querySelector('[data-part="origin"]'), origin(view, context));
};

/** Once on the drawn map, once more on the one that moves. */
const refreshPins = (view: FacilityView, model: PageModel): void => {
  const context = model.context();
  for (const pin of document.querySelectorAll<HTMLElement | SVGElement>(`[data-pin="${CSS.escape(view.brief.id)}"]`)) {
    pin.dataset['tone'] = toneOf(view);
    const label = pinLabel(view, context);
    if (pin.getAttribute('aria-label') !== label) pin.setAttribute('aria-label', label);
    put(pin.querySelector('g'), pinContent(view, context));
  }
};

/** The table of audiences on a facility's own page. */
const refreshRows = (model: PageModel): void => {
  for (const row of document.querySelectorAll<HTMLElement>('[data-audience]')) {
    const view = model.viewFor(row.dataset['audience'] ?? '');
    if (view === null) continue;
    row.dataset['tone'] = toneOf(view);
    put(row.querySelector('[data-part="row-number"]'), rowNumber(view, model.context()));
    put(row.querySelector('[data-part="row-state"]'), rowState(view, model.context()));
  }
};

/** Told once for every loss, not at every update. */
let lostTarget: string | null = null;
const refreshFollowed = (views: readonly FacilityView[], model: PageModel): void => {
  const section = byId('follow');
  const followed = model.query.follow;
  const view = views.find((one) => one.brief.id === followed);
  if (section === null || view === undefined || followed === null) return;
  const context = model.context();
  const next = nextBest(views, followed, model.advised);
  section.hidden = false;
  section.classList.toggle('follow--lost', isLost(view));
  put(section, followPanel(view, next, context));
  if (!isLost(view)) lostTarget = null;
  else if (lostTarget !== followed) {
    lostTarget = followed;
    put(byId('alert'), [lostText(view, context), next === null ? '' : nextText(next, context)].join(' '));
  }
};

const listed = (): string => [...document.querySelectorAll<HTMLElement>('#results [data-facility]')].map((card) => card.dataset['facility']).join(' ');

/** The order on the page is kept under the reader's finger; a link offers the new one when it differs in what matters. */
const refreshOrder = (views: readonly FacilityView[], model: PageModel): void => {
  const hint = byId('resort');
  if (hint === null) return;
  const ids = new Set(listed().split(' '));
  const now = views.map((view) => view.brief.id).filter((id) => ids.has(id));
  const isSettled = model.query.sort === 'free' || now.join(' ') === listed();
  const tiersMoved = views.some((view) => tiers.get(view.brief.id) !== undefined && tiers.get(view.brief.id) !== view.tier);
  hint.hidden = isSettled || !tiersMoved;
};

/** Tier in which every facility stands on the page. */
const tiers = new Map<string, FacilityView['tier']>();
export const rememberOrder = (views: readonly FacilityView[]): void => {
  for (const view of views) tiers.set(view.brief.id, view.tier);
};

/** Brings everything on the page to the present moment. Values also change by growing old, so it runs every second. */
export const refresh = (model: PageModel): void => {
  const views = model.views();
  for (const view of views) {
    refreshCard(view, model);
    refreshPins(view, model);
  }
  refreshRows(model);
  refreshFollowed(views, model);
  refreshOrder(views, model);
};
