import { formatMetres, formatNumber, formatTime, html, icon, jsonScript, QUALITY_MEANINGS, STATUS_MEANINGS, textIn, type Html } from '@wegweiser/web-kit';
import type { City, FacilityConfig, FacilityState } from '@wegweiser/contracts';
import { messagesFor } from '../messages/index.js';
import type { FacilityPageInput } from '../model.js';
import { toneOf, type CardContext } from '../parts/card.js';
import { page } from '../parts/layout.js';
import { navigationLinks } from '../parts/navigation.js';
import { audienceName } from '../parts/search.js';
import { availability, availabilityText, CHANCE_TONES, facts, origin, rowNumber, rowState } from '../parts/value.js';
import { inLang, queryString, readDriverQuery, type DriverQuery } from '../query.js';
import { chanceOf, currentForecast } from '../view/arrival.js';
import { briefOf, viewOf, type FacilityView } from '../view/facility-view.js';
import { publicStates, type PageData } from './driver-page.js';
import { renderNotFoundPage } from './plain-pages.js';

interface Facility {
  readonly city: City;
  readonly config: FacilityConfig;
  readonly state: FacilityState | undefined;
  readonly query: DriverQuery;
  readonly context: CardContext;
  readonly nowMs: number;
}

const viewFor = ({ config, state, query, nowMs }: Facility, audience: string): FacilityView => viewOf(briefOf(config), state, undefined, { audience, heightM: null, walkMinutes: null, arriveMinutes: query.arriveMinutes, nowMs });

const audienceRow = (facility: Facility, id: string): Html => {
  const { city, query, context } = facility;
  const { m, lang } = context;
  const view = viewFor(facility, id);
  return html`<tr data-tone="${toneOf(view)}" data-audience="${id}"><th scope="row">${audienceName(city, id, query, m)}</th><td class="table__number" data-part="row-number">${rowNumber(view, context)}</td><td class="table__number">${formatNumber(view.capacity, lang)}</td><td data-part="row-state">${rowState(view, context)}</td></tr>`;
};

const audienceTable = (facility: Facility): Html => {
  const { m } = facility.context;
  return html`<section aria-labelledby="spaces"><h2 id="spaces">${m.spaces}</h2><table class="table"><thead><tr><th scope="col">${m.spacesFor}</th><th scope="col" class="table__number">${m.freeColumn}</th><th scope="col" class="table__number">${m.capacityColumn}</th><th scope="col">${m.stateColumn}</th></tr></thead><tbody>${facility.config.audiences.map((one) => audienceRow(facility, one.id))}</tbody></table></section>`;
};

const openingText = (facility: Facility): Html => {
  const { config, state, context } = facility;
  const { m, lang, timeZone } = context;
  const change = state?.nextOpeningChange ?? null;
  const hours = config.openingHours === '24/7' ? m.openingUnknown : config.openingHours;
  if (change === null || change.atMs <= facility.nowMs) return html`${hours}`;
  const at = formatTime(change.atMs, { timeZone, lang, style: 'dateTime' });
  return html`${hours}<br>${m.nextChange}: ${change.to === 'closed' ? m.closesAt(at) : m.opensAt(at)}`;
};

const detailsList = (facility: Facility): Html => {
  const { config, context } = facility;
  const { m, lang } = context;
  return html`<dl class="details"><div><dt>${m.address}</dt><dd>${config.address}</dd></div>${
    config.entrances.length > 0 && html`<div><dt>${m.entrance}</dt><dd>${config.entrances.map((one) => one.street).join(', ')}</dd></div>`
  }<div><dt>${m.openingHours}</dt><dd>${openingText(facility)}</dd></div><div><dt>${m.tariff}</dt><dd>${config.tariff === undefined ? m.tariffUnknown : textIn(config.tariff.text, lang)}</dd></div><div><dt>${m.heightLabel}</dt><dd>${
    config.heightLimitM === undefined ? m.heightUnknown : m.heightLimit(formatMetres(config.heightLimitM, lang))
  }</dd></div>${config.url !== undefined && html`<div><dt>${m.source}</dt><dd><a href="${config.url}" rel="noreferrer">${m.moreAt}</a></dd></div>`}</dl>`;
};

const numberStory = (facility: Facility, view: FacilityView): Html => {
  const { m, lang } = facility.context;
  const notes = facility.state?.notes ?? [];
  return html`<section aria-labelledby="number"><h2 id="number">${m.aboutNumber}</h2><p>${STATUS_MEANINGS[lang][view.status]} ${view.vacant !== null && QUALITY_MEANINGS[lang][view.quality]}</p>${notes.map((note) => html`<p>${textIn(note, lang)}</p>`)}</section>`;
};

const arrival = ({ config, context }: Facility): Html => {
  const { m } = context;
  const places = config.entrances.length > 0 ? config.entrances : [{ position: config.position, street: config.address }];
  return html`<section class="arrival" id="anfahrt" aria-labelledby="arrival"><h2 id="arrival">${m.arrival}</h2><ul class="arrival__list">${places.map((place) => html`<li><h3 class="arrival__street">${icon('route')}<span>${place.street}</span></h3>${navigationLinks(place.position, config.name, m)}</li>`)}</ul></section>`;
};

