import { formatTime, html, icon, isoInstant, jsonScript, STATUS_MEANINGS, statusWord, type Html } from '@wegweiser/web-kit';
import type { FacilityStatus } from '@wegweiser/contracts';
import { messagesFor, type Messages } from '../messages/index.js';
import type { DriverPageInput, RankedLike } from '../model.js';
import { cardGroups, type CardContext } from '../parts/card.js';
import { followPanel, nextBest } from '../parts/follow.js';
import { page } from '../parts/layout.js';
import { cityMap } from '../parts/map.js';
import { destinationHelp, searchForm } from '../parts/search.js';
import { streetSection } from '../parts/streets.js';
import { inLang, queryString, readDriverQuery, type DriverQuery } from '../query.js';
import { briefOf, type FacilityBrief, type FacilityView } from '../view/facility-view.js';
import { listViews, rankHere, type ListInput } from '../view/list.js';
import { streetViews, type StreetView } from '../view/streets.js';

/** What the browser needs to keep the page up to date; see `client/page-data.ts`. */
export interface PageData {
  readonly nowMs: number;
  readonly timeZone: string;
  readonly live: boolean;
  /** In a frame on somebody else's page: nothing is stored there, no worker is set up. */
  readonly embedded?: boolean;
  readonly query: DriverQuery;
  readonly briefs: readonly FacilityBrief[];
  readonly states: DriverPageInput['facilities'];
  readonly ranking: readonly Pick<RankedLike, keyof RankedLike>[] | null;
  readonly advised?: readonly string[];
}

/** States as the browser needs them: without what is for operators only. */
export const publicStates = (states: DriverPageInput['facilities']): DriverPageInput['facilities'] =>
  states.map((state) => ({ ...state, rezeroProposal: null, notes: [], audiences: state.audiences.map((audience) => ({ ...audience, raw: null, occupied: null, reasons: [] })) }));

export interface Prepared {
  readonly m: Messages;
  readonly query: DriverQuery;
  readonly context: CardContext;
  readonly list: ListInput;
  readonly ranking: readonly RankedLike[] | null;
  readonly views: readonly FacilityView[];
  readonly streets: readonly StreetView[];
}

/** Everything that the driver's page and its plain-text sister have in common. */
export const prepare = (input: DriverPageInput): Prepared => {
  const { city, nowMs, lang } = input;
  const query = { ...readDriverQuery(city, input.query), lang };
  const m = messagesFor(lang);
  const context: CardContext = { m, lang, query, timeZone: city.city.timeZone, audience: query.audience };
  const list: ListInput = {
    briefs: city.facilities.map(briefOf),
    states: new Map(input.facilities.map((state) => [state.id, state])),
    context: { audience: query.audience, heightM: query.heightM, walkMinutes: query.walkMinutes, maxCent: query.maxCent, arriveMinutes: query.arriveMinutes, nowMs },
  };
  const ranking = query.destination === null ? null : (input.ranking ?? rankHere(list, query.destination.position));
  return { m, query, context, list, ranking, views: listViews(list, ranking, query.sort), streets: streetViews(city, input.streetZones ?? [], query.destination?.position ?? null, nowMs) };
};

export const destinationName = ({ destination }: DriverQuery, m: Messages): string | null => (destination === null ? null : destination.kind === 'point' ? m.here : destination.asked === undefined ? destination.name : destination.kind === 'street' ? m.numberUnknown(destination.asked) : m.nextTo(destination.asked, destination.name));

const stateBar = (input: DriverPageInput, { m, query, context }: Prepared): Html => {
  const time = formatTime(input.nowMs, { timeZone: context.timeZone, lang: context.lang });
  return html`<div class="state" id="state" data-state="static"><p class="state__text" id="state-text" role="status">${icon('clock')}<span><time datetime="${isoInstant(input.nowMs)}">${m.asOf(time)}</time></span></p><a class="state__reload" href="/${queryString(query)}">${m.reload}</a></div>`;
};

const awayNotice = (m: Messages): Html => html`<div class="notice" id="away">${icon('lost')}<div><p><strong>${m.engineAway}</strong></p><p>${m.engineAwayHelp}</p></div></div>`;

