import { html, htmlDocument, jsonScript } from '@wegweiser/web-kit';
import { DEFAULT_ASSET_BASE, type SignPageInput } from '../model.js';
import { brightnessOf, specOf } from '../panel/spec-of.js';
import type { BrightnessSpec, SignSpec } from '../panel/spec.js';
import type { SignOrderMessage } from '@wegweiser/contracts';
import { darkBoard } from './board.js';

/** What the player's script starts from. */
export interface SignData {
  readonly spec: SignSpec;
  readonly brightness: BrightnessSpec;
  readonly orderUrl: string;
  /** Taken into account only when the page came from the service just now, not from a cache. */
  readonly order: Pick<SignOrderMessage, 'issuedAtMs' | 'validUntilMs' | 'content'> | null;
  readonly nowMs: number;
}

/**
 * The page that a sign's own player shows. It is delivered dark and lit by its script, so that a page out of a cache can
 * never show an old number; a player without a script pulls `order.txt` or `bitmap.png` instead.
 */
export const renderSignPage = ({ sign, order, nowMs, timeZone, assetBase = DEFAULT_ASSET_BASE }: SignPageInput): string => {
  const spec = specOf(sign);
  const data: SignData = {
    spec,
    brightness: brightnessOf(sign, timeZone),
    orderUrl: `/api/v1/signs/${sign.id}/order`,
    order: order === null ? null : { issuedAtMs: order.issuedAtMs, validUntilMs: order.validUntilMs, content: order.content },
    nowMs,
  };
  return htmlDocument(html`<html lang="de" class="player">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${sign.name}</title><link rel="icon" href="${assetBase}icon.svg" type="image/svg+xml"><link rel="stylesheet" href="${assetBase}sign.css"></head>
<body><main class="stage" id="stage"><h1 class="sr">${sign.name}</h1>${darkBoard(spec)}</main>
${jsonScript('sign-data', data)}
<script src="${assetBase}sign.js" defer></script></body>
</html>`);
};
