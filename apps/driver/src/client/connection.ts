import { ageText, formatTime, html, icon, type LiveState } from '@wegweiser/web-kit';
import { byId, put } from './dom.js';
import type { PageModel } from './model.js';

/** Says in words and with a sign of its own whether the numbers are live, and since when not. */
export const showConnection = (model: PageModel, state: LiveState, sinceMs: number): void => {
  const { m, lang, timeZone } = model.context();
  const bar = byId('state');
  if (bar === null) return;
  bar.dataset['state'] = state;
  const time = formatTime(sinceMs, { timeZone, lang });
  const texts: Readonly<Record<LiveState, string>> = { connecting: m.connecting, live: m.live, lost: `${m.lost(time)}. ${m.lostHelp}` };
  put(byId('state-text'), html`${icon(state === 'live' ? 'live' : state === 'lost' ? 'lost' : 'clock')}<span>${texts[state]}</span>`);
};

/** For a page out of the service worker's store. */
export const showOffline = (model: PageModel): void => {
  const { m, lang, timeZone } = model.context();
  const bar = byId('state');
  if (bar === null) return;
  bar.dataset['state'] = 'lost';
  const { nowMs } = model.data;
  put(byId('state-text'), html`${icon('lost')}<span>${m.offline(formatTime(nowMs, { timeZone, lang }), ageText(model.nowMs() - nowMs, lang))}</span>`);
};
