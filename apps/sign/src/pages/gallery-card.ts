import { formatTime, html, icon, textIn, type Html } from '@wegweiser/web-kit';
import type { SignOrderMessage, SignState } from '@wegweiser/contracts';
import { ageOrder, renderFace, type AgedOrder } from '@wegweiser/guidance';
import { saidBy, textsOf } from '../panel/draw.js';
import { fieldsOf, type SignSpec } from '../panel/spec.js';
import { plainMulti, spoken } from '../panel/words.js';
import { board } from './board.js';
import { GALLERY_FILTERS, galleryWords, LEVEL_ICONS, type GalleryFilter, type GalleryWords } from './gallery-words.js';

/** A sign with what the gallery says of its place; also sent to the browser. */
export interface GallerySign {
  readonly spec: SignSpec;
  readonly area: string;
  readonly facingDeg: number;
}
/** What the gallery shows of a sign's state; a state off the wire is one. Who set a lock is not part of it. */
export type GalleryState = Pick<SignState, 'id' | 'online' | 'level' | 'mismatch'> & {
  readonly readback: Pick<NonNullable<SignState['readback']>, 'shows' | 'atMs'> | null;
  readonly order: (Pick<SignOrderMessage, 'issuedAtMs' | 'validUntilMs' | 'content'> & { readonly why: Pick<SignOrderMessage['why'], 'text'> }) | null;
  readonly lock: Pick<NonNullable<SignState['lock']>, 'reason' | 'expiresAtMs'> | null;
};

/** Only that: the page's data must not tell more than the page. */
export const publicPart = ({ id, online, level, mismatch, readback, order, lock }: GalleryState): GalleryState => ({
  id,
  online,
  level,
  mismatch,
  readback: readback === null ? null : { shows: readback.shows, atMs: readback.atMs },
  order: order === null ? null : { issuedAtMs: order.issuedAtMs, validUntilMs: order.validUntilMs, content: order.content, why: { text: order.why.text } },
  lock: lock === null ? null : { reason: lock.reason, expiresAtMs: lock.expiresAtMs },
});

export interface CardContext {
  readonly lang: 'de' | 'en';
  readonly timeZone: string;
  readonly nowMs: number;
}

const LADDER = ['live', 'estimate', 'direction', 'blank'] as const;

/** Which rung the sign stands on now: an order that has aged is worse than when it was made. */
export const levelNow = (state: GalleryState | undefined, nowMs: number): SignState['level'] => {
  if (state?.order === undefined || state.order === null) return 'blank';
  const { rows } = ageOrder(state.order, nowMs);
  return rows.reduce<SignState['level']>((worst, { level }) => (LADDER.indexOf(level) > LADDER.indexOf(worst) ? level : worst), rows.length === 0 ? 'blank' : 'live');
};

const isFallback = (level: SignState['level']): boolean => level === 'estimate' || level === 'direction';
const MATCHES: Readonly<Record<GalleryFilter, (state: GalleryState | undefined, level: SignState['level']) => boolean>> = {
  all: () => true,
  deviating: (state) => (state?.mismatch ?? null) !== null,
  fallback: (_, level) => isFallback(level),
  dark: (_, level) => level === 'blank',
  locked: (state) => (state?.lock ?? null) !== null,
  offline: (state) => state?.online !== true,
};
/** Whether a sign belongs to the selection now. */
export const matchesFilter = (filter: GalleryFilter, state: GalleryState | undefined, nowMs: number): boolean => MATCHES[filter](state, levelNow(state, nowMs));
export const readFilter = (value: unknown): GalleryFilter => GALLERY_FILTERS.find((filter) => filter === value) ?? 'all';
/** How many signs each selection has. */
export const filterCounts = (signs: readonly GallerySign[], states: ReadonlyMap<string, GalleryState>, nowMs: number): Record<GalleryFilter, number> => {
  const count = (filter: GalleryFilter): number => signs.filter((sign) => matchesFilter(filter, states.get(sign.spec.id), nowMs)).length;
  return Object.fromEntries(GALLERY_FILTERS.map((filter) => [filter, count(filter)])) as Record<GalleryFilter, number>;
};

