import { ageText, durationText, formatMetres, formatMoney, formatNumber, formatTime, html, icon, qualityWord, statusWord, trendWord, type Html, type Lang } from '@wegweiser/web-kit';
import type { Messages } from '../messages/index.js';
import type { FacilityView } from '../view/facility-view.js';

/** What every part needs beside its view. */
export interface PartContext {
  readonly m: Messages;
  readonly lang: Lang;
  readonly timeZone: string;
  readonly audience: string;
}

/** An estimate is never written as if it had been counted. */
const isEstimate = (view: FacilityView): boolean => view.quality === 'estimated';

/** Number with its unit, or the word of the status: for announcements, titles and plain text. */
export const availabilityText = (view: FacilityView, { m, lang, audience }: PartContext): string => {
  if (!view.offered) return m.notOffered(m.audiences[audience] ?? audience);
  if (view.vacant === null || view.status === 'full') return statusWord(view.status, lang);
  const number = `${isEstimate(view) ? `${m.about} ` : ''}${formatNumber(view.vacant, lang)} ${m.free(view.vacant)}`;
  return view.status === 'almostFull' ? `${number}, ${statusWord('almostFull', lang)}` : number;
};

/** Share of free spaces as a bar; only beside the number, so hidden from screen readers. */
const bar = (view: FacilityView): Html | null => {
  if (view.vacant === null || view.capacity <= 0) return null;
  const share = Math.round(Math.min(1, view.vacant / view.capacity) * 1000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar__all" width="100" height="6" rx="0"/><rect class="bar__free" width="${share}" height="6"/></svg>`;
};

/** The large number, or the word in its place. */
export const availability = (view: FacilityView, context: PartContext): Html => {
  const { m, lang } = context;
  const { status, vacant } = view;
  if (!view.offered) return html``;
  if (vacant === null || status === 'full') return html`<p class="avail__word">${icon(status)}<span>${statusWord(status, lang)}</span></p>`;
  return html`<p class="avail__main">${isEstimate(view) && html`<span class="avail__about">${m.about} </span>`}<span class="avail__number">${formatNumber(vacant, lang)}</span> <span class="avail__unit">${m.free(vacant)}</span></p>${bar(view)}${
    status === 'almostFull' && html`<p class="tag tag--few">${icon('almostFull')}${statusWord('almostFull', lang)}</p>`
  }`;
};

const fact = (name: Parameters<typeof icon>[0], text: string, tone = ''): Html => html`<li class="fact ${tone}">${icon(name)}<span>${text}</span></li>`;

const SOON_MS = 7_200_000;
const opening = (view: FacilityView, context: PartContext): Html | null => {
  const text = openingText(view, context);
  const warns = view.opening?.to === 'closed' && view.opening.inMs <= SOON_MS;
  return text === null ? null : fact('clock', text, warns ? 'fact--warn' : '');
};

/** When it closes or opens next, `null` when nothing is known of it. */
export const openingText = (view: FacilityView, { m, lang, timeZone }: PartContext): string | null => {
  const { opening: change } = view;
  if (change === null) return null;
  if (change.inMs <= SOON_MS) {
    const duration = durationText(Math.max(60_000, change.inMs), lang);
    return change.to === 'closed' ? m.closesIn(duration) : m.opensIn(duration);
  }
  const isNear = change.inMs < 20 * 3_600_000;
  const at = formatTime(change.atMs, { timeZone, lang, style: isNear ? 'time' : 'dateTime' });
  return change.to === 'closed' ? m.closesAt(at) : m.opensAt(at);
};

export const priceText = ({ centPerHour, maxDayCent }: FacilityView['brief'], { m, lang }: PartContext): string | null => {
  if (centPerHour !== null) return m.perHour(formatMoney(centPerHour, lang));
  return maxDayCent === null ? null : m.perDay(formatMoney(maxDayCent, lang));
};

const distance = (metres: number, { m, lang }: PartContext): string => m.metres(formatNumber(Math.max(10, Math.round(metres / 10) * 10), lang));

/** Walk, price, opening, height: one line of short facts. Warnings carry a word and a sign, not only a colour. */
export const facts = (view: FacilityView, context: PartContext): Html => {
  const { m, lang, audience } = context;
  const { brief, walk } = view;
  const price = priceText(brief, context);
  const limit = brief.heightLimitM === undefined ? null : formatMetres(brief.heightLimitM, lang);
  return html`${!view.offered && fact('warning', m.notOffered(m.audiences[audience] ?? audience), 'fact--warn')}${walk !== null && fact('walk', `${m.walkMinutes(walk.minutes)} (${distance(walk.metres, context)})`)}${
    view.tooFar && fact('warning', m.tooFar, 'fact--warn')
  }${view.tooDear && fact('warning', m.tooDear, 'fact--warn')}${price !== null && fact('price', price)}${opening(view, context)}${limit !== null && (view.tooHigh ? fact('warning', m.tooHigh(limit), 'fact--warn') : fact('height', m.heightLimit(limit)))}`;
};

/** What to expect at the arrival, `null` where no forecast may be shown. */
export const arrivalText = ({ arrival }: FacilityView, { m, lang }: PartContext): string | null => {
  if (arrival === null) return null;
  const number = arrival.chance === 'unlikely' ? '' : `, ${m.about} ${formatNumber(arrival.vacant, lang)}`;
  return m.atArrival(arrival.minutes, m.chances[arrival.chance], number);
};

export const CHANCE_TONES = { sure: 'spacesAvailable', likely: 'spacesAvailable', open: 'almostFull', unlikely: 'full' } as const;
const arrivalLine = (view: FacilityView, context: PartContext): Html | null => {
  const text = arrivalText(view, context);
  if (text === null || view.arrival === null) return null;
  const tone = CHANCE_TONES[view.arrival.chance];
  return html`<span class="arrives" data-tone="${tone}">${icon(tone)}<span>${text}</span></span>`;
};

const ageClause = (view: FacilityView, { m, lang }: PartContext): string => {
  if (view.ageMs === null) return m.neverMeasured;
  const age = ageText(view.ageMs, lang);
  return view.vacant === null && view.status !== 'full' ? m.lastMeasured(age) : m.age(qualityWord(view.quality, lang), age);
};

/** Where the number comes from and how old it is. Changes by itself as time passes. */
export const origin = (view: FacilityView, context: PartContext): Html => {
  if (!view.offered) return html``;
  const { m, lang } = context;
  const trend = view.vacant === null ? '' : trendWord(view.trend, lang);
  const isOld = view.freshness === 'old' && view.vacant !== null;
  const trendIcon = view.trend === 'increasing' ? icon('fuller') : view.trend === 'decreasing' ? icon('emptier') : null;
  return html`<span class="origin__age">${ageClause(view, context)}</span>${isOld && html` <span class="tag tag--old">${icon('warning')}${m.oldValue}</span>`}${
    isEstimate(view) && view.vacant !== null && html` <span class="tag tag--old">${icon('unknown')}${m.estimatedValue}</span>`
  }${trend !== '' && html` <span class="origin__trend">${trendIcon}${trend}</span>`}${arrivalLine(view, context)}`;
};

/** Cells of the table of audiences. */
export const rowNumber = (view: FacilityView, { m, lang }: PartContext): string => (view.vacant === null ? '–' : `${isEstimate(view) ? `${m.about} ` : ''}${formatNumber(view.vacant, lang)}`);
export const rowState = (view: FacilityView, { lang }: PartContext): Html => html`<span class="status">${icon(view.status)}${statusWord(view.status, lang)}</span>`;
