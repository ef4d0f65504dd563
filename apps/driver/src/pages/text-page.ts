import { ageText, formatMetres, formatTime, html, type Html, htmlDocument, langTag, qualityWord, textIn } from '@wegweiser/web-kit';
import type { DriverPageInput } from '../model.js';
import { arrivalText, availabilityText, openingText, priceText } from '../parts/value.js';
import { streetSentence } from '../parts/streets.js';
import { queryString, saysLang, SORTS } from '../query.js';
import type { FacilityView } from '../view/facility-view.js';
import { groupViews } from '../view/list.js';
import { destinationName, prepare, type Prepared } from './driver-page.js';

/** One sentence a facility, in an order that is good to hear: name, spaces, walk, price, age. */
export const sentence = (view: FacilityView, { context, m, query }: Prepared): string => {
  const { brief, walk, ageMs } = view;
  const limit = view.tooHigh && brief.heightLimitM !== undefined ? m.tooHigh(formatMetres(brief.heightLimitM, context.lang)) : null;
  const parts = [
    view.offered ? availabilityText(view, context) : m.notOffered(m.audiences[query.audience] ?? query.audience),
    walk === null ? null : m.walkMinutes(walk.minutes),
    openingText(view, context),
    arrivalText(view, context),
    priceText(brief, context),
    limit,
    view.vacant === null || ageMs === null ? null : m.age(qualityWord(view.quality, context.lang), ageText(ageMs, context.lang)),
  ];
  return `${brief.name}: ${parts.filter((part) => part !== null).join(', ')}.`;
};

const form = ({ m, query }: Prepared): Html => html`<form action="/text" method="get">${saysLang(query) && html`<input type="hidden" name="lang" value="${query.lang}">`}<p><label for="q">${m.where}</label> <input id="q" name="q" value="${query.text}" size="24" maxlength="80"> <label for="sort">${m.sort}</label> <select id="sort" name="sort">${SORTS.map((sort) => html`<option value="${sort}"${sort === query.sort && html` selected`}>${m.sorts[sort]}</option>`)}</select> <button type="submit">${m.search}</button></p></form>`;

/** The same content for text browsers and for reading aloud: no styles, no script, no pictures. */
export const renderTextPage = (input: DriverPageInput): string => {
  const { city, lang, nowMs } = input;
  const prepared = prepare(input);
  const { m, query, views, streets, context } = prepared;
  const destination = destinationName(query, m);
  const title = m.heading(views.length, destination);
  const choices = query.destination === null ? query.candidates : [];
  return htmlDocument(html`<html lang="${langTag(lang)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title></head>
<body>
<main>
<h1>${title}</h1>
<p>${m.textIntro(city.city.name, formatTime(nowMs, { timeZone: context.timeZone, lang }))}</p>
${!input.live && html`<p>${m.engineAway} ${m.engineAwayHelp}</p>`}
${form(prepared)}
${query.destination === null && query.text !== '' && html`<p>${choices.length > 0 ? m.didYouMean(query.text) : m.notFound(query.text)}</p><ul>${choices.map((one) => html`<li><p><a href="/text${queryString({ ...query, text: one.name, destination: one, candidates: [] })}">${one.name}</a> (${m.kinds[one.kind]})</p></li>`)}</ul>`}
${groupViews(views).map(([name, group]) => html`<h2>${m.groups[name]}</h2>
<ol>
${group.map((view) => html`<li><p><a href="/parken/${view.brief.id}${queryString({ ...query, follow: null })}">${sentence(view, prepared)}</a></p></li>
`)}</ol>
`)}
${streets.length > 0 && html`<h2>${m.streets}</h2>
<p>${m.streetsHint}</p>
<ul>
${streets.map((view) => html`<li><p>${streetSentence(view, context)}</p></li>
`)}</ul>
`}</main>
<footer>
<p><a href="/${queryString(query)}">${m.fullVersion}</a></p>
${query.destination !== null && html`<p><a href="/warum${queryString({ ...query, follow: null })}">${m.whyLink}</a></p>`}
<p>${textIn(city.city.attribution, lang)}</p>
</footer>
</body>
</html>`);
};