const agedOf = (state: GalleryState | undefined, nowMs: number): AgedOrder | null => (state?.order === undefined || state.order === null ? null : ageOrder(state.order, nowMs));

const orderText = (state: GalleryState | undefined, aged: AgedOrder | null, w: GalleryWords, at: (ms: number) => string): string => {
  if (state?.order === undefined || state.order === null) return w.noOrder;
  return aged?.expired === true ? w.expired : w.orderedAt(at(state.order.issuedAtMs), at(state.order.validUntilMs));
};

const reported = (state: GalleryState, lang: 'de' | 'en'): string => (state.readback?.shows ?? []).map((text) => spoken(plainMulti(text), lang)).join(' · ');

const readbackRow = (state: GalleryState | undefined, w: GalleryWords, context: CardContext): Html => {
  const at = (ms: number): string => formatTime(ms, context);
  if (state !== undefined && state.mismatch !== null) {
    const shows = reported(state, context.lang);
    return html`<dd class="sign__trouble">${icon('warning')}<span><strong>${w.mismatch[state.mismatch] ?? w.mismatchOther}</strong>${shows !== '' && html` ${w.showsInstead(shows)}`}</span></dd>`;
  }
  if (state?.readback === undefined || state.readback === null) return html`<dd>${w.readbackNone}</dd>`;
  return html`<dd class="sign__ok">${icon('ok')}<span>${w.readbackOk(at(state.readback.atMs))}</span></dd>`;
};

const lockRow = (state: GalleryState | undefined, w: GalleryWords, context: CardContext): Html | null => {
  if (state === undefined || state.lock === null) return null;
  // The reason is public, the person who set it is not.
  return html`<div><dt>${w.lock}</dt><dd class="sign__lock">${icon('lock')}<span>${w.locked(state.lock.reason, formatTime(state.lock.expiresAtMs, context))}</span></dd></div>`;
};

/** What was read back as texts by field, `null` when nothing was said or it is nothing that this panel can show. */
const reportedTexts = (spec: SignSpec, state: GalleryState | undefined): Record<string, string> | null => {
  const shows = state?.readback?.shows ?? [];
  if (shows.length === 0) return null;
  if (spec.face.kind === 'counter') return Object.fromEntries(fieldsOf(spec).map((id, index) => [id, shows[index] ?? '']));
  const multi = shows.join('[np]');
  const isShown = saidBy(spec.face, renderFace(spec.face, { multi }), 0) !== '' || plainMulti(multi) === '';
  return isShown ? { multi } : null;
};

const picture = (kind: 'ordered' | 'reported', caption: string, spec: SignSpec, texts: Readonly<Record<string, string>>, { lang }: CardContext): Html => {
  const { pages } = renderFace(spec.face, texts);
  return html`<figure class="sign__picture" data-picture="${kind}"><figcaption><strong>${caption}</strong>${pages.length > 1 && html`<span>${galleryWords(lang).pageOf(pages.length)}</span>`}</figcaption>${board(spec, texts, lang)}</figure>`;
};

/** The sign as ordered, and beside it as read back where that is something else. */
const pictures = (sign: GallerySign, state: GalleryState | undefined, aged: AgedOrder | null, context: CardContext): Html => {
  const words = galleryWords(context.lang).pictures;
  const differs = (state?.mismatch ?? null) !== null;
  const reportedAs = differs ? reportedTexts(sign.spec, state) : null;
  const confirmed = !differs && (state?.readback ?? null) !== null;
  return html`<div class="pictures">${picture('ordered', confirmed ? words.confirmed : words.ordered, sign.spec, textsOf(aged?.rows ?? []), context)}${reportedAs !== null && picture('reported', words.reported, sign.spec, reportedAs, context)}</div>`;
};

