import { boschTps110 } from './bosch-tps110.js';
import type { DeviceCodec } from './codec.js';
import { parametricTcr } from './parametric-tcr.js';
import { pniPlacePod } from './pni-placepod.js';

/** Codecs by the name that a mapping uses. */
export const CODECS = {
  'bosch-tps110': boschTps110,
  'pni-placepod': pniPlacePod,
  'parametric-tcr': parametricTcr,
} as const satisfies Record<string, DeviceCodec>;

export type CodecName = keyof typeof CODECS;
export const CODEC_NAMES = ['bosch-tps110', 'pni-placepod', 'parametric-tcr'] as const satisfies readonly CodecName[];
