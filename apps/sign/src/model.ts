import type { City, SignConfig, SignOrderMessage, SignState } from '@wegweiser/contracts';
import type { Lang } from '@wegweiser/web-kit';

/** Where `sign.js`, `gallery.js` and `sign.css` are served, with a slash at the end. */
export const DEFAULT_ASSET_BASE = '/assets/sign/';

/** One sign at one moment: what its page, its bitmap and its plain text are made of. */
export interface SignInput {
  readonly sign: SignConfig;
  /** Order in force, `null` when there is none yet: the sign stays dark. */
  readonly order: SignOrderMessage | null;
  /** Service time, epoch ms. */
  readonly nowMs: number;
  /** IANA zone of the city, for brightness by local time. */
  readonly timeZone: string;
}
export interface SignPageInput extends SignInput {
  readonly assetBase?: string;
}
export interface GalleryInput {
  readonly city: City;
  readonly signs: readonly SignState[];
  readonly nowMs: number;
  readonly lang: Lang;
  /** Which signs to show; anything unknown shows all. */
  readonly filter?: unknown;
  readonly assetBase?: string;
}