const levelText = (aged: AgedOrder | null, level: SignState['level'], w: GalleryWords): string => {
  const rows = aged?.rows ?? [];
  const on = rows.filter((row) => row.level === level).length;
  return on === rows.length ? w.levels[level] : `${w.levels[level]}: ${w.rowsOn(on, rows.length)}`;
};

/** What is left of the order once its numbers are too old; nothing when it has come to that. */
const fallbackRow = (state: GalleryState | undefined, aged: AgedOrder | null, w: GalleryWords, context: CardContext): Html | null => {
  const order = state?.order ?? null;
  const atMs = aged?.nextChangeMs ?? null;
  if (order === null || atMs === null) return null;
  const texts = ageOrder(order, atMs).rows.map((row) => spoken(plainMulti(row.text), context.lang));
  return html`<div><dt>${w.fallback}</dt><dd>${w.fallbackAt(formatTime(atMs, context), new Set(texts).size === 1 ? (texts[0] as string) : texts.join(' · '))}</dd></div>`;
};

/** Everything inside a sign's card that changes. */
export const cardBody = (sign: GallerySign, state: GalleryState | undefined, context: CardContext): Html => {
  const { lang, nowMs } = context;
  const w = galleryWords(lang);
  const aged = agedOf(state, nowMs);
  const level = levelNow(state, nowMs);
  const isOnline = state?.online === true;
  const why = state?.order === undefined || state.order === null ? null : textIn(state.order.why.text, lang);
  return html`${pictures(sign, state, aged, context)}
<p class="sign__level" data-level="${level}">${icon(LEVEL_ICONS[level])}<span><span class="vh">${w.level}: </span>${levelText(aged, level, w)}</span></p>
<dl class="sign__facts"><div><dt>${w.readback}</dt>${readbackRow(state, w, context)}</div>${lockRow(state, w, context)}<div><dt>${w.ordered}</dt><dd>${orderText(state, aged, w, (ms) => formatTime(ms, context))}</dd></div>${fallbackRow(state, aged, w, context)}${
    why !== null && html`<div><dt>${w.why}</dt><dd>${why}</dd></div>`
  }<div><dt>${w.connection}</dt><dd class="${isOnline ? 'sign__ok' : 'sign__mute'}">${icon(isOnline ? 'live' : 'lost')}<span>${isOnline ? w.online : w.offline}</span></dd></div></dl>`;
};

const direction = (deg: number, w: GalleryWords): string => w.directions[Math.round((((deg % 360) + 360) % 360) / 45) % 8] as string;

export const galleryCard = (sign: GallerySign, state: GalleryState | undefined, context: CardContext, filter: GalleryFilter): Html => {
  const w = galleryWords(context.lang);
  const { id, name } = sign.spec;
  return html`<li class="sign" data-sign="${id}"${!matchesFilter(filter, state, context.nowMs) && html` hidden`}><article aria-labelledby="n-${id}"><h2 class="sign__name" id="n-${id}">${name}</h2><p class="sign__place">${sign.area} · ${w.facing(direction(sign.facingDeg, w))}</p><div data-part="body">${cardBody(sign, state, context)}</div><p class="sign__open"><a href="/signs/${id}">${w.open}<span class="vh">${w.openOf(name)}</span></a></p></article></li>`;
};

export const summaryText = (signs: readonly GallerySign[], states: ReadonlyMap<string, GalleryState>, context: CardContext): string => {
  const levels = signs.map((sign) => levelNow(states.get(sign.spec.id), context.nowMs));
  const live = levels.filter((level) => level === 'live').length;
  const trouble = signs.filter((sign) => (states.get(sign.spec.id)?.mismatch ?? null) !== null).length;
  return galleryWords(context.lang).summary(signs.length, live, signs.length - live, trouble);
};
