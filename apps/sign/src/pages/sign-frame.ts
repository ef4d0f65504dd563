import { ageOrder, brightnessPct, pageAt, renderFace, type AgedOrder, type RenderedPage, type Rendering } from '@wegweiser/guidance';
import type { SignInput } from '../model.js';
import { textsOf } from '../panel/draw.js';
import { brightnessOf, specOf } from '../panel/spec-of.js';

/** What a sign shows at a moment, for a player without a browser. */
export interface SignFrame {
  readonly aged: AgedOrder | null;
  readonly rendering: Rendering;
  /** The page asked for; all dark in the gap between two pages and beyond the last one. */
  readonly page: RenderedPage;
  /** Its number from 1, 0 when it is dark time. */
  readonly pageNumber: number;
  /** When to ask again at the latest, epoch ms: a text falls back or, asked for the page that is on, pages turn. `null`: nothing changes by itself. */
  readonly untilMs: number | null;
  readonly brightnessPct: number;
}

const earliest = (...times: (number | null)[]): number | null => {
  const known = times.filter((time): time is number => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** `page` counts from 1; `now` is the one that is on by the service's clock. */
export const signFrame = ({ sign, order, nowMs, timeZone }: SignInput, page: number | 'now' = 1): SignFrame => {
  const aged = order === null ? null : ageOrder(order, nowMs);
  const { face } = specOf(sign);
  const rendering = renderFace(face, textsOf(aged?.rows ?? []));
  const turn = page === 'now' ? pageAt(rendering.pages, nowMs) : { page: page - 1, untilMs: null };
  const shown = turn.page === null ? undefined : rendering.pages[turn.page];
  const { rule, lat, lon } = brightnessOf(sign, timeZone);
  return {
    aged,
    rendering,
    page: shown ?? (renderFace(face, {}).pages[0] as RenderedPage),
    pageNumber: shown === undefined ? 0 : (turn.page as number) + 1,
    untilMs: earliest(aged?.nextChangeMs ?? null, turn.untilMs),
    brightnessPct: brightnessPct(rule, { nowMs, timeZone, lat, lon, lux: null }),
  };
};
