import { formatTime, html, type Html, htmlDocument, icon, isoInstant, jsonScript, textIn } from '@wegweiser/web-kit';
import { DEFAULT_ASSET_BASE, type GalleryInput } from '../model.js';
import { specOf } from '../panel/spec-of.js';
import { filterCounts, galleryCard, publicPart, readFilter, summaryText, type CardContext, type GallerySign, type GalleryState } from './gallery-card.js';
import { GALLERY_FILTERS, galleryWords, type GalleryFilter, type GalleryWords } from './gallery-words.js';

/** What `gallery.js` starts from. */
export interface GalleryData {
  readonly signs: readonly GallerySign[];
  readonly states: readonly GalleryState[];
  readonly lang: 'de' | 'en';
  readonly timeZone: string;
  readonly nowMs: number;
  readonly filter: GalleryFilter;
}

const address = (lang: 'de' | 'en', filter: GalleryFilter): string => `/signs?lang=${lang}${filter === 'all' ? '' : `&show=${filter}`}`;

const filters = (lang: 'de' | 'en', chosen: GalleryFilter, counts: Readonly<Record<GalleryFilter, number>>, w: GalleryWords): Html =>
  html`<nav aria-label="${w.filters}"><ul class="filters">${GALLERY_FILTERS.map((filter) => html`<li><a href="${address(lang, filter)}"${filter === chosen && html` aria-current="true"`}>${w.filter[filter]} <span data-count="${filter}">${counts[filter]}</span></a></li>`)}</ul></nav>`;

const languages = (lang: 'de' | 'en', filter: GalleryFilter, w: GalleryWords): Html =>
  html`<nav class="langs" aria-label="${w.languages}"><ul class="langs__list"><li><a href="${address('de', filter)}" lang="de" hreflang="de"${lang === 'de' && html` aria-current="true"`}>Deutsch</a></li><li><a href="${address('en', filter)}" lang="en" hreflang="en"${lang === 'en' && html` aria-current="true"`}>English</a></li></ul></nav>`;

/** All signs of the city as they are. Complete without JavaScript; `gallery.js` keeps it live. */
export const renderGallery = ({ city, signs, nowMs, lang: wanted, filter: selection, assetBase = DEFAULT_ASSET_BASE }: GalleryInput): string => {
  const lang = wanted === 'en' ? 'en' : 'de';
  const filter = readFilter(selection);
  const w = galleryWords(lang);
  const { timeZone } = city.city;
  const context: CardContext = { lang, timeZone, nowMs };
  const list: GallerySign[] = city.signs.map((sign) => {
    const area = city.areas.find((one) => one.id === sign.area);
    return { spec: specOf(sign), area: area === undefined ? sign.area : textIn(area.name, lang), facingDeg: sign.facingDeg };
  });
  const states = new Map(signs.map((state) => [state.id, state]));
  const data: GalleryData = { signs: list, states: signs.map(publicPart), lang, timeZone, nowMs, filter };
  const counts = filterCounts(list, states, nowMs);
  const title = w.title(city.city.name);
  return htmlDocument(html`<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>${title}</title><link rel="icon" href="${assetBase}icon.svg" type="image/svg+xml"><link rel="stylesheet" href="${assetBase}gallery.css"><script type="module" src="${assetBase}gallery.js"></script></head>
<body class="gallery"><a class="skip" href="#signs">${w.skip}</a>
<header class="gallery__top"><div class="gallery__bar"><h1>${title}</h1>${languages(lang, filter, w)}</div><p class="gallery__intro">${w.intro}</p></header>
<main class="gallery__main"><p class="gallery__summary" id="summary">${summaryText(list, states, context)}</p><p class="state" id="state" data-state="static" role="status">${icon('clock')}<span><time datetime="${isoInstant(nowMs)}">${w.asOf(formatTime(nowMs, { timeZone, lang }))}</time></span></p>${list.length > 0 && filters(lang, filter, counts, w)}${
    list.length === 0 ? html`<p><strong>${w.nothing}</strong> ${w.nothingHelp}</p>` : html`<p id="none" class="sign__mute"${counts[filter] > 0 && html` hidden`}>${w.noneOfThese}</p><ul class="signs" id="signs" tabindex="-1">${list.map((sign) => galleryCard(sign, states.get(sign.spec.id), context, filter))}</ul>`
  }</main>
<footer class="gallery__foot"><p>${textIn(city.city.attribution, lang)}</p></footer>
${jsonScript('gallery-data', data)}</body>
</html>`);
};
