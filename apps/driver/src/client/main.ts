import './driver.css';
import { connectLive } from '@wegweiser/web-kit';
import type { FacilityState } from '@wegweiser/contracts';
import type { PageData } from '../pages/driver-page.js';
import { Announcer } from './announce.js';
import { pageClock } from './clock.js';
import { Guidance } from './guidance.js';
import { showConnection, showOffline } from './connection.js';
import { byId } from './dom.js';
import { offerMap } from './map/offer-map.js';
import { offerMapPick } from './map/map-pick.js';
import { PageModel } from './model.js';
import { offerNearMe } from './near-me.js';
import { openNavigation } from './navigate.js';
import { offerPush } from './push.js';
import { refresh, rememberOrder } from './refresh.js';

const TICK_MS = 1000;

const roomsOf = (data: PageData): string[] => (data.briefs.length === 1 ? data.briefs.map((brief) => `facilities/${brief.id}`) : ['facilities']);

const run = (data: PageData): void => {
  const { cachedAt } = document.documentElement.dataset;
  const ownClock = pageClock(data.nowMs, cachedAt);
  let serviceClock: (() => number) | null = null;
  const model = new PageModel(data, () => (serviceClock ?? ownClock)());
  const announcer = new Announcer(model);
  // A page in a frame leads nobody.
  const guidance = data.embedded === true ? null : new Guidance(model);
  rememberOrder(model.views());

  const connection = connectLive({
    rooms: roomsOf(data),
    onValues: (collection, values, change) => {
      if (collection !== 'facilities') return;
      serviceClock = connection.nowMs;
      model.states = new Map(values as ReadonlyMap<string, FacilityState>);
      model.rankAgain();
      refresh(model);
      announcer.note(model.views());
      guidance?.note();
      // A snapshot may be as old as the page; a change shows that the engine works again.
      if (!change.whole) byId('away')?.remove();
    },
    onState: (state, sinceMs) => {
      if (state !== 'live' && serviceClock === null && cachedAt !== undefined) showOffline(model);
      else showConnection(model, state, serviceClock === null ? model.nowMs() : sinceMs);
    },
  });
  setInterval(() => refresh(model), TICK_MS);
  offerNearMe(model);
  offerMapPick(model);
  offerMap(model);
  openNavigation(model);
  // Without messages everything else works as before.
  if (data.embedded !== true) offerPush(model).catch(() => undefined);
};

const element = byId('page-data');
const pageData = element === null ? null : (JSON.parse(element.textContent ?? '{}') as PageData);
if (pageData !== null) run(pageData);
// The worker must lie at the root to serve every page; where it is not served this is simply not installable.
if (pageData?.embedded !== true && 'serviceWorker' in navigator) navigator.serviceWorker.register(import.meta.url.replace(/[^/]*$/, 'sw.js'), { scope: '/' }).catch(() => undefined);
