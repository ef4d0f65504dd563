import type { City, SignConfig, SignOrderMessage, SignState } from '@wegweiser/contracts';
import type { Lang } from '@wegweiser/web-kit';

/** Where `sign.js`, `gallery.js` and `sign.css` are served, with a slash at the end. */
export const DEFAULT_ASSET_BASE = '/assets/sign/';

export interface SignPageInput {
  readonly sign: SignConfig;
  /** Order in force, `null` when there is none yet: the page stays dark. */
  readonly order: SignOrderMessage | null;
  /** Service time, epoch ms. */
  readonly nowMs: number;
  readonly assetBase?: string;
}
export interface GalleryInput {
  readonly city: City;
  readonly signs: readonly SignState[];
  readonly nowMs: number;
  readonly lang: Lang;
  readonly assetBase?: string;
}
export interface SignTextInput {
  readonly order: SignOrderMessage | null;
  readonly nowMs: number;
}
