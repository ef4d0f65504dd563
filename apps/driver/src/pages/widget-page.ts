import { formatTime, html, htmlDocument, icon, jsonScript, langTag, textIn, type Html } from '@wegweiser/web-kit';
import type { DriverPageInput } from '../model.js';
import { facilityHref, toneOf } from '../parts/card.js';
import { page } from '../parts/layout.js';
import { availability, facts, origin } from '../parts/value.js';
import { queryString } from '../query.js';
import type { FacilityView } from '../view/facility-view.js';
import { destinationName, prepare, publicStates, type PageData, type Prepared } from './driver-page.js';

const MOST = 12;
const USUAL = 3;

/** How many garages the widget shows: `n` of the query, 1 to 12. */
export const widgetCount = (query: DriverPageInput['query']): number => {
  const count = Number(query['n']);
  return Number.isInteger(count) && count >= 1 && count <= MOST ? count : USUAL;
};

const item = (view: FacilityView, { context, query }: Prepared): Html => {
  const { id, name } = view.brief;
  return html`<li class="card" data-facility="${id}" data-tone="${toneOf(view)}"><div class="card__head"><h2 class="card__name"><a href="${facilityHref(id, query)}" target="_blank" rel="noopener">${name}</a></h2></div><div class="avail" data-part="avail">${availability(view, context)}</div><ul class="facts" data-part="facts">${facts(view, context)}</ul><p class="origin" data-part="origin">${origin(view, context)}</p></li>`;
};

/**
 * The nearest garages for somebody else's page, in a frame of its own: live, without cookies, nothing stored. Links open
 * outside of the frame. Complete without JavaScript.
 */
export const renderWidgetPage = (input: DriverPageInput): string => {
  const { city, lang, assetBase, nowMs } = input;
  const prepared = prepare({ ...input, query: { ...input.query, follow: undefined } });
  const { m, query, context, list, ranking } = prepared;
  const views = prepared.views.slice(0, widgetCount(input.query));
  const destination = destinationName(query, m);
  const heading = destination === null ? m.title(city.city.name) : m.heading(views.length, destination);
  const data: PageData = { nowMs, timeZone: context.timeZone, live: input.live, embedded: true, query, briefs: list.briefs, states: publicStates(input.facilities), ranking };
  return htmlDocument(html`<html lang="${langTag(lang)}" data-lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${assetBase}driver.css"><script type="module" src="${assetBase}driver.js"></script></head>
<body class="widget"><main id="content"><h1 class="widget__title">${heading}</h1><div class="state" id="state" data-state="static"><p class="state__text" id="state-text" role="status">${icon('clock')}<span>${m.asOf(formatTime(nowMs, { timeZone: context.timeZone, lang }))}</span></p></div>${
    !input.live && html`<p class="notice" id="away">${icon('lost')}<span>${m.engineAway}</span></p>`
  }<ol class="cards">${views.map((view) => item(view, prepared))}</ol><p><a href="/${queryString(query)}" target="_blank" rel="noopener">${m.back}</a></p></main><footer class="widget__foot"><p>${textIn(city.city.attribution, lang)}</p></footer>${jsonScript('page-data', data)}</body>
</html>`);
};

const ROW_PX = 165;
const HEAD_PX = 220;

/** Where hotels and shops get the code for their page. `origin` is this service's own address without a slash at its end. */
export const renderEmbedPage = (input: DriverPageInput & { readonly origin: string }): string => {
  const { city, lang, assetBase } = input;
  const prepared = prepare({ ...input, ranking: null, query: { place: input.query['place'] } });
  const { m, query } = prepared;
  const count = widgetCount(input.query);
  const parameters = new URLSearchParams({ ...(query.destination === null ? {} : { place: query.destination.id }), n: String(count), lang });
  const src = `/widget?${parameters.toString()}`;
  const height = HEAD_PX + count * ROW_PX;
  const title = m.title(city.city.name);
  const code = `<iframe src="${input.origin}${src.replaceAll('&', '&amp;')}" title="${title}" width="100%" height="${height}" loading="lazy" frameborder="0"></iframe>`;
  const places = [...city.places, ...city.facilities];
  return page({
    city,
    lang,
    m,
    assetBase,
    title: m.embed,
    description: m.embedIntro,
    hrefIn: (one) => `/einbinden?${new URLSearchParams({ ...Object.fromEntries(parameters), lang: one }).toString()}`,
    main: html`<div class="single"><h1>${m.embed}</h1><p>${m.embedIntro}</p><form class="embed" action="/einbinden" method="get"><input type="hidden" name="lang" value="${lang}"><p class="field"><label for="place">${m.embedPlace}</label><select id="place" name="place"><option value="">${m.embedAny}</option>${places.map((place) => html`<option value="${place.id}"${place.id === query.destination?.id && html` selected`}>${place.name}</option>`)}</select></p><p class="field"><label for="n">${m.embedCount}</label><input id="n" name="n" type="number" min="1" max="${MOST}" value="${count}"></p><p><button class="button" type="submit">${m.embedMake}</button></p></form><p class="field"><label for="code">${m.embedCode}</label><textarea id="code" class="embed__code" readonly rows="4">${code}</textarea></p><h2>${m.embedPreview}</h2><iframe class="embed__frame" src="${src}" title="${title}" width="100%" height="${height}"></iframe></div>`,
    footer: html`<p class="foot__links"><a href="/?lang=${lang}">${m.back}</a></p>`,
  });
};
