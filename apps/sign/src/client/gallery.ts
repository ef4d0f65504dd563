import { connectLive, formatTime, html, icon, type LiveState } from '@wegweiser/web-kit';
import { cardBody, filterCounts, matchesFilter, summaryText, type CardContext, type GalleryState } from '../pages/gallery-card.js';
import { galleryWords, type GalleryFilter } from '../pages/gallery-words.js';
import type { GalleryData } from '../pages/gallery.js';

const TICK_MS = 1000;

/** Writes only what changed: what is written anew is read out anew. */
const say = (place: Element | null, text: string): void => {
  if (place !== null && place.textContent !== text) place.textContent = text;
};

const tellCounts = (counts: Readonly<Record<GalleryFilter, number>>, chosen: GalleryFilter): void => {
  for (const [name, count] of Object.entries(counts)) say(document.querySelector(`[data-count="${name}"]`), String(count));
  const none = document.getElementById('none');
  if (none !== null) none.hidden = counts[chosen] > 0;
};

const run = (data: GalleryData): void => {
  const { lang, timeZone, signs, filter } = data;
  const w = galleryWords(lang);
  let states: ReadonlyMap<string, GalleryState> = new Map(data.states.map((state) => [state.id, state]));
  const drawn = new Map<string, string>();

  /** Draws a card again only when it says something else: also ageing changes it. */
  const draw = (nowMs: number): void => {
    const context: CardContext = { lang, timeZone, nowMs };
    for (const sign of signs) {
      const card = document.querySelector<HTMLElement>(`[data-sign="${CSS.escape(sign.spec.id)}"]`);
      if (card !== null) card.hidden = !matchesFilter(filter, states.get(sign.spec.id), nowMs);
      const body = cardBody(sign, states.get(sign.spec.id), context).toString();
      if (drawn.get(sign.spec.id) === body) continue;
      const element = card?.querySelector('[data-part="body"]') ?? null;
      if (element !== null) element.innerHTML = body;
      drawn.set(sign.spec.id, body);
    }
    tellCounts(filterCounts(signs, states, nowMs), filter);
    const summary = document.getElementById('summary');
    say(summary, summaryText(signs, states, context));
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
