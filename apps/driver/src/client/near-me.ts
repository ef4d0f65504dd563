import { cardGroups } from '../parts/card.js';
import { byId, put } from './dom.js';
import type { PageModel } from './model.js';
import { rememberOrder } from './refresh.js';

/** A position of some minutes ago is good enough to park by. */
const OPTIONS: PositionOptions = { enableHighAccuracy: false, timeout: 15_000, maximumAge: 120_000 };

/**
 * "Near me": asked for only on a click, ranked in the browser by the same rules, never sent and never stored. The address of
 * the page does not change, so the place does not get into any history or log either.
 */
export const offerNearMe = (model: PageModel): void => {
  const box = byId('near');
  const hint = byId('near-hint');
  const button = box?.querySelector('button');
  if (box === null || hint === null || button === null || button === undefined || !('geolocation' in navigator)) return;
  const { m } = model.context();
  box.hidden = false;
  button.addEventListener('click', () => {
    hint.textContent = m.nearMeWait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        hint.textContent = m.nearMePrivacy;
        rankNear(model, [coords.longitude, coords.latitude], m.here);
      },
      () => {
        hint.textContent = m.nearMeFailed;
      },
      OPTIONS,
    );
  });
};

/** Lists by the walk to a place that stays in the browser. */
export const rankNear = (model: PageModel, at: [number, number], name: string): void => {
  model.goTo(at);
  model.query = { ...model.query, sort: 'best', text: '', destination: { kind: 'point', id: '', name: '', position: at }, candidates: [] };
  model.rankAgain();
  const views = model.views();
  // The links of the cards must not carry the place: they lead on with everything else that was asked.
  const context = { ...model.context(), query: { ...model.query, destination: null } };
  put(byId('results'), cardGroups(views, context));
  rememberOrder(views);
  const title = byId('results-title');
  if (title === null) return;
  title.textContent = context.m.heading(views.length, name);
  title.tabIndex = -1;
  title.focus();
};
