import { connectLive, formatTime, html, icon, type LiveState } from '@wegweiser/web-kit';
import { cardBody, summaryText, type CardContext, type GalleryState } from '../pages/gallery-card.js';
import { galleryWords } from '../pages/gallery-words.js';
import type { GalleryData } from '../pages/gallery.js';

const TICK_MS = 1000;

const run = (data: GalleryData): void => {
  const { lang, timeZone, signs } = data;
  const w = galleryWords(lang);
  let states: ReadonlyMap<string, GalleryState> = new Map(data.states.map((state) => [state.id, state]));
  const drawn = new Map<string, string>();

  /** Draws a card again only when it says something else: also ageing changes it. */
  const draw = (nowMs: number): void => {
    const context: CardContext = { lang, timeZone, nowMs };
    for (const sign of signs) {
      const body = cardBody(sign, states.get(sign.spec.id), context).toString();
      if (drawn.get(sign.spec.id) === body) continue;
      const element = document.querySelector(`[data-sign="${CSS.escape(sign.spec.id)}"] [data-part="body"]`);
      if (element !== null) element.innerHTML = body;
      drawn.set(sign.spec.id, body);
    }
    const summary = document.getElementById('summary');
    const text = summaryText(signs, states, context);
    if (summary !== null && summary.textContent !== text) summary.textContent = text;
  };

  const tell = (state: LiveState, sinceMs: number): void => {
    const bar = document.getElementById('state');
    if (bar === null) return;
    const texts: Readonly<Record<LiveState, string>> = { live: w.live, connecting: w.connecting, lost: w.lost(formatTime(sinceMs, { timeZone, lang })) };
    bar.dataset['state'] = state;
    bar.innerHTML = html`${icon(state === 'live' ? 'live' : state === 'lost' ? 'lost' : 'clock')}<span>${texts[state]}</span>`.toString();
  };

  const startedMs = performance.now();
  let heard = false;
  const live = connectLive({
    rooms: ['signs'],
    onValues: (collection, values) => {
      if (collection !== 'signs') return;
      heard = true;
      states = values as ReadonlyMap<string, GalleryState>;
      draw(live.nowMs());
    },
    onState: tell,
  });
  setInterval(() => draw(heard ? live.nowMs() : data.nowMs + performance.now() - startedMs), TICK_MS);
};

const element = document.getElementById('gallery-data');
if (element !== null) run(JSON.parse(element.textContent ?? '{}') as GalleryData);
