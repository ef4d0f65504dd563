import { formatMetres, formatMoney, html, icon, type Html } from '@wegweiser/web-kit';
import type { City } from '@wegweiser/contracts';
import { suggestions, type Destination } from '../gazetteer.js';
import type { Messages } from '../messages/index.js';
import { ARRIVALS, audiencesOf, hasNeeds, queryString, saysLang, SORTS, type DriverQuery } from '../query.js';

const option = (value: string, text: string, chosen: boolean): Html => html`<option value="${value}"${chosen && html` selected`}>${text}</option>`;

const audienceField = (city: City, query: DriverQuery, m: Messages): Html | null => {
  const audiences = audiencesOf(city);
  if (audiences.length < 2) return null;
  return html`<p class="field"><label for="audience">${m.audience}</label><select id="audience" name="audience">${audiences.map((id) => option(id, audienceName(city, id, query, m), id === query.audience))}</select></p>`;
};

/** The page's own word, else the name that the city gave it. */
export const audienceName = (city: City, id: string, query: Pick<DriverQuery, 'lang'>, m: Messages): string => {
  const named = city.facilities.flatMap((facility) => facility.audiences).find((audience) => audience.id === id && audience.name !== undefined);
  return m.audiences[id] ?? (query.lang === 'en' ? named?.name?.en : named?.name?.de) ?? id;
};

/** Euros an hour. */
const PRICES = [1, 1.5, 2, 2.5, 3];
const WALKS = [5, 10, 15, 20];

/** Prices around what the city's car parks cost; asked only where an hour has a price. */
const priceField = (city: City, query: DriverQuery, m: Messages): Html | null => {
  if (!city.facilities.some((facility) => facility.tariff?.centPerHour !== undefined)) return null;
  const choices = [...new Set([...PRICES, ...(query.maxCent === null ? [] : [query.maxCent / 100])])].toSorted((a, b) => a - b);
  return html`<p class="field"><label for="price">${m.maxPrice}</label><select id="price" name="price">${option('', m.priceAny, query.maxCent === null)}${choices.map((euro) => option(String(euro), m.upToPrice(formatMoney(Math.round(euro * 100), query.lang)), query.maxCent === Math.round(euro * 100)))}</select></p>`;
};

const needsFields = (city: City, query: DriverQuery, m: Messages): Html => html`<div class="needs__fields">
${audienceField(city, query, m)}
<p class="field"><label for="heightM">${m.height}</label><input id="heightM" name="heightM" inputmode="decimal" autocomplete="off" pattern="[0-9]([.,][0-9]{1,2})?" placeholder="${m.heightHint}" value="${query.heightM === null ? '' : formatMetres(query.heightM, query.lang)}"></p>
<p class="field"><label for="walk">${m.walk}</label><select id="walk" name="walk">${option('', m.walkAny, query.walkMinutes === null)}${WALKS.map((minutes) => option(String(minutes), m.upTo(minutes), query.walkMinutes === minutes))}</select></p>
${priceField(city, query, m)}<p class="field"><label for="arrive">${m.arrive}</label><select id="arrive" name="arrive">${ARRIVALS.map((minutes) => option(String(minutes), m.arriveIn(minutes), minutes === query.arriveMinutes))}</select></p>
<p class="field"><label for="sort">${m.sort}</label><select id="sort" name="sort">${SORTS.map((sort) => option(sort, m.sorts[sort], sort === query.sort))}</select></p>
<p class="field field--check"><input type="checkbox" id="free" name="free" value="1"${query.onlyFree && html` checked`}><label for="free">${m.onlyFree}</label></p>
</div><p class="needs__actions"><button class="button" type="submit">${m.apply}</button> <a class="on-brand" href="/?lang=${query.lang}">${m.reset}</a></p>`;

const pointFields = ({ destination }: DriverQuery): Html | null =>
  destination?.kind !== 'point' ? null : html`<input type="hidden" name="lat" value="${destination.position[1]}"><input type="hidden" name="lon" value="${destination.position[0]}">`;

/** Where to, and what is needed: one plain GET form. */
export const searchForm = (city: City, query: DriverQuery, m: Messages): Html => html`<form class="search" id="search" action="/" method="get" role="search">
${saysLang(query) && html`<input type="hidden" name="lang" value="${query.lang}">`}${query.follow !== null && html`<input type="hidden" name="follow" value="${query.follow}">`}${pointFields(query)}
<label class="search__label" for="q">${m.where}</label>
<div class="search__row"><div class="search__box">${icon('search')}<input class="search__input" id="q" name="q" type="search" list="destinations" maxlength="80" autocomplete="off" enterkeyhint="search" placeholder="${m.whereHint}" value="${query.text}"></div><button class="button button--accent" type="submit">${m.search}</button></div>
<datalist id="destinations">${suggestions(city).map((name) => html`<option value="${name}"></option>`)}</datalist>
<p class="search__near" id="near" hidden><button class="near" type="button">${icon('locate')}<span>${m.nearMe}</span></button> <span class="search__hint" id="near-hint" role="status">${m.nearMePrivacy}</span></p>
<details class="needs"${hasNeeds(query) && html` open`}><summary>${m.needs}</summary>${needsFields(city, query, m)}</details>
</form>`;

const candidate = (one: Destination, query: DriverQuery, m: Messages): Html => {
  const href = queryString({ ...query, text: one.name, destination: one, candidates: [] });
  return html`<li><a href="/${href}">${one.name}</a> <span class="choice__kind">${m.kinds[one.kind]}</span></li>`;
};

/** What to do when the typed text is not clear or not known. */
export const destinationHelp = (city: City, query: DriverQuery, m: Messages): Html | null => {
  if (query.destination !== null || query.text === '') return null;
  const isKnown = query.candidates.length > 0;
  const choices = isKnown ? query.candidates : city.places.map((place): Destination => ({ ...place, kind: 'place' }));
  return html`<section class="choice" aria-labelledby="choice-title"><h2 class="choice__title" id="choice-title">${isKnown ? m.didYouMean(query.text) : m.notFound(query.text)}</h2>${!isKnown && html`<p>${m.notFoundHelp}</p>`}<ul class="choice__list">${choices.map((one) => candidate(one, query, m))}</ul></section>`;
};
