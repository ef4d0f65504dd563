import { formatTime, html, textIn, type Html } from '@wegweiser/web-kit';
import type { StreetView } from '../view/streets.js';
import type { PartContext } from './value.js';

const source = ({ zone, estimate }: StreetView, { m, lang }: PartContext): string | null => {
  if (estimate === null) return null;
  if (estimate.basis === 'sensors' || estimate.basis === 'machines') return m.streetBy[estimate.basis](estimate.seen);
  return zone.usual === undefined ? null : m.streetUsual(textIn(zone.usual.source, lang));
};

/** What is expected there; never a number of spaces, and never without saying that it is an estimate. */
export const streetText = ({ estimate }: StreetView, { m }: PartContext): string => {
  if (estimate === null) return m.streetNone;
  const { freePct, lowPct, highPct } = estimate;
  return m.streetFree(String(freePct), lowPct === null || highPct === null ? null : [String(lowPct), String(highPct)]);
};

/** A usual share is no news: it has no time. */
const time = ({ estimate }: StreetView, { m, lang, timeZone }: PartContext): string | null =>
  estimate === null || estimate.basis === 'usual' ? null : m.asOf(formatTime(estimate.atMs, { timeZone, lang }));

const asSentences = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null).map((part) => `${part[0]?.toUpperCase() ?? ''}${part.slice(1).replace(/\.$/, '')}.`).join(' ');

const details = (view: StreetView, context: PartContext): string => {
  const { m, lang } = context;
  const { zone } = view;
  return asSentences([source(view, context), time(view, context), m.streetSpaces(zone.spaces === null ? null : String(zone.spaces)), zone.rule === undefined ? null : textIn(zone.rule, lang)]);
};

/** One sentence a zone, good to hear. */
export const streetSentence = (view: StreetView, context: PartContext): string => `${textIn(view.zone.name, context.lang)}: ${asSentences([streetText(view, context)])} ${details(view, context)}`;

/** On-street zones below the list: apart from what is counted, so that nobody takes one for the other. */
export const streetSection = (views: readonly StreetView[], context: PartContext): Html => {
  const { m, lang } = context;
  if (views.length === 0) return html``;
  const items = views.map((view) => html`<li class="street" id="s-${view.zone.id}"><h3 class="street__name">${textIn(view.zone.name, lang)}</h3><p class="street__value"><strong>${streetText(view, context)}</strong></p><p class="street__source">${details(view, context)}</p></li>`);
  return html`<section class="group group--streets" aria-labelledby="g-streets"><h2 class="group__title" id="g-streets">${m.streets} <span class="group__count">${views.length}</span></h2><p class="group__hint">${m.streetsHint}</p><ul class="streets">${items}</ul></section>`;
};