const STATUSES: readonly FacilityStatus[] = ['spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable'];
export const legend = ({ m, context }: Pick<Prepared, 'm' | 'context'>): Html =>
  html`<details class="legend"><summary>${m.legend}</summary><dl class="legend__list">${STATUSES.map((status) => html`<div data-tone="${status}"><dt>${icon(status)}<span>${statusWord(status, context.lang)}</span></dt><dd>${STATUS_MEANINGS[context.lang][status]}</dd></div>`)}</dl></details>`;

/** Shown by the script where the browser and the service can do it. */
const pushOffer = (m: Messages): Html =>
  html`<p class="push" id="push" hidden><button class="button button--small button--second" type="button" aria-pressed="false">${icon('live')}<span>${m.push}</span></button> <span class="hint" id="push-hint" role="status">${m.pushPrivacy}</span></p>`;

/** The drawn map is there for everybody; this one is loaded only by who wants it, and can. */
const mapOffer = (m: Messages): Html =>
  html`<div class="livemap" id="live-map" hidden></div><p class="mapbox__offer" id="map-offer" hidden><button class="button button--small button--second" type="button" aria-pressed="false">${m.mapMove}</button> <span class="hint" id="map-state" role="status">${m.mapMoveHint}</span></p>`;

const followSection = ({ m, query, views, context }: Prepared, advised: readonly string[] = []): Html => {
  const view = views.find((one) => one.brief.id === query.follow);
  return html`<section class="follow" id="follow" aria-label="${m.followed}"${view === undefined && html` hidden`}>${view !== undefined && followPanel(view, nextBest(views, view.brief.id, advised), context)}</section>${view !== undefined && pushOffer(m)}<p class="vh" id="alert" role="alert"></p>`;
};

/** The driver's page: where to, what for, and the answer. Complete without JavaScript. */
export const renderDriverPage = (input: DriverPageInput): string => {
  const { city, lang, assetBase, nowMs } = input;
  const prepared = prepare(input);
  const { m, query, context, views } = prepared;
  const destination = destinationName(query, m);
  const heading = views.length === 0 ? m.headingNoData : m.heading(views.length, destination);
  const data: PageData = { nowMs, timeZone: context.timeZone, live: input.live, query, briefs: prepared.list.briefs, states: publicStates(input.facilities), ranking: prepared.ranking, ...(input.advised !== undefined && { advised: input.advised }) };
  return page({
    city,
    lang,
    m,
    assetBase,
    title: destination === null ? m.title(city.city.name) : `${heading} – ${m.title(city.city.name)}`,
    description: m.textIntro(city.city.name, formatTime(nowMs, { timeZone: context.timeZone, lang })),
    hrefIn: (one) => `/${queryString(inLang(query, one))}`,
    hero: html`<div class="hero">${searchForm(city, query, m)}</div>`,
    main: html`<div class="columns"><div class="columns__list">${destinationHelp(city, query, m)}<div class="results__head"><h1 class="results__title" id="results-title">${heading}</h1>${stateBar(input, prepared)}</div>${
      !input.live && awayNotice(m)
    }<p class="vh" id="announce" aria-live="polite"></p>${followSection(prepared, input.advised)}<p class="resort" id="resort" hidden><span>${m.orderChanged}</span> <a class="button button--small" href="/${queryString(query)}">${m.resort}</a></p><div id="results">${cardGroups(views, context)}</div>${streetSection(prepared.streets, context)}${legend(prepared)}</div>${
      views.length > 0 && html`<aside class="columns__map" aria-label="${m.map}"><details class="mapbox" open><summary>${m.map}</summary>${cityMap(city, views, query.destination, context)}${mapOffer(m)}<p class="mapbox__hint" id="map-hint">${m.mapHint}</p></details></aside>`
    }</div>`,
    footer: html`<p class="foot__links"><a href="/text${queryString({ ...query, follow: null })}">${m.textVersion}</a> ${query.destination !== null && html`<a href="/warum${queryString({ ...query, follow: null })}">${m.whyLink}</a> `}<a href="/drucken?lang=${lang}">${m.print}</a> <a href="/einbinden?lang=${lang}">${m.embed}</a></p>`,
    data: jsonScript('page-data', data),
  });
};
