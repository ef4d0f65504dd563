import { formatTime, html, icon, textIn, type Html } from '@wegweiser/web-kit';
import type { SignOrderMessage, SignState } from '@wegweiser/contracts';
import { ageOrder, type AgedOrder } from '@wegweiser/guidance';
import type { SignSpec } from '../panel/spec.js';
import { plainMulti, spoken } from '../panel/words.js';
import { board } from './board.js';
import { galleryWords, LEVEL_ICONS, type GalleryWords } from './gallery-words.js';

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

/** Which rung the sign stands on now: an order that has aged is worse than when it was made. */
export const levelNow = (state: GalleryState | undefined, nowMs: number): SignState['level'] => {
  if (state?.order === undefined || state.order === null) return 'blank';
  const { rows } = ageOrder(state.order, nowMs);
  const ladder = ['live', 'estimate', 'direction', 'blank'] as const;
  return rows.reduce<SignState['level']>((worst, { level }) => (ladder.indexOf(level) > ladder.indexOf(worst) ? level : worst), rows.length === 0 ? 'blank' : 'live');
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

/** Everything inside a sign's card that changes. */
export const cardBody = (sign: GallerySign, state: GalleryState | undefined, context: CardContext): Html => {
  const { lang, nowMs } = context;
  const w = galleryWords(lang);
  const aged = agedOf(state, nowMs);
  const level = levelNow(state, nowMs);
  const isOnline = state?.online === true;
  const why = state?.order === undefined || state.order === null ? null : textIn(state.order.why.text, lang);
  return html`<div class="sign__picture">${board(sign.spec, aged, lang)}</div>
<p class="sign__level" data-level="${level}">${icon(LEVEL_ICONS[level])}<span><span class="vh">${w.level}: </span>${w.levels[level]}</span></p>
<dl class="sign__facts"><div><dt>${w.readback}</dt>${readbackRow(state, w, context)}</div>${lockRow(state, w, context)}<div><dt>${w.ordered}</dt><dd>${orderText(state, aged, w, (ms) => formatTime(ms, context))}</dd></div>${
    why !== null && html`<div><dt>${w.why}</dt><dd>${why}</dd></div>`
  }<div><dt>${w.connection}</dt><dd class="${isOnline ? 'sign__ok' : 'sign__mute'}">${icon(isOnline ? 'live' : 'lost')}<span>${isOnline ? w.online : w.offline}</span></dd></div></dl>`;
};

const direction = (deg: number, w: GalleryWords): string => w.directions[Math.round((((deg % 360) + 360) % 360) / 45) % 8] as string;

export const galleryCard = (sign: GallerySign, state: GalleryState | undefined, context: CardContext): Html => {
  const w = galleryWords(context.lang);
  const { id, name } = sign.spec;
  return html`<li class="sign" data-sign="${id}"><article aria-labelledby="n-${id}"><h2 class="sign__name" id="n-${id}">${name}</h2><p class="sign__place">${sign.area} · ${w.facing(direction(sign.facingDeg, w))}</p><div data-part="body">${cardBody(sign, state, context)}</div><p class="sign__open"><a href="/signs/${id}">${w.open}<span class="vh">${w.openOf(name)}</span></a></p></article></li>`;
};

export const summaryText = (signs: readonly GallerySign[], states: ReadonlyMap<string, GalleryState>, context: CardContext): string => {
  const levels = signs.map((sign) => levelNow(states.get(sign.spec.id), context.nowMs));
  const live = levels.filter((level) => level === 'live').length;
  const trouble = signs.filter((sign) => (states.get(sign.spec.id)?.mismatch ?? null) !== null).length;
  return galleryWords(context.lang).summary(signs.length, live, signs.length - live, trouble);
};
