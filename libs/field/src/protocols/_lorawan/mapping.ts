import { z } from 'zod';
import { KIND_FIELDS } from '../_shared/emit.js';
import { checkFields, deviceOf, FieldMap } from '../_shared/mapping.js';
import { oneOrMany } from '../_shared/options.js';
import { CODEC_NAMES, CODECS } from './codecs/index.js';

/** Kinds that a LoRaWAN device can be. */
const LORA_KINDS = ['parkingSpace', 'parkingAbsolute', 'parkingTotals', 'loopInterval'] as const;

const Port = z.number().int().min(1).max(223);

const base = {
  ...deviceOf,
  as: z.enum(LORA_KINDS),
  /** Length of what one uplink counts; needed by a car counter. */
  intervalSeconds: z.number().int().min(1).max(86_400).optional(),
};

/** Values that the network server's payload formatter made (`decoded_payload`, `object`). */
const Decoded = z.strictObject({
  ...base,
  fields: FieldMap,
  /**
   * Ports whose uplinks carry the fields. Needed because a network server leaves out 0 and false: on these ports an absent
   * field *is* 0 or false, on all others it means nothing.
   */
  fPorts: z.array(Port).min(1),
  /** `null` where the formatter is known to write zeros. */
  omitted: z.enum(['zero', 'null']).default('zero'),
});

/** Raw bytes, read by a codec of ours. */
const Raw = z.strictObject({ ...base, codec: z.enum(CODEC_NAMES), channel: z.string().default('main') });

export type RawMapping = z.output<typeof Raw>;
export type DecodedMapping = z.output<typeof Decoded>;

export const DeviceMapping = z.union([Raw, Decoded]).superRefine((m, ctx) => {
  if (m.as === 'loopInterval' && m.intervalSeconds === undefined) {
    ctx.addIssue({ code: 'custom', path: ['intervalSeconds'], message: 'expected, because an uplink does not say how long it counted' });
  }
  if ('codec' in m) {
    const { channels } = CODECS[m.codec];
    if (!(channels as readonly string[]).includes(m.channel)) ctx.addIssue({ code: 'custom', path: ['channel'], message: `expected ${channels.join(' or ')}` });
    return;
  }
  checkFields(m, ctx);
  if (Object.keys(m.fields).length === 0) ctx.addIssue({ code: 'custom', path: ['fields'], message: `expected at least one of ${KIND_FIELDS[m.as].join(', ')}` });
});
export type DeviceMapping = z.output<typeof DeviceMapping>;

export const Mappings = oneOrMany(DeviceMapping);

/** Options common to all LoRaWAN network servers. */
export const lorawanOptions = {
  /** An uplink of a device that is not mapped is a fault, unless this says that they are known. */
  ignoreUnmapped: z.boolean().default(false),
};