/** The hours ahead with their spread; nothing where no forecast may be shown. */
const outlook = ({ state, context, nowMs }: Facility): Html | null => {
  const { m, lang } = context;
  const forecast = currentForecast(state, nowMs);
  if (forecast === null) return null;
  const whole = (value: number): string => formatNumber(Math.round(value), lang);
  const row = ({ minutes, vacant, p10, p90, pFree }: (typeof forecast.horizons)[number]): Html => {
    const chance = chanceOf(pFree);
    // Never "100 %": nobody knows.
    const percent = Math.min(99, Math.max(1, Math.round(pFree * 100)));
    const at = formatTime(forecast.issuedAtMs + minutes * 60_000, { timeZone: context.timeZone, lang });
    return html`<tr><th scope="row">${at}</th><td class="table__number">${whole(vacant)}</td><td class="table__number">${m.range(whole(p10), whole(p90))}</td><td><span class="status" data-tone="${CHANCE_TONES[chance]}">${icon(CHANCE_TONES[chance])}<span>${m.chances[chance]} (${m.percent(String(percent))})</span></span></td></tr>`;
  };
  const skill = forecast.skill === null ? '' : ` ${m.forecastSkill(formatNumber(Math.round(forecast.skill.maePct * 10) / 10, lang), formatNumber(forecast.skill.outcomes, lang))}`;
  return html`<section aria-labelledby="outlook"><h2 id="outlook">${m.forecast}</h2><table class="table"><thead><tr><th scope="col">${m.forecastWhen}</th><th scope="col" class="table__number">${m.forecastFree}</th><th scope="col" class="table__number">${m.forecastRange}</th><th scope="col">${m.forecastChance}</th></tr></thead><tbody>${forecast.horizons.map(row)}</tbody></table><p class="hint">${m.forecastBasis[forecast.basis]}${skill}</p></section>`;
};

/** One facility with all that is known of it. An unknown id gives a helpful page; answer it with status 404. */
export const renderFacilityPage = (input: FacilityPageInput): string => {
  const { city, lang, assetBase, nowMs } = input;
  const config = city.facilities.find((one) => one.id === input.facilityId);
  if (config === undefined) return renderNotFoundPage(input);
  const m = messagesFor(lang);
  const query = { ...readDriverQuery(city, input.query ?? {}), lang };
  const state = input.facilities.find((one) => one.id === config.id);
  const context: CardContext = { m, lang, query, timeZone: city.city.timeZone, audience: query.audience };
  const facility: Facility = { city, config, state, query, context, nowMs };
  const view = viewFor(facility, query.audience);
  const data: PageData = { nowMs, timeZone: context.timeZone, live: input.live, query, briefs: [briefOf(config)], states: state === undefined ? [] : publicStates([state]), ranking: null };
  const back = queryString(query);
  return page({
    city,
    lang,
    m,
    assetBase,
    title: `${config.name} – ${m.title(city.city.name)}`,
    description: `${config.name}: ${availabilityText(view, context)}`,
    hrefIn: (one) => `/parken/${config.id}${queryString(inLang(query, one))}`,
    skip: m.details,
    main: html`<div class="single"><p class="crumb"><a href="/${back}">← ${m.back}</a></p><article class="card card--single" id="p-${config.id}" data-facility="${config.id}" data-tone="${toneOf(view)}"><div class="card__head"><h1 class="card__name">${config.name}</h1><p class="card__street">${config.address}</p></div><div class="avail avail--big" data-part="avail">${availability(view, context)}</div><ul class="facts" data-part="facts">${facts(view, context)}</ul><p class="origin" data-part="origin">${origin(view, context)}</p><p class="card__actions"><a class="button" data-navigate="${config.id}" href="#anfahrt">${icon('route')}<span>${m.navigate}</span></a><a class="quiet" href="/${queryString({ ...query, follow: config.id })}">${icon('star')}<span>${m.follow}</span></a></p></article><div class="state" id="state" data-state="static"><p class="state__text" id="state-text" role="status">${icon('clock')}<span>${m.asOf(formatTime(nowMs, { timeZone: context.timeZone, lang }))}</span></p><a class="state__reload" href="/parken/${config.id}${back}">${m.reload}</a></div><p class="vh" id="announce" aria-live="polite"></p><p class="vh" id="alert" role="alert"></p>${
      !input.live && html`<div class="notice" id="away">${icon('lost')}<div><p><strong>${m.engineAway}</strong></p><p>${m.engineAwayHelp}</p></div></div>`
    }${audienceTable(facility)}${outlook(facility)}${arrival(facility)}${detailsList(facility)}${numberStory(facility, view)}</div>`,
    footer: html`<p class="foot__links"><a href="/text${back}">${m.textVersion}</a> <a href="/plakat/${config.id}?lang=${lang}">${m.poster}</a></p>`,
    data: jsonScript('page-data', data),
  });
};
